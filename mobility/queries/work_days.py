"""Reads the calendar of working days of one year, as the administrator edits it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from mobility.core.calendar.china import CHINA
from mobility.core.calendar.workdays import DayKind
from mobility.core.terms import Actor, Text
from mobility.database import db
from mobility.models import WorkDay


@dataclass(frozen=True, slots=True)
class Day:
    """A day that is not what its weekday says; `is_own`: the institution set it, else the published calendar does."""

    on: date
    is_worked: bool
    name: Text
    is_own: bool


@dataclass(frozen=True, slots=True)
class Year:
    """The special days of one year in order. `is_settled`: its public holidays are published to the last day."""

    year: int
    days: tuple[Day, ...]
    is_settled: bool


def year(year: int, actor: Actor) -> Year:
    """The published days with the institution's own over them, in one statement."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    query = select(WorkDay).where(
        WorkDay.institution_id == actor.institution_id, WorkDay.day_on >= first, WorkDay.day_on <= last
    )
    days = {
        one.on: Day(one.on, one.kind is DayKind.MAKE_UP, one.name, is_own=False)
        for one in CHINA.days
        if first <= one.on <= last
    }
    days |= {row.day_on: Day(row.day_on, row.is_worked, row.name, is_own=True) for row in db.session.scalars(query)}
    return Year(year, tuple(days[on] for on in sorted(days)), CHINA.is_settled(last))
