"""Where every read begins: the rows that an actor may see at all."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, true

from mobility.core.terms import Actor, Grant, Role
from mobility.core.workflow import StageKind
from mobility.models import Application, LanguageTest, OfficeCheck, Review
from mobility.queries import stages

OFFICE_ROLES = (Role.COORDINATOR, Role.HEAD, Role.AUDITOR, Role.SYSTEM)


def applications(actor: Actor, *roles: Role) -> Select[Application]:
    """Select the applications that `actor` may see, in any role or only in the `roles` named.

    A student sees their own, an officer or a vice dean those of their schools once submitted, a reviewer the assigned
    ones while they are assessed and those they scored, a checking office those it was asked about, an assistant those
    of calls without an application of their own, a language examiner of these the ones of calls with a test, without
    those they stepped back from as reviewers, the office those of its institution or call; nobody sees another
    institution's. Staff never see their own as staff.
    """
    return select(Application).where(visible(actor, *roles))


def visible(actor: Actor, *roles: Role) -> ColumnElement[bool]:
    """The same as a condition on Application, for queries that select or count other columns."""
    grants = [grant for grant in actor.grants if not roles or grant.role in roles]
    reach = or_(false(), *(_reach(actor, grant) for grant in grants))
    return and_(Application.institution_id == actor.institution_id, reach)


def _reach(actor: Actor, grant: Grant) -> ColumnElement[bool]:
    if grant.role is Role.STUDENT:
        return Application.student_id == actor.student_id
    return and_(_not_own(actor), _not_of_holder(grant), _reach_of_staff(actor, grant))


def _reach_of_staff(actor: Actor, grant: Grant) -> ColumnElement[bool]:
    handed_in = Application.submission_count > 0
    match grant.role:
        case Role.REVIEWER:
            return _assigned(actor)
        case Role.OFFICER | Role.VICE_DEAN:
            return and_(handed_in, Application.unit_id.in_(sorted(grant.unit_ids)))
        case Role.CHECKER:
            asked = select(OfficeCheck.application_id).where(OfficeCheck.unit_id.in_(sorted(grant.unit_ids)))
            return Application.id.in_(asked)
        case Role.ASSISTANT:
            return and_(handed_in, _lies_in_calls(actor, grant))
        case Role.EXAMINER:
            return and_(handed_in, _lies_in_calls(actor, grant), _has_test(), ~_recused(actor))
        case role if role in OFFICE_ROLES:
            return _of_the_office(grant)
        case _:
            return false()


def _of_the_office(grant: Grant) -> ColumnElement[bool]:
    conditions: list[Any] = [true()]
    if grant.call_id is not None:
        conditions.append(Application.call_id == grant.call_id)
    if grant.unit_ids:
        conditions.append(Application.unit_id.in_(sorted(grant.unit_ids)))
    return and_(*conditions)


def _lies_in_calls(actor: Actor, grant: Grant) -> ColumnElement[bool]:
    """Those of the grant's call, or of all calls, save where the person applied too: they would work on rivals."""
    theirs = Application.call_id.not_in(sorted(actor.applied_call_ids))
    return theirs if grant.call_id is None else and_(theirs, Application.call_id == grant.call_id)


def _has_test() -> ColumnElement[bool]:
    return exists().where(LanguageTest.call_id == Application.call_id).correlate(Application)


def _recused(actor: Actor) -> ColumnElement[bool]:
    """Those with which the person declared a conflict of interest."""
    conflict = Review.reviewer_id == actor.user_id, Review.conflict_reason.is_not(None)
    return exists().where(Review.application_id == Application.id, *conflict).correlate(Application)


def _assigned(actor: Actor) -> ColumnElement[bool]:
    is_assessed = stages.of_kind(StageKind.ASSESSMENT)
    assigned = exists().where(
        Review.application_id == Application.id,
        Review.reviewer_id == actor.user_id,
        Review.conflict_reason.is_(None),
        or_(Review.submitted_at.is_not(None), is_assessed),
    )
    return assigned.correlate(Application)


def _not_of_holder(grant: Grant) -> ColumnElement[bool]:
    """Nor what a deputy holds for a student of the staff, their own case."""
    return true() if grant.holder_student_id is None else Application.student_id != grant.holder_student_id


def _not_own(actor: Actor) -> ColumnElement[bool]:
    if actor.student_id is None:
        return Application.id.is_not(None)
    return Application.student_id != actor.student_id
