"""Refusals of the calendar say what is wrong with a time and what to choose instead."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest

from mobility.core import calendar
from mobility.core.calendar import DayKind, SpecialDay, WorkCalendar
from mobility.core.terms import Reason, Refused, Text
from mobility.i18n import use_locale
from mobility.wording import describe_reason
from mobility.wording.calendar import CODES

NOW = datetime(2026, 11, 22, tzinfo=UTC)
ON = date(2027, 3, 28)
DAY = timedelta(days=1)


def refusal(act: Callable[[], object]) -> Reason:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.reasons[0]


def test_every_code_is_raised_and_told_in_both_languages() -> None:
    twice = frozenset(SpecialDay(ON, kind, Text(en="Rest", zh_Hans="休息")) for kind in DayKind)
    reasons = [
        refusal(lambda: calendar.to_instant(ON, time(2, 30), "Europe/Berlin")),
        refusal(lambda: calendar.to_instant(ON, time(2, 30), "Asia/Beijing")),
        refusal(lambda: calendar.to_instant(date(202, 1, 1), time(2, 30), "Asia/Shanghai")),
        refusal(lambda: WorkCalendar(twice)),
        refusal(lambda: WorkCalendar(weekend=frozenset(range(7))).add_working_days(ON, 1)),
        calendar.why_closed(NOW, NOW + DAY, NOW + 2 * DAY),
        calendar.why_closed(NOW, NOW - 2 * DAY, NOW - DAY),
    ]
    told = [reason for reason in reasons if reason is not None]
    assert {reason.code for reason in told} == set(CODES)
    for reason in told:
        english = describe_reason(reason)
        with use_locale("zh_Hans"):
            chinese = describe_reason(reason)
        assert (english[-1], chinese[-1]) == (".", "。")
        assert "not possible" not in english


def test_a_skipped_time_says_what_to_choose_instead() -> None:
    reason = refusal(lambda: calendar.to_instant(ON, time(2, 30), "Europe/Berlin"))
    assert describe_reason(reason) == (
        "The time 2027-03-28 02:30 does not exist in Europe/Berlin: clocks are put forward then. "
        "Choose 2027-03-28 03:30 or another time."
    )
