"""The boundary of a call: open to the microsecond of deadline plus grace, and not one longer."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobility.core.calendar.deadlines import Window, is_open, why_closed, window_at
from mobility.core.terms import Reason
from tests.core.calendar.strategies import instants

OPENS = datetime(2026, 11, 1, 1, tzinfo=UTC)
DEADLINE = datetime(2026, 11, 30, 15, 59, tzinfo=UTC)
TICK = timedelta(microseconds=1)
GRACE = timedelta(minutes=5)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (OPENS - TICK, Window.BEFORE),
        (OPENS, Window.OPEN),
        (DEADLINE - TICK, Window.OPEN),
        (DEADLINE, Window.OPEN),
        (DEADLINE + TICK, Window.GRACE),
        (DEADLINE + GRACE, Window.GRACE),
        (DEADLINE + GRACE + TICK, Window.CLOSED),
    ],
)
def test_the_boundary_with_grace(now: datetime, expected: Window) -> None:
    assert window_at(now, OPENS, DEADLINE, GRACE) is expected
    assert is_open(now, OPENS, DEADLINE, GRACE) is (expected in (Window.OPEN, Window.GRACE))


@pytest.mark.parametrize(("offset", "accepts"), [(-TICK, True), (timedelta(0), True), (TICK, False)])
def test_the_boundary_without_grace(offset: timedelta, accepts: bool) -> None:
    assert is_open(DEADLINE + offset, OPENS, DEADLINE) is accepts


def test_why_closed_says_which_side() -> None:
    assert why_closed(DEADLINE, OPENS, DEADLINE) is None
    assert why_closed(DEADLINE + GRACE, OPENS, DEADLINE, GRACE) is None
    assert why_closed(OPENS - TICK, OPENS, DEADLINE) == Reason(
        "calendar.not_yet_open", {"opens_at": "2026-11-01T01:00:00+00:00"}
    )
    assert why_closed(DEADLINE + TICK, OPENS, DEADLINE) == Reason(
        "calendar.closed", {"deadline_at": "2026-11-30T15:59:00+00:00"}
    )


def test_times_without_a_zone_and_negative_grace_are_programming_errors() -> None:
    with pytest.raises(ValueError, match="time zone"):
        is_open(DEADLINE.replace(tzinfo=None), OPENS, DEADLINE)
    with pytest.raises(ValueError, match="time zone"):
        is_open(DEADLINE, OPENS, DEADLINE.replace(tzinfo=None))
    with pytest.raises(ValueError, match="negative"):
        is_open(DEADLINE, OPENS, DEADLINE, -TICK)


@given(instants, instants, instants, st.timedeltas(timedelta(0), timedelta(days=2)))
def test_open_is_exactly_between_opening_and_deadline_with_grace(
    now: datetime, opens_at: datetime, deadline_at: datetime, grace: timedelta
) -> None:
    assert is_open(now, opens_at, deadline_at, grace) is (opens_at <= now <= deadline_at + grace)
    assert (why_closed(now, opens_at, deadline_at, grace) is None) is is_open(now, opens_at, deadline_at, grace)
