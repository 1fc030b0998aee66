"""The rules of a nursing scholarship for first-years, and a student who meets them."""

from __future__ import annotations

from datetime import date
from typing import Any

from mobility.core.eligibility import Category, Fact, Source, StudentFacts, StudyStatus

TODAY = date(2026, 11, 22)

NURSING: dict[str, Any] = {
    "rules": [
        {"kind": "level_in", "key": "level", "levels": [5, 6]},
        {"kind": "field_in", "key": "field", "include": ["0913"]},
        {"kind": "entry_year_in", "key": "entry_year", "years": [2026]},
        {"kind": "category_in", "key": "category", "categories": ["mainland"]},
        {"kind": "study_status_in", "key": "study_status", "statuses": ["enrolled"]},
        {"kind": "age_between", "key": "age", "minimum": 17, "maximum": 25, "on": "2027-01-05"},
        {"kind": "no_prior_participation", "key": "first_time", "program_kind": "scholarship"},
    ]
}

STUDENT = StudentFacts(
    level=5,
    is_vocational=True,
    field="0913",
    unit_codes=frozenset({"nursing", "hebmu"}),
    entry_year=2026,
    category=Category.MAINLAND,
    study_status=StudyStatus.ENROLLED,
    birth_on=date(2009, 6, 1),
)


def fact(key: str, source: Source = Source.RECORDS, as_of: date | None = date(2026, 8, 31), **value: Any) -> Fact:
    """A fact; `scale` among the values is the scale."""
    scale = value.pop("scale", None)
    return Fact(key=key, value=value, scale=scale, as_of=as_of, source=source)
