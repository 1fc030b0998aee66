"""The one frozen record through which the rooms of the core meet: what is true of one application at one instant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mobility.core.terms import Reason


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """Everything that permission, guards and effects may ask about one application.

    Gathered by `queries.facts` while the row is locked, so it stays true until the transaction ends.
    Times are aware and in UTC. `missing` and `missing_papers` are None where the content was not read, because the act
    does not ask for it. `choices` are the ids of the host options wished for, in their order; `host_option_id` is
    that of the place held now, `nominate_by` and `departs_on` are its dates. `asked_unit_ids` are the offices asked to
    check, `recused_ids` the reviewers who declared a conflict of interest. `giving_up_until` is set while the student
    has given up and may still undo it, `late_until` where a code lets them apply late. `over_limit` says why this is
    one application too many in its term. `needs_reason`: by what counts for the file the conditions are not met, and
    nobody has said why it goes on.
    """

    application_id: int
    institution_id: int
    call_id: int
    student_id: int
    student_user_id: int
    unit_id: int
    state: str
    version: int
    now: datetime
    opens_at: datetime
    deadline_at: datetime
    grace: timedelta = timedelta(0)
    is_call_published: bool = True
    submission_count: int = 0
    missing: tuple[Reason, ...] | None = None
    eligibility: str = "eligible"
    has_declared: bool = False
    is_school_list_handed_in: bool = False
    school_outcome: str | None = None
    school_rank: int | None = None
    returned_until: datetime | None = None
    has_ranking_fact_changed: bool = False
    reviewer_ids: frozenset[int] = frozenset()
    recused_ids: frozenset[int] = frozenset()
    review_count: int = 0
    decision_outcome: str | None = None
    proposed_by: int | None = None
    proposed_for: int | None = None
    may_approve_own_proposal: bool = False
    release_at: datetime | None = None
    notice_until: datetime | None = None
    offer_state: str | None = None
    confirm_by: datetime | None = None
    is_call_cancelled: bool = False
    choices: tuple[int, ...] = ()
    is_willing: bool = False
    host_option_id: int | None = None
    nominate_by: date | None = None
    departs_on: date | None = None
    asked_unit_ids: frozenset[int] = frozenset()
    open_check_count: int = 0
    refused_check_count: int = 0
    missing_papers: tuple[Reason, ...] | None = None
    due_at: datetime | None = None
    silence_is_consent: bool = False
    has_fee: bool = False
    giving_up_until: datetime | None = None
    late_until: datetime | None = None
    over_limit: Reason | None = None
    needs_reason: bool = False

    @property
    def closes_at(self) -> datetime:
        """The last moment to hand in, before the grace: the call's deadline, or a later one of this student's own."""
        return self.deadline_at if self.late_until is None else max(self.deadline_at, self.late_until)
