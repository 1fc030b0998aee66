"""The calendar an institution in mainland China begins with; administrators extend it when the next notice appears.

2025 and 2026 follow the notices of the General Office of the State Council (国办发明电〔2024〕12号 and the notice of
4 November 2025). Of 2027 only the days are listed that the regulation on public holidays (全国年节及纪念日放假办法,
amended in November 2024) fixes itself; bridging and make-up days come by notice, so 2027 is not settled.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from mobility.core.calendar.workdays import DayKind, SpecialDay, WorkCalendar
from mobility.core.terms import Text

NEW_YEAR: Final = Text(en="New Year's Day", zh_Hans="元旦")
SPRING_FESTIVAL: Final = Text(en="Spring Festival", zh_Hans="春节")
TOMB_SWEEPING: Final = Text(en="Tomb-Sweeping Day", zh_Hans="清明节")
LABOR_DAY: Final = Text(en="Labor Day", zh_Hans="劳动节")
DRAGON_BOAT: Final = Text(en="Dragon Boat Festival", zh_Hans="端午节")
MID_AUTUMN: Final = Text(en="Mid-Autumn Festival", zh_Hans="中秋节")
NATIONAL_DAY: Final = Text(en="National Day", zh_Hans="国庆节")
NATIONAL_AND_MID_AUTUMN: Final = Text(en="National Day and Mid-Autumn Festival", zh_Hans="国庆节、中秋节")

_HOLIDAYS: Final = (
    (NEW_YEAR, "2025-01-01", 1),
    (SPRING_FESTIVAL, "2025-01-28", 8),
    (TOMB_SWEEPING, "2025-04-04", 3),
    (LABOR_DAY, "2025-05-01", 5),
    (DRAGON_BOAT, "2025-05-31", 3),
    (NATIONAL_AND_MID_AUTUMN, "2025-10-01", 8),
    (NEW_YEAR, "2026-01-01", 3),
    (SPRING_FESTIVAL, "2026-02-15", 9),
    (TOMB_SWEEPING, "2026-04-04", 3),
    (LABOR_DAY, "2026-05-01", 5),
    (DRAGON_BOAT, "2026-06-19", 3),
    (MID_AUTUMN, "2026-09-25", 3),
    (NATIONAL_DAY, "2026-10-01", 7),
    (NEW_YEAR, "2027-01-01", 1),
    (SPRING_FESTIVAL, "2027-02-05", 4),
    (TOMB_SWEEPING, "2027-04-05", 1),
    (LABOR_DAY, "2027-05-01", 2),
    (DRAGON_BOAT, "2027-06-09", 1),
    (MID_AUTUMN, "2027-09-15", 1),
    (NATIONAL_DAY, "2027-10-01", 3),
)
"""Name, first day, number of days in a row."""

_MAKE_UP_DAYS: Final = (
    (SPRING_FESTIVAL, "2025-01-26"),
    (SPRING_FESTIVAL, "2025-02-08"),
    (LABOR_DAY, "2025-04-27"),
    (NATIONAL_AND_MID_AUTUMN, "2025-09-28"),
    (NATIONAL_AND_MID_AUTUMN, "2025-10-11"),
    (NEW_YEAR, "2026-01-04"),
    (SPRING_FESTIVAL, "2026-02-14"),
    (SPRING_FESTIVAL, "2026-02-28"),
    (LABOR_DAY, "2026-05-09"),
    (NATIONAL_DAY, "2026-09-20"),
    (NATIONAL_DAY, "2026-10-10"),
)
"""The holiday that is worked for, and the weekend day on which it is."""


def _days() -> Iterator[SpecialDay]:
    for name, first, length in _HOLIDAYS:
        for n in range(length):
            yield SpecialDay(date.fromisoformat(first) + timedelta(days=n), DayKind.HOLIDAY, name)
    for name, on in _MAKE_UP_DAYS:
        yield SpecialDay(date.fromisoformat(on), DayKind.MAKE_UP, name)


CHINA: Final = WorkCalendar(frozenset(_days()), settled_through=date(2026, 12, 31))
