"""Reads an institution's calendar of working days: China's as published, with the days it changed itself."""

from __future__ import annotations

from sqlalchemy import select

from mobility.core.calendar.china import CHINA
from mobility.core.calendar.workdays import DayKind, SpecialDay, WorkCalendar
from mobility.database import db
from mobility.models import WorkDay


def work_calendar(institution_id: int) -> WorkCalendar:
    """Return the calendar; one statement per database session, since acts on many ask again and again."""
    kept: dict[int, WorkCalendar] = db.session().info.setdefault("work_calendars", {})
    if institution_id not in kept:
        kept[institution_id] = _read(institution_id)
    return kept[institution_id]


def forget() -> None:
    """Read the calendars anew the next time they are asked for: they have changed in this session."""
    db.session().info.pop("work_calendars", None)


def _read(institution_id: int) -> WorkCalendar:
    own = db.session.scalars(select(WorkDay).where(WorkDay.institution_id == institution_id)).all()
    if not own:
        return CHINA
    days = dict(CHINA.special)
    for row in own:
        kind = DayKind.MAKE_UP if row.is_worked else DayKind.HOLIDAY
        days[row.day_on] = SpecialDay(row.day_on, kind, row.name)
    return WorkCalendar(frozenset(days.values()), settled_through=CHINA.settled_through)
