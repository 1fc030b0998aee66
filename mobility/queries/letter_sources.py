"""The statement by which letters find what they may name: people, office, call, application and what became of it."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, lateral, select, true

from mobility.models import (
    Application,
    Call,
    Decision,
    Institution,
    Offer,
    OutboxMessage,
    Partner,
    Proposal,
    Remark,
    Student,
    User,
)
from mobility.queries import late


def circumstances_query() -> Any:
    """One row for each row of the outbox; whoever reads narrows it to theirs."""
    newest = _newest_offer()
    return (
        select(
            OutboxMessage.id, *_PEOPLE, *_CALL, *_APPLICATION, newest.c.confirm_by, newest.c.state.label("offer_state")
        )
        .join(User, User.id == OutboxMessage.user_id)
        .join(Institution, Institution.id == OutboxMessage.institution_id)
        .outerjoin(Student, Student.user_id == User.id)
        .outerjoin(Application, Application.id == OutboxMessage.application_id)
        .outerjoin(Call, Call.id == func.coalesce(OutboxMessage.call_id, Application.call_id))
        .outerjoin(Decision, _is_released())
        .outerjoin(Proposal, Proposal.id == Decision.proposal_id)
        .outerjoin(newest, true())
        .outerjoin(Partner, Partner.id == newest.c.partner_id)
        .outerjoin(Remark, _is_told())
    )


_PEOPLE: Final[tuple[Any, ...]] = (
    User.id.label("user_id"),
    User.name.label("user_name"),
    User.is_active,
    func.coalesce(User.locale, Institution.locale).label("locale"),
    Student.id.label("student_id"),
    Student.latin_family_name,
    Student.latin_given_name,
    Institution.id.label("institution_id"),
    Institution.name.label("institution_name"),
    Institution.office_name,
    Institution.contact_email,
    Institution.contact_phone,
    Institution.time_zone.label("institution_zone"),
    Institution.hosts,
)
"""Who gets the letter, and the office that writes it."""

_CALL: Final[tuple[Any, ...]] = (
    Call.id.label("call_id"),
    Call.key.label("call_key"),
    Call.title,
    late.closes_at().label("deadline_at"),
    Call.time_zone,
    Call.starts_on,
    Call.bond,
    Call.settings,
)

_APPLICATION: Final[tuple[Any, ...]] = (
    Application.id.label("application_id"),
    Application.number,
    Application.state,
    Application.workflow_id,
    Application.questionnaire_id,
    Application.submitted_at,
    Application.returned_until,
    Application.due_at.label("due_at"),
    Application.waiting_position,
    Decision.position,
    Proposal.notice_until,
    Partner.name.label("host"),
    Remark.body.label("remark"),
)
"""The application with what was decided and offered and what its student is told, as far as there is any of it."""


def _newest_offer() -> Any:
    return lateral(
        select(Offer.partner_id, Offer.confirm_by, Offer.state)
        .where(Offer.application_id == OutboxMessage.application_id)
        .order_by(Offer.id.desc())
        .limit(1)
    )


def _is_released() -> ColumnElement[bool]:
    return and_(
        Decision.application_id == OutboxMessage.application_id,
        Decision.voided_at.is_(None),
        Decision.released_at.is_not(None),
    )


def _is_told() -> ColumnElement[bool]:
    """The remark that the letter is about, where its student may read it."""
    return and_(
        Remark.id == OutboxMessage.params["remark"].as_integer(),
        Remark.application_id == OutboxMessage.application_id,
        Remark.is_shown_to_student,
    )
