"""Working days by the calendar: weekends, holidays, make-up days, and the due times counted in them."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobility.core.calendar.china import CHINA
from mobility.core.calendar.workdays import DayKind, SpecialDay, WorkCalendar, due_at, next_working_day_noon
from mobility.core.terms import Refused, Text
from tests.core.calendar.strategies import instants

PLAIN = WorkCalendar()
NAME = Text(en="Rest", zh_Hans="休息")
BEIJING = "Asia/Shanghai"

days = st.dates(date(2025, 1, 1), date(2027, 12, 31))
special = st.builds(SpecialDay, on=days, kind=st.sampled_from(DayKind), name=st.just(NAME))
calendars = st.one_of(
    st.just(CHINA),
    st.lists(special, max_size=60, unique_by=lambda day: day.on).map(lambda some: WorkCalendar(frozenset(some))),
    st.sets(st.integers(0, 6), max_size=6).map(lambda weekend: WorkCalendar(weekend=frozenset(weekend))),
)


def at_beijing(*parts: int) -> datetime:
    year, month, day, hour, minute = (*parts, 0)[:5]
    return datetime(year, month, day, hour, minute, tzinfo=ZoneInfo(BEIJING)).astimezone(UTC)


@pytest.mark.parametrize(
    ("on", "works"),
    [
        ("2026-09-20", True),  # a Sunday worked for National Day
        ("2026-09-30", True),
        ("2026-10-01", False),
        ("2026-10-07", False),
        ("2026-10-08", True),
        ("2026-10-10", True),  # a Saturday worked for National Day
        ("2026-10-11", False),
        ("2026-02-14", True),
        ("2026-02-23", False),
        ("2026-01-04", True),
        ("2025-10-08", False),
        ("2025-10-11", True),
        ("2027-02-05", False),
        ("2027-02-09", True),
    ],
)
def test_the_chinese_calendar(on: str, works: bool) -> None:
    assert CHINA.is_working_day(date.fromisoformat(on)) is works


@pytest.mark.parametrize(("year", "free"), [(2025, 28), (2026, 33), (2027, 13)])
def test_the_chinese_calendar_has_as_many_holidays_as_the_notices_say(year: int, free: int) -> None:
    assert sum(on.year == year for on in CHINA.holidays) == free


def test_only_published_years_are_settled() -> None:
    assert CHINA.is_settled(date(2026, 12, 31))
    assert not CHINA.is_settled(date(2027, 1, 1))
    assert PLAIN.is_settled(date(2099, 1, 1))


def test_every_make_up_day_falls_on_a_weekend_and_every_day_has_its_name() -> None:
    assert {on.weekday() for on in CHINA.make_up_days} <= {5, 6}
    assert CHINA.special[date(2026, 10, 10)] == SpecialDay(
        date(2026, 10, 10), DayKind.MAKE_UP, Text(en="National Day", zh_Hans="国庆节")
    )


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        ("2026-09-28", 0, "2026-09-28"),
        ("2026-09-28", 1, "2026-09-29"),
        ("2026-09-28", 3, "2026-10-08"),
        ("2026-09-28", 5, "2026-10-10"),
        ("2026-09-28", 6, "2026-10-12"),
        ("2026-10-03", 0, "2026-10-08"),
        ("2026-10-08", -1, "2026-09-30"),
        ("2026-10-12", -3, "2026-10-08"),
    ],
)
def test_working_days_around_the_october_holiday_and_its_make_up_days(start: str, count: int, expected: str) -> None:
    assert CHINA.add_working_days(date.fromisoformat(start), count) == date.fromisoformat(expected)


def test_an_edited_calendar_moves_the_due_date() -> None:
    friday = SpecialDay(date(2026, 11, 27), DayKind.HOLIDAY, NAME)
    saturday = SpecialDay(date(2026, 11, 28), DayKind.MAKE_UP, NAME)
    assert PLAIN.add_working_days(date(2026, 11, 26), 1) == date(2026, 11, 27)
    assert WorkCalendar(frozenset({friday})).add_working_days(date(2026, 11, 26), 1) == date(2026, 11, 30)
    assert WorkCalendar(frozenset({friday, saturday})).add_working_days(date(2026, 11, 26), 1) == date(2026, 11, 28)


def test_one_date_cannot_be_both() -> None:
    twice = frozenset(SpecialDay(date(2026, 10, 1), kind, NAME) for kind in DayKind)
    with pytest.raises(Refused) as refused:
        WorkCalendar(twice)
    assert (refused.value.code, refused.value.params["on"]) == ("calendar.day_twice", "2026-10-01")


def test_a_calendar_without_working_days_is_refused_not_searched_for_ever() -> None:
    with pytest.raises(Refused) as refused:
        WorkCalendar(weekend=frozenset(range(7))).add_working_days(date(2026, 1, 1), 1)
    assert (refused.value.code, refused.value.params["on"]) == ("calendar.no_working_day", "2026-01-01")


def test_due_counts_from_the_local_day() -> None:
    # 16:30 UTC on Friday is already Saturday in Beijing; the day itself never counts.
    late_on_friday = datetime(2026, 11, 27, 16, 30, tzinfo=UTC)
    assert due_at(CHINA, late_on_friday, 1, time(17), BEIJING) == at_beijing(2026, 11, 30, 17)
    assert due_at(CHINA, at_beijing(2026, 9, 28, 23, 59), 5, time(12), BEIJING) == at_beijing(2026, 10, 10, 12)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ((2026, 11, 23, 11, 59), (2026, 11, 23, 12)),
        ((2026, 11, 23, 12, 0), (2026, 11, 24, 12)),
        ((2026, 11, 27, 12, 1), (2026, 11, 30, 12)),
        ((2026, 11, 28, 9, 0), (2026, 11, 30, 12)),
        ((2026, 9, 30, 12, 0), (2026, 10, 8, 12)),
        ((2026, 10, 9, 18, 0), (2026, 10, 10, 12)),
    ],
)
def test_next_noon_of_a_working_day(after: tuple[int, ...], expected: tuple[int, ...]) -> None:
    assert next_working_day_noon(CHINA, at_beijing(*after), BEIJING) == at_beijing(*expected)


@given(calendars, days, st.integers(-40, 40))
def test_adding_lands_on_a_working_day_and_counting_agrees(calendar: WorkCalendar, start: date, count: int) -> None:
    end = calendar.add_working_days(start, count)
    assert calendar.is_working_day(end)
    if count > 0:
        assert calendar.count_working_days(start, end) == count
    if count < 0:
        assert end < start
        passed = calendar.count_working_days(end, start) - calendar.is_working_day(start)
        assert passed == -count - 1


@given(calendars, days, st.integers(1, 40))
def test_going_forth_and_back_returns_to_a_working_day(calendar: WorkCalendar, start: date, count: int) -> None:
    start = calendar.add_working_days(start, 0)
    assert calendar.add_working_days(calendar.add_working_days(start, count), -count) == start


@given(calendars, days, days)
def test_counting_is_antisymmetric(calendar: WorkCalendar, one: date, other: date) -> None:
    assert calendar.count_working_days(one, other) == -calendar.count_working_days(other, one)


@given(
    calendars,
    instants,
    st.sampled_from([BEIJING, "Europe/Berlin", "Pacific/Auckland"]),
)
def test_next_noon_is_later_at_noon_and_the_first_such(calendar: WorkCalendar, after: datetime, zone: str) -> None:
    noon = next_working_day_noon(calendar, after, zone)
    local = noon.astimezone(ZoneInfo(zone))
    assert noon > after
    assert (local.time(), calendar.is_working_day(local.date())) == (time(12), True)
    earlier = calendar.add_working_days(local.date(), -1)
    assert datetime.combine(earlier, time(12), ZoneInfo(zone)) <= after


@given(calendars, instants, st.integers(1, 20))
def test_due_is_monotonic(calendar: WorkCalendar, start: datetime, count: int) -> None:
    due = due_at(calendar, start, count, time(12), BEIJING)
    assert due > start
    assert due_at(calendar, start, count + 1, time(12), BEIJING) > due
    assert due_at(calendar, start + timedelta(days=1), count, time(12), BEIJING) >= due
