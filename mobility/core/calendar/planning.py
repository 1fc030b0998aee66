"""Back-planning: from the date a host sets, the latest day on which each step before it may end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from mobility.core.calendar.workdays import WorkCalendar


@dataclass(frozen=True, slots=True)
class Lead:
    """A step, and how many working days before the following one it ends; the last one before the host's date."""

    key: str
    working_days: int


@dataclass(frozen=True, slots=True)
class Planned:
    """The latest working day on which a step may end. `is_past` where that day was over before planning began."""

    key: str
    on: date
    is_past: bool


def plan_backwards(calendar: WorkCalendar, host_on: date, leads: Sequence[Lead], today: date) -> tuple[Planned, ...]:
    """The plan in the order of `leads`: from the first step to the last. Raises ValueError for a negative lead."""
    plan: list[Planned] = []
    following = host_on
    for lead in reversed(leads):
        if lead.working_days < 0:
            raise ValueError("a step cannot end after the one that follows it")
        following = _back(calendar, following, lead.working_days)
        plan.append(Planned(lead.key, following, following < today))
    return tuple(reversed(plan))


def _back(calendar: WorkCalendar, on: date, working_days: int) -> date:
    if working_days == 0:
        return on if calendar.is_working_day(on) else calendar.add_working_days(on, -1)
    return calendar.add_working_days(on, -working_days)
