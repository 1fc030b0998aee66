"""Makes up the students of a demo university: who they are, what they study, and how they did so far."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Any, Final

from mobility.cli.demo.marks import rank_all, results
from mobility.cli.demo.names import Name, make
from mobility.services.people.students import RecordedFact

SEED: Final = 20_260_922
VOCATIONAL: Final = 5
AGES: Final = {5: (17.2, 19.6), 6: (17.2, 19.6), 7: (21.4, 24.5), 8: (24.0, 28.5)}
"""How old people are, in years, on the first of September on which they begin at each level."""

CATEGORIES: Final = (("mainland", "hmt_overseas_chinese", "international"), (96, 2, 2))
"""The categories of students, and how many of a hundred are of each."""
ABROAD: Final = ("MY", "KZ", "TH", "PK", "FR")
"""Where the international students of a demo come from."""


@dataclass(frozen=True, slots=True)
class Major:
    """What can be studied at a school; `share` is how many of a hundred of one year's students study it."""

    code: int
    unit: str
    name: str
    field: str
    level: int
    years: int
    share: int


@dataclass(frozen=True, slots=True)
class MadeStudent:
    """One made-up student's record, ready for the services."""

    number: str
    name: Name
    major: Major
    entry_year: int
    class_name: str
    birth_on: date
    category: str
    gender: str
    nationality: str
    phone: str
    has_address: bool
    average: float | None = None
    facts: tuple[RecordedFact, ...] = ()
    is_demo: bool = False

    @property
    def is_vocational(self) -> bool:
        return self.major.level == VOCATIONAL

    @property
    def cohort(self) -> tuple[int, int]:
        return self.major.code, self.entry_year


def make_students(majors: Sequence[Major], count: int, year: int, today: date, random: Random) -> list[MadeStudent]:
    """Exactly `count` students of all majors and years of entry, those of this academic `year` the youngest.

    A few are not mainland students, and a few have no address on file, since real lists are like that. First-years
    have no marks yet.
    """
    made = [
        _one(major, entry_year, serial, year, random)
        for (major, entry_year), size in _sizes(majors, count, year)
        for serial in range(1, size + 1)
    ]
    ranks = rank_all({one.number: (one.cohort, one.average) for one in made if one.average is not None})
    return [replace(one, facts=tuple(results(one.average, ranks.get(one.number), today, random))) for one in made]


def with_the_demo_student(students: list[MadeStudent], given: dict[str, Any], year: int, today: date) -> None:
    """Put the student whose account a newcomer is given in the place of the first of their class."""
    cohort = (given["major"], year - given["years_since"])
    place = next(place for place, one in enumerate(students) if one.cohort == cohort)
    taken = students[place]
    average = given.get("average")
    rank = (given["rank"], sum(one.cohort == cohort for one in students)) if average else None
    students[place] = replace(
        taken,
        name=Name(given["name"], given["latin_family"], given["latin_given"]),
        birth_on=date(taken.entry_year - 18, 3, 8),
        category="mainland",
        nationality="CN",
        phone="13000000001",
        has_address=True,
        average=average,
        facts=tuple(results(average, rank, today, Random(SEED), given.get("tests", {}))),  # noqa: S311 - no secret
        is_demo=True,
    )


def _sizes(majors: Sequence[Major], count: int, year: int) -> Iterator[tuple[tuple[Major, int], int]]:
    """How many study each major in each year, by largest remainder, so that the sum is `count`."""
    classes = [(major, year - since) for major in majors for since in range(major.years)]
    whole = sum(major.share for major, _ in classes)
    exact = [count * major.share / whole for major, _ in classes]
    sizes = [int(size) for size in exact]
    by_rest = sorted(range(len(classes)), key=lambda place: sizes[place] - exact[place])
    for place in by_rest[: count - sum(sizes)]:
        sizes[place] += 1
    yield from zip(classes, sizes, strict=True)


def _one(major: Major, entry_year: int, serial: int, year: int, random: Random) -> MadeStudent:
    youngest, oldest = AGES[major.level]
    age_days = random.randint(int(youngest * 365.25), int(oldest * 365.25))
    is_vocational = major.level == VOCATIONAL
    name, category = make(random), random.choices(*CATEGORIES)[0]
    return MadeStudent(
        number=f"{entry_year}{major.code:02}{serial:04}",
        name=name,
        major=major,
        entry_year=entry_year,
        class_name=f"{entry_year % 100}{major.name}{'专科' if is_vocational else ''}{1 + (serial - 1) // 30}班",
        birth_on=date(entry_year, 9, 1) - timedelta(days=age_days),
        category=category,
        gender=("female", "male")[serial % 2],
        nationality=ABROAD[serial % len(ABROAD)] if category == "international" else "CN",
        phone=f"130{random.randint(0, 99_999_999):08}",
        has_address=random.random() > 0.03,
        average=None if entry_year == year else round(min(96.5, max(56.0, random.gauss(80, 7))), 2),
    )
