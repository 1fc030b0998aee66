"""Makes up the students of the demo: first-years of nursing in both programs, some of them seventeen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from mobility.cli.demo.names import Name, make

SEED: Final = 20_260_922


@dataclass(frozen=True, slots=True)
class MadeStudent:
    """One made-up student's record, ready for the services."""

    number: str
    name: Name
    unit: str
    level: int
    is_vocational: bool
    entry_year: int
    program_years: int
    class_name: str
    birth_on: date
    category: str
    phone: str
    has_address: bool


def make_students(entry_year: int, count: int, random: Random) -> Iterator[MadeStudent]:
    """Yield `count` students who entered in `entry_year`: seven of ten in the three-year program, as in most years.

    A few are not mainland students, and a few have no address on file, since real lists are like that.
    """
    for serial in range(1, count + 1):
        is_vocational = random.random() < 0.7
        age_days = random.randint(int(17.2 * 365.25), int(19.6 * 365.25))
        yield MadeStudent(
            number=f"{entry_year}{'31' if is_vocational else '12'}{serial:04d}",
            name=make(random),
            unit="vocational" if is_vocational else "nursing",
            level=5 if is_vocational else 6,
            is_vocational=is_vocational,
            entry_year=entry_year,
            program_years=3 if is_vocational else 4,
            class_name=f"{entry_year % 100}{'护理专科' if is_vocational else '护理本科'}{1 + serial % 5}班",
            birth_on=date(entry_year, 9, 1) - timedelta(days=age_days),
            category=random.choices(("mainland", "hmt_overseas_chinese", "international"), (96, 2, 2))[0],
            phone=f"130{random.randint(0, 99_999_999):08d}",
            has_address=random.random() > 0.03,
        )


def the_demo_student(entry_year: int) -> MadeStudent:
    """The student whose account a newcomer is given: eligible, of age, in the officer's school."""
    return MadeStudent(
        number=f"{entry_year}120001",
        name=Name("单晓雨", "SHAN", "XIAOYU"),
        unit="nursing",
        level=6,
        is_vocational=False,
        entry_year=entry_year,
        program_years=4,
        class_name=f"{entry_year % 100}护理本科1班",
        birth_on=date(entry_year - 18, 3, 8),
        category="mainland",
        phone="13000000001",
        has_address=True,
    )
