"""The hosts of the demo's exchange: their conditions as rules, and their dates moved to another season."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from mobility.cli.demo import facts
from mobility.core.eligibility import FieldIn, GpaAtLeast, LanguageAnyOf, LanguageOption, LevelIn, Rules
from mobility.core.eligibility.kinds import AnyRule

FILE: Final = "exchange_hosts"
LEAD: Final = timedelta(days=260)
"""The least time from the last day of sign-up to the first of the stay, so that selection comes before nomination."""

TERM_STARTS: Final = ((3, 1), (9, 1))


def all_hosts() -> list[dict[str, Any]]:
    """Every program as the file has it."""
    hosts: list[dict[str, Any]] = facts.read(FILE)["hosts"]
    return hosts


def first_start(last_day: date) -> date:
    """When a stay begins for which sign-up ends on `last_day`: the first of March or of September that leaves time."""
    earliest = last_day + LEAD
    starts = (date(year, *start) for year in (earliest.year, earliest.year + 1) for start in TERM_STARTS)
    return next(start for start in starts if start >= earliest)


def moved(day: date | None, starts_on: date) -> date | None:
    """A date of the file, for a stay that begins on `starts_on`: as many days before it as it was."""
    began_on: date = facts.read(FILE)["began_on"]
    return None if day is None else day + (starts_on - began_on)


def rules_of(host: dict[str, Any], starts_on: date) -> Rules:
    """What a host asks of a student, besides the call itself. Results must be valid on the day of nomination."""
    return Rules(rules=tuple(_rules(host, moved(host.get("nominate_on"), starts_on) or starts_on)))


def _rules(host: dict[str, Any], valid_on: date) -> Iterator[AnyRule]:
    if "levels" in host:
        yield LevelIn(key="level", levels=tuple(host["levels"]))
    if "only" in host:
        yield FieldIn(key="field_open", include=tuple(host["only"]))
    if "excluded" in host:
        yield FieldIn(key="field_closed", exclude=tuple(host["excluded"]))
    if "gpa" in host:
        minimum = Decimal(host["gpa"]["minimum"])
        yield GpaAtLeast(key="gpa", minimum=minimum, scale=host["gpa"]["scale"], formula="peking")
    if "tests" in host:
        yield LanguageAnyOf(key="english", options=_options(host["tests"]), valid_on=valid_on)
    if "also" in host:
        yield LanguageAnyOf(key="second_language", options=_options(host["also"]), valid_on=valid_on)


def _options(tests: dict[str, dict[str, Any]]) -> tuple[LanguageOption, ...]:
    return tuple(LanguageOption(test=test, **asked) for test, asked in tests.items())
