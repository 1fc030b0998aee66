"""Reads the deadlines that lie ahead, each once however many it binds, and the people whom each one binds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import Select, String, and_, any_, cast, func, or_, select

from mobility.core.calendar.workdays import due_at
from mobility.core.calendar.zones import shift_to_instant
from mobility.core.terms import Role
from mobility.core.workflow import Stage, StageKind, Workflow
from mobility.database import db
from mobility.models import Application, Call, Offer, Review, RoleGrant, SchoolList, Student, Unit, User
from mobility.queries import definitions, late, stages
from mobility.queries.calendars import work_calendar

Rows = Select[*tuple[Any, ...]]
"""A selection whose columns are named where it is used."""

CLOSE_OF_BUSINESS: Final = time(17)
"""When, on its last working day, a school's list is due."""

LONGEST_LIST_TIME: Final = timedelta(days=60)
"""How long after the deadline of a call its schools' lists may still be due; holidays stretch working days."""


@dataclass(frozen=True, slots=True, order=True)
class Due:
    """One deadline of one call, and the time zone that its days are counted in."""

    call_id: int
    deadline_at: datetime
    zone: str


def of_drafts(after: datetime, until: datetime) -> list[Due]:
    """The instants until which drafts may be handed in: the deadline of the call, or a later one by a code."""
    query = (
        select(Application.call_id, late.closes_at(), Call.time_zone)
        .join(Call, Call.id == Application.call_id)
        .where(
            Call.state == "published",
            stages.of_kind(StageKind.DRAFT),
            late.closes_at() > after,
            late.closes_at() <= until,
        )
    )
    return _dues(query.distinct())


def of_returned_files(after: datetime, until: datetime) -> list[Due]:
    """The dates until which files may be handed back."""
    query = (
        select(Application.call_id, Application.returned_until, Call.time_zone)
        .join(Call, Call.id == Application.call_id)
        .where(
            stages.of_kind(StageKind.RETURNED),
            Application.returned_until > after,
            Application.returned_until <= until,
        )
    )
    return _dues(query.distinct())


def of_offers(after: datetime, until: datetime) -> list[Due]:
    """The instants until which open offers may be confirmed."""
    query = (
        select(Application.call_id, Offer.confirm_by, Call.time_zone)
        .join(Application, Application.id == Offer.application_id)
        .join(Call, Call.id == Application.call_id)
        .where(Offer.state == "open", Offer.confirm_by > after, Offer.confirm_by <= until)
    )
    return _dues(query.distinct())


def of_fees(after: datetime, until: datetime) -> list[Due]:
    """The instants until which fees are to be paid."""
    query = (
        select(Application.call_id, Application.due_at, Call.time_zone)
        .join(Call, Call.id == Application.call_id)
        .where(stages.of_kind(StageKind.PAYMENT), Application.due_at > after, Application.due_at <= until)
    )
    return _dues(query.distinct())


def of_formalities(after: datetime, until: datetime) -> list[Due]:
    """The first instants of the days on which stays begin."""
    query = select(Call.id, Call.starts_on, Call.time_zone).where(
        Call.starts_on >= (after - timedelta(days=1)).date(), Call.starts_on <= (until + timedelta(days=1)).date()
    )
    rows: Iterable[Any] = db.session.execute(query)
    found = [Due(row[0], shift_to_instant(row[1], time(0), row[2]), row[2]) for row in rows]
    return sorted(due for due in found if after < due.deadline_at <= until)


def of_school_lists(after: datetime, until: datetime) -> list[Due]:
    """The ends of the schools' time for their lists: so many working days after the deadline of the call."""
    query = select(Call.id, Call.institution_id, Call.deadline_at, Call.time_zone, Call.workflow_id).where(
        Call.state.in_(("published", "closed")),
        Call.deadline_at > after - LONGEST_LIST_TIME,
        Call.deadline_at <= until,
    )
    found = []
    for row in db.session.execute(query).all():
        if (days := _days_for_list(definitions.workflow(row.workflow_id))) is not None:
            calendar = work_calendar(row.institution_id)
            end = due_at(calendar, row.deadline_at, days, CLOSE_OF_BUSINESS, row.time_zone)
            found.append(Due(row.id, end, row.time_zone))
    return sorted(due for due in found if after < due.deadline_at <= until)


def of_reviews(after: datetime, until: datetime) -> list[Due]:
    """The instants until which open reviews are asked for."""
    query = (
        select(Application.call_id, Review.due_at, Call.time_zone)
        .join(Application, Application.id == Review.application_id)
        .join(Call, Call.id == Application.call_id)
        .where(*_open_review(), Review.due_at > after, Review.due_at <= until)
    )
    return _dues(query.distinct())


def drafting(due: Due, before: datetime) -> Rows:
    """The students who had begun before that instant and never submitted."""
    return _drafts(due, before).where(Application.submission_count == 0)


def recalling(due: Due, before: datetime) -> Rows:
    """The students who had recalled their application before that instant and have not submitted it again."""
    return _drafts(due, before).where(Application.submission_count > 0)


def mending(due: Due, before: datetime) -> Rows:
    """The students whose file was returned before that instant, until this deadline."""
    is_due = Application.returned_until == due.deadline_at
    return _students(due, before).where(stages.of_kind(StageKind.RETURNED), is_due)


def offered(due: Due, before: datetime) -> Rows:
    """The students to whom a place was offered before that instant, until this deadline."""
    is_open = and_(
        Offer.application_id == Application.id,
        Offer.state == "open",
        Offer.confirm_by == due.deadline_at,
        Offer.opened_at < before,
    )
    return _students(due).join(Offer, is_open)


def paying(due: Due, before: datetime) -> Rows:
    """The students who had confirmed before that instant and have not paid."""
    is_due = Application.due_at == due.deadline_at
    return _students(due, before).where(stages.of_kind(StageKind.PAYMENT), is_due)


def preparing(due: Due, before: datetime) -> Rows:
    """The students who had come to the formalities before that instant."""
    return _students(due, before).where(stages.before_good_end())


def listing(due: Due, _before: datetime) -> Rows:
    """The officers of schools that hold applications to the call and have not handed in their list."""
    holds = and_(Unit.id == Application.unit_id, RoleGrant.unit_id == any_(Unit.path))
    return (
        _staff(due, Role.OFFICER)
        .join(Application, Application.call_id == Call.id)
        .join(Unit, holds)
        .outerjoin(SchoolList, and_(SchoolList.unit_id == Unit.id, SchoolList.call_id == Call.id))
        .where(stages.where(_is_schools), SchoolList.handed_in_at.is_(None))
        .distinct()
    )


def coordinating(due: Due, _before: datetime) -> Rows:
    """The coordinators of the call."""
    return _staff(due, Role.COORDINATOR).distinct()


def reviewing(due: Due, before: datetime) -> Rows:
    """The reviewers to whom reviews due then were assigned before that instant, and who still owe one."""
    owed = and_(Review.reviewer_id == User.id, Review.due_at == due.deadline_at, Review.assigned_at < before)
    return (
        _people(due)
        .join(Review, owed)
        .join(Application, Application.id == Review.application_id)
        .where(Application.call_id == due.call_id, *_open_review())
        .distinct()
    )


def staff_of(institution_id: int) -> Rows:
    """Everybody at whose desk work can wait, with no call."""
    roles = (Role.OFFICER, Role.CHECKER, Role.REVIEWER, Role.EXAMINER, Role.COORDINATOR, Role.HEAD)
    return (
        select(User.institution_id, User.id.label("user_id"), cast(User.id, String).label("subject"))
        .join(RoleGrant, RoleGrant.user_id == User.id)
        .where(
            User.institution_id == institution_id,
            User.is_active,
            RoleGrant.role.in_(roles),
            RoleGrant.ended_at.is_(None),
        )
        .distinct()
    )


def _dues(query: Rows) -> list[Due]:
    rows: Iterable[Any] = db.session.execute(query)
    return sorted(Due(*row) for row in rows)


def _students(due: Due, before: datetime | None = None) -> Rows:
    """Students with an application to the call, in its present stage since before `before`; named by application."""
    query = (
        select(
            Application.institution_id,
            Student.user_id,
            Application.id.label("application_id"),
            Application.call_id,
            cast(Application.id, String).label("subject"),
        )
        .join(Student, Student.id == Application.student_id)
        .join(Call, Call.id == Application.call_id)
        .where(Application.call_id == due.call_id)
    )
    return query if before is None else query.where(Application.state_since < before)


def _drafts(due: Due, before: datetime) -> Rows:
    """Students whose draft may be handed in until this deadline."""
    return _students(due, before).where(stages.of_kind(StageKind.DRAFT), late.closes_at() == due.deadline_at)


def _people(due: Due) -> Rows:
    """Active people of the call's institution, named by call and person."""
    return (
        select(
            User.institution_id,
            User.id.label("user_id"),
            Call.id.label("call_id"),
            func.concat(Call.id, ":", User.id).label("subject"),
        )
        .join(Call, Call.institution_id == User.institution_id)
        .where(Call.id == due.call_id, User.is_active)
    )


def _staff(due: Due, role: Role) -> Rows:
    holds = and_(
        RoleGrant.user_id == User.id,
        RoleGrant.role == role,
        RoleGrant.ended_at.is_(None),
        or_(RoleGrant.call_id.is_(None), RoleGrant.call_id == due.call_id),
    )
    return _people(due).join(RoleGrant, holds)


def _open_review() -> tuple[Any, ...]:
    return (
        Review.submitted_at.is_(None),
        Review.conflict_reason.is_(None),
        stages.of_kind(StageKind.ASSESSMENT),
    )


def _is_schools(_workflow: Workflow, stage: Stage) -> bool:
    return stage.holder is Role.OFFICER and stage.kind in (StageKind.DESK, StageKind.LIST)


def _days_for_list(workflow: Workflow) -> int | None:
    days = (stage.due_in_days for stage in workflow.stages if stage.kind is StageKind.LIST)
    return next(days, None)
