"""The institution's own days in the calendar of working days: holidays, and make-up days (调休) that are worked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from mobility.core.access import Action
from mobility.core.terms import Actor, Param, Refused, Text
from mobility.database import db, transaction
from mobility.models import WorkDay
from mobility.queries import calendars
from mobility.services.casework import audit
from mobility.services.casework.changes import changes
from mobility.services.casework.recount import RECOUNT
from mobility.services.jobs import request
from mobility.services.people.permits import permit

LONGEST: Final = 31
"""Days that are set at once at most: longer than any public holiday."""

LONGEST_NAME: Final = 100


@dataclass(frozen=True, slots=True)
class Days:
    """Days in a row, both ends included, that are all free or all worked."""

    first: date
    last: date
    is_worked: bool
    name: Text


def set_days(days: Days, actor: Actor) -> int:
    """Set these days, whatever was set before, and return how many; due dates that rest on them are counted again.

    Raises Refused `calendar.days_reversed`, `calendar.days_many`, `calendar.name_missing` or `calendar.name_long`.
    """
    permit(actor, Action.SETTINGS_EDIT)
    _refuse_flaws(days)
    with transaction():
        rows = [
            {
                "institution_id": actor.institution_id,
                "day_on": days.first + timedelta(days=n),
                "is_worked": days.is_worked,
                "name": days.name,
            }
            for n in range((days.last - days.first).days + 1)
        ]
        before = _set(actor, days.first, days.last)
        row = insert(WorkDay).values(rows)
        changed = {"is_worked": row.excluded.is_worked, "name": row.excluded.name}
        db.session.execute(row.on_conflict_do_update(index_elements=["institution_id", "day_on"], set_=changed))
        outcome = "days_worked" if days.is_worked else "days_free"
        after = dict.fromkeys((str(row["day_on"]) for row in rows), day_said(days.name, is_worked=days.is_worked))
        _record(actor, outcome, days.first, days.last, changes(before, after))
        return len(rows)


def remove_day(day: date, actor: Actor) -> None:
    """Take back what the institution set for a day. Raises Refused `calendar.unknown` where it set nothing."""
    permit(actor, Action.SETTINGS_EDIT)
    with transaction():
        before = _set(actor, day, day)
        if not before:
            raise Refused("calendar.unknown")
        db.session.execute(delete(WorkDay).where(WorkDay.institution_id == actor.institution_id, WorkDay.day_on == day))
        _record(actor, "day_removed", day, day, changes(before, dict.fromkeys(before)))


def _set(actor: Actor, first: date, last: date) -> dict[str, Param]:
    """What is set for these days, by day, as events tell it; the rows stay locked."""
    query = select(WorkDay).where(WorkDay.institution_id == actor.institution_id, WorkDay.day_on.between(first, last))
    rows = db.session.scalars(query.order_by(WorkDay.day_on).with_for_update())
    return {row.day_on.isoformat(): day_said(row.name, is_worked=row.is_worked) for row in rows}


def day_said(name: Text, *, is_worked: bool) -> str:
    """A day as an event holds it: the code of its kind, then its names, which the audit shows in words."""
    return f"calendar.{'worked' if is_worked else 'free'}|{name.zh_Hans} / {name.en}"


def _refuse_flaws(days: Days) -> None:
    if days.last < days.first:
        raise Refused("calendar.days_reversed")
    if (days.last - days.first).days >= LONGEST:
        raise Refused("calendar.days_many", maximum=LONGEST)
    if not (days.name.en.strip() and days.name.zh_Hans.strip()):
        raise Refused("calendar.name_missing")
    if max(len(days.name.en), len(days.name.zh_Hans)) > LONGEST_NAME:
        raise Refused("calendar.name_long", maximum=LONGEST_NAME)


def _record(actor: Actor, outcome: str, first: date, last: date, changed: Mapping[str, Param]) -> None:
    """Note the change, and have every due date counted again by it."""
    audit.record(
        actor,
        Action.SETTINGS_EDIT,
        outcome=outcome,
        object_kind="institution",
        object_id=actor.institution_id,
        params={"from": first.isoformat(), "to": last.isoformat(), **changed},
    )
    calendars.forget()
    request(RECOUNT, {}, actor)
