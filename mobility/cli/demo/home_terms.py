"""The terms at home of the demo's universities, around the day on which it is built."""

from __future__ import annotations

from datetime import date
from typing import Final

from mobility.core.calendar.clash import HomeTerm
from mobility.core.terms import Text

YEARS: Final = (-1, 0, 1, 2)
"""The years before and after this one whose terms are set."""


def terms_around(today: date) -> list[HomeTerm]:
    """The spring and the autumn term of each of these years, each with two weeks of exams."""
    return [term for offset in YEARS for term in _of_year(today.year + offset)]


def _of_year(year: int) -> tuple[HomeTerm, HomeTerm]:
    spring = Text(en=f"Spring {year}", zh_Hans=f"{year}年春季学期")
    autumn = Text(en=f"Autumn {year}", zh_Hans=f"{year}年秋季学期")
    return (
        HomeTerm(spring, date(year, 2, 22), date(year, 6, 25), date(year, 6, 28), date(year, 7, 9)),
        HomeTerm(autumn, date(year, 8, 24), date(year, 12, 31), date(year + 1, 1, 4), date(year + 1, 1, 15)),
    )
