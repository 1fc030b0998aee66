"""Dates, terms, conditions and numbers of the next edition."""

from __future__ import annotations

from datetime import date

import pytest

from mobility.core.calendar import editions


@pytest.mark.parametrize(("days", "years"), [(0, 0), (182, 0), (183, 1), (364, 1), (371, 1), (731, 2), (-364, -1)])
def test_years_of_a_shift(days: int, years: int) -> None:
    assert editions.years_of(days) == years


def test_the_same_day_of_another_year() -> None:
    assert editions.by_years(date(2028, 2, 29), 1) == date(2029, 2, 28)
    assert editions.by_years(date(2027, 3, 1), 2) == date(2029, 3, 1)


@pytest.mark.parametrize(
    ("term", "moved"),
    [("2027-spring", "2028-spring"), ("2027", "2028"), ("spring 2027", "spring 2027"), (None, None), ("", "")],
)
def test_terms(term: str | None, moved: str | None) -> None:
    assert editions.term(term, 1) == moved


def test_conditions_move_dates_and_years_of_entry_and_leave_marks_alone() -> None:
    stored = {
        "rules": [
            {"kind": "entry_year_in", "years": [2026, 2025], "key": "y"},
            {"kind": "age_between", "minimum": 17, "on": "2027-01-05"},
            {"kind": "any_of", "rules": [{"kind": "gpa", "minimum": "3.0", "note": {"en": "by 2026", "zh_Hans": ""}}]},
        ]
    }
    assert editions.conditions(stored, 1) == {
        "rules": [
            {"kind": "entry_year_in", "years": [2027, 2026], "key": "y"},
            {"kind": "age_between", "minimum": 17, "on": "2028-01-05"},
            {"kind": "any_of", "rules": [{"kind": "gpa", "minimum": "3.0", "note": {"en": "by 2026", "zh_Hans": ""}}]},
        ]
    }


@pytest.mark.parametrize(
    ("text", "renumbered"),
    [("第21届", "第22届"), ("edition 21", "edition 22"), ("2021", "2021"), ("210", "210"), ("x-21", "x-22")],
)
def test_the_number_is_replaced_where_it_stands_by_itself(text: str, renumbered: str) -> None:
    assert editions.renumbered(text, 21, 22) == renumbered


@pytest.mark.parametrize(
    ("text", "renamed"),
    [
        ("Exchange, spring 2027", "Exchange, spring 2028"),
        ("第21届（2027年秋季学期）", "第22届（2028年秋季学期）"),
        ("ex-2027-21", "ex-2028-22"),
        ("Exchange 12027", "Exchange 12027"),
    ],
)
def test_a_title_goes_on_by_number_and_year(text: str, renamed: str) -> None:
    assert editions.renamed(text, 21, 22, 1) == renamed
    assert editions.renamed("Summer 2027", 2027, 2028, 1) == "Summer 2028"
