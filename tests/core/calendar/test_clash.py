"""Stays abroad against the terms at home: exams missed, a late return, an early leave, and what is no clash."""

from __future__ import annotations

from datetime import date

import pytest

from mobility.core.calendar.clash import HomeTerm, clashes
from mobility.core.terms import Text

AUTUMN = HomeTerm(
    Text(en="Autumn 2026", zh_Hans="2026年秋季学期"),
    *(date(2026, 9, 1), date(2026, 12, 31)),
    exams_from=date(2027, 1, 4),
    exams_to=date(2027, 1, 15),
)
SPRING = HomeTerm(Text(en="Spring 2027", zh_Hans="2027年春季学期"), date(2027, 2, 22), date(2027, 6, 30))


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "codes"),
    [
        (date(2027, 2, 20), date(2027, 7, 1), []),  # the spring is spent abroad
        (date(2026, 9, 1), date(2027, 6, 30), []),  # both terms are
        (date(2027, 1, 16), date(2027, 2, 21), []),  # between them
        (date(2027, 1, 15), date(2027, 6, 30), ["clash.exams"]),
        (date(2026, 12, 20), date(2027, 1, 3), ["clash.leaves_early"]),
        (date(2026, 8, 1), date(2026, 9, 20), ["clash.returns_late"]),
        (date(2026, 9, 1), date(2027, 3, 5), ["clash.returns_late"]),
        (date(2027, 1, 10), date(2027, 3, 5), ["clash.exams", "clash.returns_late"]),
        (None, date(2027, 3, 5), []),
        (date(2027, 1, 10), None, []),
    ],
)
def test_what_a_stay_cuts_into(starts_on: date | None, ends_on: date | None, codes: list[str]) -> None:
    assert [reason.code for reason in clashes([SPRING, AUTUMN], starts_on, ends_on)] == codes


def test_the_days_are_told() -> None:
    (reason,) = clashes([AUTUMN], date(2027, 1, 15), date(2027, 6, 30))
    assert reason.params == {
        "en": "Autumn 2026",
        "zh_Hans": "2026年秋季学期",
        "first": "2027-01-04",
        "last": "2027-01-15",
    }
