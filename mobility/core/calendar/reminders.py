"""Reminder ladders: on which days before a deadline a letter goes out, in the morning and never after it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from types import MappingProxyType
from typing import Final

from mobility.core.calendar.zones import aware, local_date, shift_to_instant

REMINDER_HOUR: Final = 10
"""Local hour at which reminders go out, whatever time of day the deadline has."""

REMINDERS: Final[Mapping[str, tuple[int, ...]]] = MappingProxyType(
    {
        "draft": (7, 3, 1),
        "recalled": (7, 3, 1),
        "returned": (3, 1),
        "school_check": (3, 1),
        "school_list": (3, 1),
        "review": (5, 2, 0),
        "confirmation": (3, 1, 0),
        "contract": (1, 0),
        "payment": (2, 1),
        "formalities": (10, 7, 1),
    }
)
"""Days before the due date, by what is due: the defaults that an institution may change."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """One step of a ladder. After `expires_at` it is stale: the next step is due, or the deadline is over."""

    days_before: int
    due_at: datetime
    expires_at: datetime


def reminder_times(
    deadline_at: datetime,
    days_before: Iterable[int],
    zone: str,
    *,
    now: datetime | None = None,
    hour: int = REMINDER_HOUR,
) -> tuple[Reminder, ...]:
    """The ladder of one deadline, earliest first, in UTC.

    Days are counted on the calendar of `zone`, so a deadline at 23:59 is reminded of at `hour` o'clock that day, not
    at 23:59. Steps that would fall on or after the deadline are left out, and with `now` those already past.
    Raises ValueError for a negative number of days.
    """
    last_day = local_date(deadline_at, zone)
    steps: list[tuple[datetime, int]] = []
    for days in sorted(set(days_before), reverse=True):
        if days < 0:
            raise ValueError("a reminder cannot come after its deadline")
        due = shift_to_instant(last_day - timedelta(days=days), time(hour), zone)
        if due < deadline_at:
            steps.append((due, days))
    ends = [*(due for due, _days in steps), deadline_at][1:]
    ladder = (Reminder(days, due, end) for (due, days), end in zip(steps, ends, strict=True))
    return tuple(step for step in ladder if now is None or step.due_at >= aware(now))
