"""Judges a result that a student declares, and gives it the shape in which facts are stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from mobility.core.eligibility import TESTS
from mobility.core.eligibility.languages import SKILLS, LanguageTest
from mobility.core.terms import Refused

GPA_SCALES: Final = ("4.0", "4.3", "4.5", "5.0")
AVERAGE_SCALE: Final = "100"
MARKS: Final = ("average", "gpa", "rank", "has_fails")
LANGUAGE: Final = "language:"
_SKILL_TOP: Final[Mapping[str, Decimal]] = {"toefl_ibt": Decimal(30)}
"""Where the skills are not marked on the scale of the whole test."""


@dataclass(frozen=True, slots=True)
class DeclaredFact:
    """A result as a student enters it. `number` is the average, the grade point or the rank's position; `of` the people
    ranked; `grade` or `number` a test's result; `as_of` the day on which it was true or the test was taken."""

    key: str
    as_of: date
    number: Decimal | None = None
    of: int | None = None
    grade: str = ""
    has_fails: bool | None = None
    scale: str | None = None
    skills: Mapping[str, Decimal] = field(default_factory=dict)


def judge(new: DeclaredFact, today: date, entry_year: int) -> dict[str, Any]:
    """The value to store. Raises Refused `fact.unknown_kind`, or a reason that names what is wrong with the result."""
    if new.as_of > today:
        raise Refused("fact.in_future")
    if new.key.startswith(LANGUAGE):
        return _language(new)
    if new.as_of.year < entry_year:
        raise Refused("fact.before_entry", year=entry_year)
    return _record(new)


def _record(new: DeclaredFact) -> dict[str, Any]:
    if new.key == "average":
        return _mark(new, AVERAGE_SCALE)
    if new.key == "gpa":
        if new.scale not in GPA_SCALES:
            raise Refused("fact.scale")
        return _mark(new, new.scale)
    if new.key == "rank":
        return _rank(new)
    if new.key == "has_fails" and new.has_fails is not None:
        return {"value": new.has_fails}
    raise Refused("fact.unknown_kind")


def _mark(new: DeclaredFact, scale: str) -> dict[str, Any]:
    if new.scale != scale or new.number is None or not 0 <= new.number <= Decimal(scale):
        raise Refused("fact.mark_outside", top=scale)
    return {"value": _plain(new.number)}


def _rank(new: DeclaredFact) -> dict[str, Any]:
    if new.number is None or new.of is None or new.number != int(new.number) or not 1 <= new.number <= new.of:
        raise Refused("fact.rank")
    return {"position": int(new.number), "of": new.of}


def _language(new: DeclaredFact) -> dict[str, Any]:
    test = TESTS.get(new.key.removeprefix(LANGUAGE))
    if test is None:
        raise Refused("fact.unknown_kind")
    result: object = new.grade.strip().upper() if test.grades else new.number
    if test.position(result) is None:
        raise _outside(test)
    top = _SKILL_TOP.get(test.key, test.highest)
    if any(skill not in SKILLS or not 0 <= mark <= top for skill, mark in new.skills.items()):
        raise Refused("fact.skill_outside", top=str(top))
    stored: dict[str, Any] = {"score": result if test.grades else _plain(new.number or Decimal(0))}
    if test.has_skills and new.skills:
        stored["skills"] = {skill: _plain(mark) for skill, mark in new.skills.items()}
    return stored | {"taken_on": new.as_of.isoformat()}


def _outside(test: LanguageTest) -> Refused:
    if test.grades:
        return Refused("fact.grade_unknown", grades=", ".join(test.grades))
    return Refused("fact.score_outside", low=str(test.lowest), top=str(test.highest))


def _plain(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)
