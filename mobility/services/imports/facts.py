"""Makes facts of the marks and test results of one line, each on its own scale."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from mobility.core.eligibility import PARTICIPATION, PARTICIPATIONS, TESTS
from mobility.core.terms import Param, Reason
from mobility.services.imports import kinds
from mobility.services.imports.values import plain_number


@dataclass(frozen=True, slots=True)
class BroughtFact:
    """A fact from the registry. `as_of` is None where the table does not say; it then counts from today."""

    key: str
    value: Mapping[str, Any]
    scale: str | None
    as_of: date | None


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong, and in which column."""

    column: str
    reason: Reason


def facts_of(values: Mapping[str, Any], entry_year: int | None, today: date) -> Iterator[BroughtFact | Flaw]:
    """The facts of a line, and what is wrong with those that are none."""
    on: date | None = values.get("marks_on")
    if on is not None and on > today:
        yield _flaw("marks_on", "fact.in_future")
        return
    if on is not None and entry_year is not None and on.year < entry_year:
        yield _flaw("marks_on", "fact.before_entry", year=entry_year)
        return
    yield from _marks(values, on)
    yield from _participations(values, today)
    for key in kinds.TESTS:
        if key in values:
            yield _test(key, values[key], values.get(f"{key}_on"), today)


def _marks(values: Mapping[str, Any], on: date | None) -> Iterator[BroughtFact | Flaw]:
    if "average" in values:
        yield BroughtFact("average", {"value": plain_number(values["average"])}, "100", on)
    if "gpa" in values:
        yield _gpa(values["gpa"], values.get("gpa_scale"), on)
    if "rank" in values or "rank_of" in values:
        yield _rank(values.get("rank"), values.get("rank_of"), on)
    if "has_fails" in values:
        yield BroughtFact("has_fails", {"value": values["has_fails"]}, None, on)


def _participations(values: Mapping[str, Any], today: date) -> Iterator[BroughtFact | Flaw]:
    """What the student took part in before this program kept records, by kind of program."""
    for kind in PARTICIPATIONS:
        if (year := values.get(f"{kind}_year")) is not None:
            if year > today.year:
                yield _flaw(f"{kind}_year", "fact.in_future")
            else:
                yield BroughtFact(f"{PARTICIPATION}{kind}", {"year": year}, None, None)


def _gpa(mark: Decimal, scale: str | None, on: date | None) -> BroughtFact | Flaw:
    if scale is None:
        return _flaw("gpa_scale", "fact.scale")
    if not 0 <= mark <= Decimal(scale):
        return _flaw("gpa", "fact.mark_outside", top=scale)
    return BroughtFact("gpa", {"value": plain_number(mark)}, scale, on)


def _rank(position: int | None, of: int | None, on: date | None) -> BroughtFact | Flaw:
    if position is None or of is None or position > of:
        return _flaw("rank", "fact.rank")
    return BroughtFact("rank", {"position": position, "of": of}, None, on)


def _test(key: str, score: float, taken_on: date | None, today: date) -> BroughtFact | Flaw:
    if taken_on is None and TESTS[key].valid_years is not None:
        return _flaw(f"{key}_on", "import.needed")
    if taken_on is not None and taken_on > today:
        return _flaw(f"{key}_on", "fact.in_future")
    taken = {"taken_on": taken_on.isoformat()} if taken_on else {}
    return BroughtFact(f"language:{key}", {"score": score, **taken}, None, taken_on)


def _flaw(column: str, code: str, **params: Param) -> Flaw:
    return Flaw(column, Reason(code, params))
