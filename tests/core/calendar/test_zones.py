"""A typed local time becomes an instant, or is refused with the time the clock shows instead."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobility.core.calendar.zones import aware, local_date, shift_to_instant, to_instant, zone_of
from mobility.core.terms import Refused

ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kolkata")

dates = st.dates(date(1995, 1, 1), date(2060, 12, 31))
times = st.times().map(lambda at: at.replace(fold=0))
zones = st.sampled_from(ZONES)


def test_beijing_has_no_gaps() -> None:
    assert to_instant(date(2026, 11, 30), time(23, 59), "Asia/Shanghai") == datetime(2026, 11, 30, 15, 59, tzinfo=UTC)


def test_a_skipped_time_is_refused_with_the_one_shown_instead() -> None:
    with pytest.raises(Refused) as refused:
        to_instant(date(2027, 3, 28), time(2, 30), "Europe/Berlin")
    assert refused.value.code == "calendar.impossible_time"
    assert dict(refused.value.params) == {
        "at": "2027-03-28 02:30",
        "instead": "2027-03-28 03:30",
        "zone": "Europe/Berlin",
    }


@pytest.mark.parametrize("at", [time(2, 0), time(2, 59, 59, 999999)])
def test_the_whole_gap_is_refused(at: time) -> None:
    with pytest.raises(Refused):
        to_instant(date(2027, 3, 28), at, "Europe/Berlin")


def test_the_edges_of_the_gap_stand() -> None:
    before = to_instant(date(2027, 3, 28), time(1, 59, 59, 999999), "Europe/Berlin")
    after = to_instant(date(2027, 3, 28), time(3), "Europe/Berlin")
    assert after - before == timedelta(microseconds=1)


def test_a_day_that_a_place_skipped_whole_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        to_instant(date(2011, 12, 30), time(12), "Pacific/Apia")
    assert refused.value.params["instead"] == "2011-12-31 12:00"


def test_a_time_that_comes_twice_is_the_later_one_unless_asked() -> None:
    twice = (date(2026, 10, 25), time(2, 30), "Europe/Berlin")
    assert to_instant(*twice) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert to_instant(*twice, fold=0) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_fold_that_rides_on_the_time_is_not_obeyed() -> None:
    instant = to_instant(date(2026, 10, 25), time(2, 30, fold=0), "Europe/Berlin")
    assert instant == to_instant(date(2026, 10, 25), time(2, 30, fold=1), "Europe/Berlin")


@pytest.mark.parametrize("name", ["Asia/Beijing", "", "../etc/passwd", "Asia", "x" * 500, "Asia/Shang\0hai"])
def test_an_unknown_zone_is_refused(name: str) -> None:
    with pytest.raises(Refused) as refused:
        zone_of(name)
    assert refused.value.code == "calendar.unknown_zone"
    assert refused.value.params["zone"] == name[:60]


@pytest.mark.parametrize("year", [1, 202, 1899, 3000, 9999])
def test_a_slip_in_the_year_is_refused(year: int) -> None:
    with pytest.raises(Refused) as refused:
        to_instant(date(year, 1, 1), time(0), "Asia/Shanghai")
    assert (refused.value.code, refused.value.params["year"]) == ("calendar.year_out_of_range", year)


def test_a_time_with_its_own_zone_is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="zone of its own"):
        to_instant(date(2026, 1, 1), time(9, tzinfo=UTC), "Asia/Shanghai")
    with pytest.raises(ValueError, match="needs a time zone"):
        aware(datetime(2026, 1, 1))  # noqa: DTZ001 the missing zone is what is tested


def test_the_local_date_is_the_one_people_write() -> None:
    assert local_date(datetime(2026, 11, 30, 16, tzinfo=UTC), "Asia/Shanghai") == date(2026, 12, 1)


def test_a_computed_time_shifts_over_the_gap() -> None:
    assert shift_to_instant(date(2027, 3, 28), time(2, 30), "Europe/Berlin") == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


@given(dates, times, zones)
def test_an_instant_shows_the_typed_time_or_is_refused(on: date, at: time, zone: str) -> None:
    place = ZoneInfo(zone)
    shown = shift_to_instant(on, at, zone).astimezone(place).replace(tzinfo=None, fold=0)
    if shown == datetime.combine(on, at):
        instant = to_instant(on, at, zone)
        assert instant.tzinfo is UTC
        assert instant.astimezone(place).replace(tzinfo=None, fold=0) == shown
        assert to_instant(on, at, zone, fold=0) <= instant
    else:
        assert shown > datetime.combine(on, at)
        with pytest.raises(Refused) as refused:
            to_instant(on, at, zone)
        assert refused.value.params["instead"] == shown.strftime("%Y-%m-%d %H:%M")
