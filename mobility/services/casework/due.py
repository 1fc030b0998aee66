"""Works out until when an application may stay in the stage it has come to."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Final

from sqlalchemy import select

from mobility.core.calendar.workdays import due_at, next_working_day_noon
from mobility.core.calendar.zones import shift_to_instant
from mobility.core.terms import Role
from mobility.core.workflow import Stage, StageKind
from mobility.database import db
from mobility.models import Institution
from mobility.queries.calendars import work_calendar
from mobility.services.casework.case import Case

CLOSE_OF_BUSINESS: Final = time(17, 0)
NOON: Final = time(12, 0)


def of(stage: Stage, case: Case) -> datetime | None:
    """Return the instant by which the stage should be over; None where nothing waits."""
    match stage.kind:
        case StageKind.END | StageKind.WAITING:
            return None
        case StageKind.DRAFT:
            return case.facts.deadline_at
        case StageKind.RETURNED:
            return case.application.returned_until
        case StageKind.OFFER:
            return datetime.fromisoformat(str(case.params["confirm_by"]))
        case StageKind.NOTICE:
            return case.facts.notice_until
        case StageKind.APPROVED:
            return case.facts.release_at
        case _:
            return _after_working_days(stage, case)


def confirm_by(now: datetime, institution_id: int, working_days: int = 3) -> datetime:
    """The end of an offer that opens at `now`: 12:00 on the working day that is `working_days` later."""
    zone, calendar = _zone(institution_id), work_calendar(institution_id)
    if working_days < 1:
        return next_working_day_noon(calendar, now, zone)
    return due_at(calendar, now, working_days, NOON, zone)


def noon_of(day: date, zone: str) -> datetime:
    """12:00 of a local day, in UTC."""
    return shift_to_instant(day, NOON, zone)


def of_school(stage: Stage, deadline_at: datetime, institution_id: int) -> datetime | None:
    """The end of a school's time in a stage, counted from the call's deadline, for files that came before it."""
    if stage.due_in_days is None:
        return None
    return due_at(
        work_calendar(institution_id), deadline_at, stage.due_in_days, CLOSE_OF_BUSINESS, _zone(institution_id)
    )


def _after_working_days(stage: Stage, case: Case) -> datetime | None:
    """A desk's time runs from the entry, a school's not before the call's deadline."""
    if stage.due_in_days is None:
        return None
    start = case.facts.now
    if stage.holder is Role.OFFICER:
        start = max(start, case.facts.deadline_at)
    institution_id = case.facts.institution_id
    return due_at(work_calendar(institution_id), start, stage.due_in_days, CLOSE_OF_BUSINESS, _zone(institution_id))


def _zone(institution_id: int) -> str:
    kept: dict[int, str] = db.session().info.setdefault("time_zones", {})
    if institution_id not in kept:
        query = select(Institution.time_zone).where(Institution.id == institution_id)
        kept[institution_id] = db.session.scalars(query).one()
    return kept[institution_id]
