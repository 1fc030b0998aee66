"""Reminder ladders: local mornings before a deadline, each step stale when the next one comes."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobility.core.calendar.reminders import REMINDERS, Reminder, reminder_times
from mobility.core.calendar.zones import to_instant
from tests.core.calendar.strategies import instants

BEIJING = "Asia/Shanghai"
DEADLINE = to_instant(date(2026, 11, 30), time(23, 59), BEIJING)


def morning(month: int, day: int, hour: int = 10) -> datetime:
    return to_instant(date(2026, month, day), time(hour), BEIJING)


def test_a_draft_is_reminded_of_at_ten_not_at_a_minute_to_midnight() -> None:
    assert reminder_times(DEADLINE, REMINDERS["draft"], BEIJING) == (
        Reminder(7, morning(11, 23), morning(11, 27)),
        Reminder(3, morning(11, 27), morning(11, 29)),
        Reminder(1, morning(11, 29), DEADLINE),
    )


def test_steps_already_past_are_left_out_and_the_present_one_stays() -> None:
    assert [step.days_before for step in reminder_times(DEADLINE, (7, 3, 1), BEIJING, now=morning(11, 27))] == [3, 1]
    later = morning(11, 27) + timedelta(microseconds=1)
    assert [step.days_before for step in reminder_times(DEADLINE, (7, 3, 1), BEIJING, now=later)] == [1]
    assert reminder_times(DEADLINE, (7, 3, 1), BEIJING, now=DEADLINE) == ()


@pytest.mark.parametrize(("at", "days"), [(time(12), [3, 1, 0]), (time(10), [3, 1]), (time(9), [3, 1])])
def test_the_last_morning_only_where_it_comes_before_the_deadline(at: time, days: list[int]) -> None:
    deadline = to_instant(date(2026, 12, 4), at, BEIJING)
    assert [step.days_before for step in reminder_times(deadline, REMINDERS["confirmation"], BEIJING)] == days


def test_days_are_given_in_any_order_and_twice() -> None:
    assert reminder_times(DEADLINE, [1, 7, 3, 1], BEIJING) == reminder_times(DEADLINE, (7, 3, 1), BEIJING)


def test_another_hour() -> None:
    assert reminder_times(DEADLINE, (1,), BEIJING, hour=8) == (Reminder(1, morning(11, 29, 8), DEADLINE),)


def test_after_the_deadline_is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="after its deadline"):
        reminder_times(DEADLINE, (-1,), BEIJING)


def test_the_clock_change_does_not_move_the_morning() -> None:
    deadline = to_instant(date(2026, 10, 27), time(12), "Europe/Berlin")
    assert [step.due_at for step in reminder_times(deadline, (3, 1), "Europe/Berlin")] == [
        datetime(2026, 10, 24, 8, tzinfo=UTC),
        datetime(2026, 10, 26, 9, tzinfo=UTC),
    ]


@given(
    instants,
    st.lists(st.integers(0, 30), max_size=6),
    st.sampled_from([BEIJING, "Europe/Berlin", "America/New_York", "Pacific/Chatham"]),
    st.none() | instants,
)
def test_no_ladder_leaves_its_bounds(deadline: datetime, days: list[int], zone: str, now: datetime | None) -> None:
    ladder = reminder_times(deadline, days, zone, now=now)
    assert [step.due_at for step in ladder] == sorted(step.due_at for step in ladder)
    for step in ladder:
        local = step.due_at.astimezone(ZoneInfo(zone))
        assert local.time() == time(10)
        assert (deadline.astimezone(ZoneInfo(zone)).date() - local.date()).days == step.days_before
        assert step.due_at < step.expires_at <= deadline
        assert now is None or step.due_at >= now
