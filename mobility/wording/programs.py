"""The words for kinds of program and for the terms in which stays begin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mobility.i18n import LazyText, lazy

CODES: Final[Mapping[str, LazyText]] = {
    "program.scholarship": lazy("Scholarship"),
    "program.exchange": lazy("Exchange semester"),
    "program.summer_school": lazy("Summer school"),
    "term.spring": lazy("Spring semester %(year)s"),
    "term.summer": lazy("Summer %(year)s"),
    "term.autumn": lazy("Autumn semester %(year)s"),
    "term.winter": lazy("Winter %(year)s"),
    "term.year": lazy("Academic year from autumn %(year)s"),
}


def kind_name(kind: str) -> str:
    """A kind of program; one that has no words is shown by its key."""
    message = CODES.get(f"program.{kind}")
    return str(message) if message else kind


def term_name(term: str) -> str:
    """A term such as "2027-spring"; what a coordinator wrote otherwise is shown as it stands."""
    year, _dash, season = term.partition("-")
    message = CODES.get(f"term.{season}")
    return message % {"year": year} if message and year.isdecimal() else term
