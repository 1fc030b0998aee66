"""Reads what a proposal rests on: every file in assessment with its scores, the school's word and the last decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import aliased

from mobility.core.access.duties import SEPARATED
from mobility.core.eligibility import PARTICIPATION
from mobility.core.scoring import FirstTimers, SelectionOrder, selection_order
from mobility.core.scoring.language_test import LanguageResult, with_language_test
from mobility.core.terms import Actor, Refused, Role, Text
from mobility.core.workflow import Stage, StageKind
from mobility.database import db
from mobility.models import (
    Application,
    Call,
    Choice,
    Decision,
    Institution,
    Partner,
    Program,
    ProgramPartner,
    Proposal,
    Review,
    Student,
    StudentFact,
    Unit,
    User,
)
from mobility.queries import definitions, language_tests, scope, stages
from mobility.queries.counted import counted_average, needs_reason
from mobility.queries.students import GOOD_ENDS


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file that can be proposed. `mean` and `spread` are of the submitted scores, None without any.

    `wishes` are the ids of host options, the first wish first; `average` is the weighted average out of 100 that
    counts for the file. `has_taken_part`: in this kind of program, by what ended well here or by the registry.
    `needs_reason`: the facts that count do not meet the conditions, and nobody has said why the file goes on. `test` is
    the language test, where the call has one.
    """

    id: int
    number: str
    name: str
    student_number: str
    unit_name: Text
    school_outcome: str | None
    school_rank: int | None
    assigned: int
    scored: int
    conflicts: int
    mean: Decimal | None
    spread: Decimal | None
    wishes: tuple[int, ...]
    is_willing: bool
    average: Decimal | None
    has_taken_part: bool
    first_timers: FirstTimers
    needs_reason: bool = False
    test: LanguageResult | None = None

    @property
    def score(self) -> Decimal | None:
        """The mean score, with the mark of the language test where the call counts it."""
        return with_language_test(self.mean, self.test)

    @property
    def order(self) -> SelectionOrder:
        """What the call sorts by, by the score."""
        return selection_order(self.first_timers, self.score, has_taken_part=self.has_taken_part)


@dataclass(frozen=True, slots=True)
class PastProposal:
    """A list that was proposed before, with what the head said."""

    id: int
    state: str
    proposed_at: datetime
    proposed_by: str
    note: str
    decision_note: str
    release_at: datetime | None
    released_at: datetime | None
    notice_until: datetime | None
    waits_for_release: bool


def candidates(call_id: int, actor: Actor) -> tuple[Candidate, ...]:
    """Files that can be proposed now, in the call's order of scores, then the best average; in one statement."""
    submitted = Review.submitted_at.is_not(None)
    scores = (
        select(
            Review.application_id,
            func.count(case((Review.conflict_reason.is_(None), 1))).label("assigned"),
            func.count(case((submitted, 1))).label("scored"),
            func.count(Review.conflict_reason).label("conflicts"),
            func.avg(Review.score).filter(submitted).label("mean"),
            (func.max(Review.score).filter(submitted) - func.min(Review.score).filter(submitted)).label("spread"),
        )
        .group_by(Review.application_id)
        .subquery()
    )
    wishes = select(func.array_agg(aggregate_order_by(Choice.host_option_id, Choice.rank)))
    wishes = wishes.where(Choice.application_id == Application.id)
    average_of = counted_average()
    query = (
        select(
            *(Application, Student.name, Student.number, Unit.name.label("unit_name"), scores),
            *(wishes.correlate(Application).scalar_subquery().label("wishes"), average_of.label("average")),
            *(_has_taken_part().label("has_taken_part"), Call.first_timers, *language_tests.COLUMNS),
        )
        .join(Call, Call.id == Application.call_id)
        .join(Program, Program.id == Call.program_id)
        .join(Student, Student.id == Application.student_id)
        .join(Unit, Unit.id == Application.unit_id)
        .outerjoin(scores, scores.c.application_id == Application.id)
        .where(
            scope.visible(actor, Role.COORDINATOR),
            Application.call_id == call_id,
            stages.proposable(),
        )
        .order_by(scores.c.mean.desc().nulls_last(), average_of.desc().nulls_last(), Application.id)
    )
    rows = db.session.execute(language_tests.joined(query))
    return tuple(sorted(map(_candidate, rows), key=lambda one: one.order))


def _has_taken_part() -> ColumnElement[bool]:
    """Whether the student took part in the kind of program before: here, ended well, or by the registry."""
    earlier, its_call, its_program = aliased(Application), aliased(Call), aliased(Program)
    here = (
        select(earlier.id)
        .join(its_call, its_call.id == earlier.call_id)
        .join(its_program, its_program.id == its_call.program_id)
        .where(
            earlier.student_id == Application.student_id,
            earlier.id != Application.id,
            earlier.state.in_(sorted(GOOD_ENDS)),
            its_program.kind == Program.kind,
        )
    )
    registry = select(StudentFact.id).where(
        StudentFact.student_id == Application.student_id, StudentFact.key == PARTICIPATION + Program.kind
    )
    return or_(here.correlate(Application, Program).exists(), registry.correlate(Application, Program).exists())


def past_proposals(call_id: int, actor: Actor) -> tuple[PastProposal, ...]:
    """Lists of the call, the newest first."""
    query = (
        select(Proposal, User.name, Institution.settings)
        .join(Institution, Institution.id == Proposal.institution_id)
        .join(User, User.id == Proposal.proposed_by)
        .where(Proposal.call_id == call_id, Proposal.institution_id == actor.institution_id)
        .order_by(Proposal.id.desc())
    )
    return tuple(
        PastProposal(
            id=row.id,
            state=row.state,
            proposed_at=row.proposed_at,
            proposed_by=name,
            note=row.note or "",
            decision_note=row.decision_note or "",
            release_at=row.release_at,
            released_at=row.released_at,
            notice_until=row.notice_until,
            waits_for_release=row.state == "approved" and row.cleared_at is None and bool(settings.get(SEPARATED)),
        )
        for row, name, settings in db.session.execute(query)
    )


def past_proposal(proposal_id: int, call_id: int, actor: Actor) -> PastProposal:
    """One list of the call. Raises Refused `proposal.unknown`."""
    found = [one for one in past_proposals(call_id, actor) if one.id == proposal_id]
    if not found:
        raise Refused("proposal.unknown")
    return found[0]


def hosts(program_id: int) -> tuple[tuple[int, Text], ...]:
    """The program's hosts in their order, by id and name."""
    query = (
        select(Partner.id, Partner.name)
        .join(ProgramPartner, ProgramPartner.partner_id == Partner.id)
        .where(ProgramPartner.program_id == program_id)
        .order_by(ProgramPartner.position)
    )
    return tuple((row.id, row.name) for row in db.session.execute(query))


def _candidate(row: Any) -> Candidate:
    application: Application = row.Application
    return Candidate(
        id=application.id,
        number=application.number or "",
        name=row.name,
        student_number=row.number,
        unit_name=row.unit_name,
        school_outcome=application.school_outcome,
        school_rank=application.school_rank,
        assigned=row.assigned or 0,
        scored=row.scored or 0,
        conflicts=row.conflicts or 0,
        mean=None if row.mean is None else Decimal(row.mean).quantize(Decimal("0.01")),
        spread=row.spread,
        wishes=tuple(row.wishes or ()),
        is_willing=application.is_willing,
        average=row.average,
        has_taken_part=row.has_taken_part,
        first_timers=FirstTimers(row.first_timers),
        needs_reason=needs_reason(application.snapshot),
        test=language_tests.result_of(row),
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody on a waiting list, with the stage that names the list and the position on it."""

    id: int
    name: str
    stage: Stage
    position: int | None


def waiting(call_id: int, actor: Actor) -> tuple[Waiting, ...]:
    """Everybody who waits on a list of the call, list by list in its order."""
    query = (
        select(Application, Student.name, Decision.position)
        .join(Student, Student.id == Application.student_id)
        .outerjoin(Decision, and_(Decision.application_id == Application.id, Decision.voided_at.is_(None)))
        .where(
            scope.visible(actor, Role.COORDINATOR),
            Application.call_id == call_id,
            stages.of_kind(StageKind.WAITING),
        )
        .order_by(Application.state, Application.waiting_position, Decision.position, Application.id)
    )
    return tuple(
        Waiting(
            row.Application.id,
            row.name,
            definitions.workflow(row.Application.workflow_id).stage(row.Application.state),
            row.Application.waiting_position or row.position,
        )
        for row in db.session.execute(query)
    )
