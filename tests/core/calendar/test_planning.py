"""Back-planning: from the host's date to the latest day of each step before it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobility.core.calendar.china import CHINA
from mobility.core.calendar.planning import Lead, Planned, plan_backwards

LEADS = (
    Lead("deadline", 5),
    Lead("school_list", 5),
    Lead("release", 7),
    Lead("confirmation", 2),
    Lead("nomination", 3),
)


def test_a_plan_around_the_october_holiday() -> None:
    plan = plan_backwards(CHINA, date(2026, 10, 15), LEADS, today=date(2026, 9, 9))
    assert plan == (
        Planned("deadline", date(2026, 9, 9), False),
        Planned("school_list", date(2026, 9, 16), False),  # Sunday 20 September is worked
        Planned("release", date(2026, 9, 22), False),  # so is Saturday 10 October, and the week between is free
        Planned("confirmation", date(2026, 10, 9), False),
        Planned("nomination", date(2026, 10, 12), False),
    )


def test_a_plan_that_comes_too_late_says_so() -> None:
    plan = plan_backwards(CHINA, date(2026, 10, 15), LEADS, today=date(2026, 9, 17))
    assert [step.key for step in plan if step.is_past] == ["deadline", "school_list"]


def test_no_lead_means_the_same_working_day_or_the_one_before() -> None:
    assert plan_backwards(CHINA, date(2026, 10, 4), [Lead("step", 0)], date(2026, 1, 1)) == (
        Planned("step", date(2026, 9, 30), False),
    )


def test_a_negative_lead_is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="cannot end after"):
        plan_backwards(CHINA, date(2026, 10, 15), [Lead("step", -1)], date(2026, 1, 1))


@given(st.dates(date(2025, 6, 1), date(2027, 12, 31)), st.lists(st.integers(0, 15), max_size=8))
def test_every_step_is_a_working_day_far_enough_from_the_next(host_on: date, leads: list[int]) -> None:
    plan = plan_backwards(CHINA, host_on, [Lead(str(n), n) for n in leads], date(2025, 1, 1))
    following = [*(step.on for step in plan), host_on][1:]
    for step, next_on, lead in zip(plan, following, leads, strict=True):
        assert CHINA.is_working_day(step.on)
        assert step.on <= next_on
        if lead:
            assert CHINA.count_working_days(step.on - timedelta(days=1), next_on - timedelta(days=1)) == lead
