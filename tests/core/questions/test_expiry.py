"""Until when a document has to be good is counted from the stay, the deadline, or a day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from mobility.core.questions.documents import dump_documents, parse_documents, too_early
from mobility.core.questions.expiry import NOT_SAID, Dates, Expiry

DATES = Dates(deadline_on=date(2026, 11, 30), starts_on=date(2027, 2, 20), ends_on=date(2027, 8, 31))
NO_END = Dates(deadline_on=date(2026, 11, 30), starts_on=date(2027, 2, 20))
TODAY = date(2026, 10, 12)


@pytest.mark.parametrize(
    ("asked", "dates", "last_on", "code"),
    [
        ({"months": 6}, DATES, date(2028, 2, 29), None),
        ({"months": 6}, DATES, date(2028, 2, 28), "expiry.after_end"),
        ({"months": 6}, DATES, date(2027, 8, 31), "expiry.after_end"),
        ({"months": 6}, DATES, date(2027, 8, 30), "expiry.before_end"),
        ({"days": 30}, DATES, date(2027, 9, 29), "expiry.after_end"),
        ({}, NO_END, date(2027, 2, 19), "expiry.before_start"),
        ({}, NO_END, date(2027, 2, 20), None),
        ({"until": "deadline"}, DATES, date(2026, 11, 29), "expiry.before_deadline"),
        ({"until": "day", "on": "2027-01-01"}, DATES, date(2026, 12, 31), "expiry.before_day"),
        ({}, Dates(), date(2026, 10, 11), "expiry.over"),
        ({}, Dates(), date(2026, 10, 12), None),
    ],
)
def test_what_ends_too_early(asked: dict[str, Any], dates: Dates, last_on: date, code: str | None) -> None:
    reason = Expiry.model_validate(asked).why_too_early(last_on, dates, TODAY)
    assert (reason and reason.code) == code


def test_without_a_last_day() -> None:
    title = {"en": "Paper", "zh_Hans": "材料"}
    stored = [
        {"key": "insurance", "title": title, "expiry": {"is_blocking": True}},
        {"key": "language", "title": title, "expiry": {"until": "deadline", "may_be_endless": True}},
        {"key": "transcript", "title": title},
    ]
    kinds = parse_documents(stored)
    assert parse_documents(dump_documents(kinds)) == kinds
    there = dict.fromkeys(("insurance", "language", "transcript"))
    assert too_early(kinds, there, DATES, TODAY) == {"insurance": NOT_SAID}
    assert too_early(kinds, {}, DATES, TODAY) == {}
    for wrong in ({"until": "day"}, {"on": "2027-01-01"}):
        with pytest.raises(ValueError, match="good until"):
            Expiry.model_validate(wrong)
