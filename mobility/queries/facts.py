"""Gathers the one record of facts about an application, on which permission, guards and effects rest."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final

from sqlalchemy import BigInteger, and_, bindparam, func, literal, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import aliased

from mobility.core.access.duties import SEPARATED
from mobility.core.facts import CaseFacts
from mobility.database import db
from mobility.models import (
    Application,
    Call,
    Choice,
    Decision,
    GivingUp,
    HostOption,
    Institution,
    Offer,
    OfficeCheck,
    Placement,
    Proposal,
    Review,
    SchoolList,
    Student,
)
from mobility.queries import counted, judging, late, limits


def gather(application: Application, now: datetime, *, with_content: bool = False) -> CaseFacts:
    """Return what is true of `application` at `now`, in one statement; with its content in three more.

    The caller holds the lock of the row where the answer must stay true.
    """
    row = db.session.execute(_query(), {"application_id": application.id}).one()
    judged = judging.judge(application.id, application.state) if with_content else None
    return CaseFacts(
        application_id=application.id,
        institution_id=application.institution_id,
        call_id=application.call_id,
        student_id=application.student_id,
        student_user_id=row.user_id,
        unit_id=application.unit_id,
        state=application.state,
        version=application.version,
        now=now,
        opens_at=row.opens_at,
        deadline_at=row.deadline_at,
        grace=timedelta(seconds=row.grace_seconds),
        is_call_published=row.call_state == "published",
        submission_count=application.submission_count,
        missing=judged.missing if judged else None,
        eligibility=judged.verdict.outcome if judged else "to_be_checked",
        is_school_list_handed_in=row.handed_in_at is not None,
        school_outcome=application.school_outcome,
        school_rank=application.school_rank,
        returned_until=application.returned_until,
        has_ranking_fact_changed=bool(judged and judged.has_ranking_fact_changed),
        reviewer_ids=frozenset(row.reviewer_ids or ()),
        recused_ids=frozenset(row.recused_ids or ()),
        review_count=row.review_count or 0,
        decision_outcome=row.decision_outcome,
        proposed_by=row.proposed_by,
        proposed_for=row.proposed_for,
        may_approve_own_proposal=bool(row.settings.get("may_approve_own_proposal") and not row.settings.get(SEPARATED)),
        release_at=row.release_at,
        notice_until=row.notice_until,
        offer_state=row.offer_state,
        confirm_by=row.confirm_by,
        is_call_cancelled=row.call_state == "cancelled",
        choices=tuple(row.choices or ()),
        is_willing=application.is_willing,
        host_option_id=row.host_option_id,
        nominate_by=row.nominate_by,
        departs_on=row.departs_on,
        asked_unit_ids=frozenset(row.asked_unit_ids or ()),
        open_check_count=row.open_checks,
        refused_check_count=row.refused_checks,
        missing_papers=judged.missing_papers if judged else None,
        due_at=application.due_at,
        silence_is_consent=bool(row.call_settings.get("silence_is_consent")),
        has_fee=row.fee_minor is not None,
        giving_up_until=row.giving_up_until,
        late_until=row.late_until,
        over_limit=limits.reason_of(row.settings, row.program_kind, row.others),
        needs_reason=counted.needs_reason(application.snapshot),
    )


_APPLICATION: Final[Any] = bindparam("application_id", type_=BigInteger)
"""The number of the application that is asked about, in the statement below."""


@cache
def _query() -> Any:
    """Put together once, since every act and every page of an application asks it."""
    reviewers = (
        select(func.array_agg(Review.reviewer_id))
        .where(Review.application_id == _APPLICATION, Review.conflict_reason.is_(None))
        .scalar_subquery()
    )
    recused = (
        select(func.array_agg(Review.reviewer_id))
        .where(Review.application_id == _APPLICATION, Review.conflict_reason.is_not(None))
        .scalar_subquery()
    )
    reviewed = (
        select(func.count())
        .where(Review.application_id == _APPLICATION, Review.submitted_at.is_not(None))
        .scalar_subquery()
    )
    offer = aliased(Offer, _latest_offer())
    return (
        select(
            Student.user_id,
            Call.opens_at,
            Call.deadline_at,
            Call.grace_seconds,
            Call.state.label("call_state"),
            Institution.settings,
            SchoolList.handed_in_at,
            reviewers.label("reviewer_ids"),
            recused.label("recused_ids"),
            reviewed.label("review_count"),
            Decision.outcome.label("decision_outcome"),
            Proposal.proposed_by,
            Proposal.proposed_for,
            Proposal.release_at,
            Proposal.notice_until,
            offer.state.label("offer_state"),
            offer.confirm_by,
            Call.settings.label("call_settings"),
            Call.fee_minor,
            _choices().label("choices"),
            HostOption.id.label("host_option_id"),
            HostOption.nominate_by,
            func.coalesce(HostOption.starts_on, Call.starts_on).label("departs_on"),
            late.late_until().label("late_until"),
            _giving_up().label("giving_up_until"),
            limits.kind_of().label("program_kind"),
            limits.others(Application.student_id, literal(1)).label("others"),
            *_checks(),
        )
        .select_from(Application)
        .join(Call, Call.id == Application.call_id)
        .join(Student, Student.id == Application.student_id)
        .join(Institution, Institution.id == Application.institution_id)
        .outerjoin(
            SchoolList,
            and_(SchoolList.call_id == Application.call_id, SchoolList.unit_id == Application.unit_id),
        )
        .outerjoin(Decision, and_(Decision.application_id == Application.id, Decision.voided_at.is_(None)))
        .outerjoin(Proposal, Proposal.id == Decision.proposal_id)
        .outerjoin(offer, offer.application_id == Application.id)
        .outerjoin(Placement, and_(Placement.application_id == Application.id, Placement.freed_at.is_(None)))
        .outerjoin(HostOption, HostOption.id == Placement.host_option_id)
        .where(Application.id == _APPLICATION)
    )


def _choices() -> Any:
    ranked = aggregate_order_by(Choice.host_option_id, Choice.rank)
    return select(func.array_agg(ranked)).where(Choice.application_id == _APPLICATION).scalar_subquery()


def _giving_up() -> Any:
    query = select(GivingUp.due_at).where(GivingUp.application_id == _APPLICATION, GivingUp.closed_at.is_(None))
    return query.scalar_subquery()


def _checks() -> list[Any]:
    def of(column: Any, *conditions: Any) -> Any:
        return select(column).where(OfficeCheck.application_id == _APPLICATION, *conditions).scalar_subquery()

    return [
        of(func.array_agg(OfficeCheck.unit_id)).label("asked_unit_ids"),
        of(func.count(), OfficeCheck.answer.is_(None)).label("open_checks"),
        of(func.count(), OfficeCheck.answer == "no").label("refused_checks"),
    ]


def _latest_offer() -> Any:
    query = select(Offer).where(Offer.application_id == _APPLICATION).order_by(Offer.id.desc()).limit(1)
    return query.subquery()
