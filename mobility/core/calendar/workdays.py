"""Working days by an institution's own calendar of holidays and make-up days, and the due times counted in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import Final

from mobility.core.calendar.zones import local_date, shift_to_instant
from mobility.core.terms import Refused, Text

ONE_DAY: Final = timedelta(days=1)
NOON: Final = time(12)
SATURDAY_AND_SUNDAY: Final = frozenset({5, 6})
LONGEST_REST: Final = 366
"""Days without a single working day after which a calendar is taken for a mistake and not searched further."""


class DayKind(StrEnum):
    """How a special day differs from its weekday: free though it is one, or worked though it is a weekend."""

    HOLIDAY = "holiday"
    MAKE_UP = "make_up"


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """One day of the calendar that is not what its weekday says."""

    on: date
    kind: DayKind
    name: Text


@dataclass(frozen=True)
class WorkCalendar:
    """An institution's working days. `weekend` holds weekdays, Monday being 0.

    `settled_through` is the last day whose holidays are published; later days are known only as far as the law fixes
    them, and pages should say so. Raises Refused `calendar.day_twice` where one date is given twice.
    """

    days: frozenset[SpecialDay] = frozenset()
    weekend: frozenset[int] = SATURDAY_AND_SUNDAY
    settled_through: date | None = None

    def __post_init__(self) -> None:
        seen: set[date] = set()
        for day in sorted(self.days, key=lambda day: day.on):
            if day.on in seen:
                raise Refused("calendar.day_twice", on=day.on.isoformat())
            seen.add(day.on)

    @cached_property
    def special(self) -> Mapping[date, SpecialDay]:
        """The special days by date."""
        return MappingProxyType({day.on: day for day in self.days})

    @property
    def holidays(self) -> frozenset[date]:
        return frozenset(day.on for day in self.days if day.kind is DayKind.HOLIDAY)

    @property
    def make_up_days(self) -> frozenset[date]:
        return frozenset(day.on for day in self.days if day.kind is DayKind.MAKE_UP)

    def is_settled(self, on: date) -> bool:
        """Tell whether the holidays around `on` are published, not merely fixed by law."""
        return self.settled_through is None or on <= self.settled_through

    def is_working_day(self, on: date) -> bool:
        special = self.special.get(on)
        if special is None:
            return on.weekday() not in self.weekend
        return special.kind is DayKind.MAKE_UP

    def add_working_days(self, start: date, count: int) -> date:
        """The `count`-th working day after `start`; before it where `count` is negative.

        `start` itself never counts. With 0 the answer is `start` if that is a working day, else the next one.
        Raises Refused `calendar.no_working_day` where a whole year has none.
        """
        if count == 0:
            return start if self.is_working_day(start) else next(self._from(start, ONE_DAY))
        days = self._from(start, ONE_DAY if count > 0 else -ONE_DAY)
        return [next(days) for _ in range(abs(count))][-1]

    def count_working_days(self, after: date, through: date) -> int:
        """How many working days lie after `after`, up to and including `through`; negative where that is earlier."""
        if through < after:
            return -self.count_working_days(through, after)
        return sum(self.is_working_day(after + ONE_DAY * n) for n in range(1, (through - after).days + 1))

    def _from(self, start: date, step: timedelta) -> Iterator[date]:
        day, rest = start, 0
        while rest < LONGEST_REST:
            day += step
            rest += 1
            if self.is_working_day(day):
                rest = 0
                yield day
        raise Refused("calendar.no_working_day", on=start.isoformat())


def due_at(calendar: WorkCalendar, start: datetime, working_days: int, at: time, zone: str) -> datetime:
    """The instant in UTC, `working_days` after the local day of `start`, when clocks of `zone` show `at`.

    The day of `start` never counts, so "5 working days" are five whole ones. 0 means that day or the next working one.
    """
    return shift_to_instant(calendar.add_working_days(local_date(start, zone), working_days), at, zone)


def next_working_day_noon(calendar: WorkCalendar, after: datetime, zone: str) -> datetime:
    """The first 12:00 of a working day in `zone` that is later than `after`, in UTC."""
    today = local_date(after, zone)
    noon = shift_to_instant(calendar.add_working_days(today, 0), NOON, zone)
    return noon if noon > after else shift_to_instant(calendar.add_working_days(today, 1), NOON, zone)
