"""From a local date and time to an instant: typed times are refused where the clock skips them, computed ones shift."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Final, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mobility.core.terms import Refused

Fold = Literal[0, 1]

YEARS: Final = range(1900, 3000)
"""Typed years outside are slips of the finger, and near the ends of Python's calendar no instant exists."""


def zone_of(name: str) -> ZoneInfo:
    """The time zone of an IANA name such as "Asia/Shanghai". Raises Refused `calendar.unknown_zone`."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:
        raise Refused("calendar.unknown_zone", zone=name[:60]) from unknown


def to_instant(on: date, at: time, zone: str, *, fold: Fold = 1) -> datetime:
    """The instant in UTC at which clocks of `zone` show `on` and `at`: for times that a person has typed.

    Where clocks are set back the time comes twice: fold 1 takes the second, which is the later and so the kinder one
    for a deadline; pass fold 0 for an opening. Raises Refused `calendar.impossible_time` for a time that clocks skip,
    with `instead` naming the time they show then, `calendar.year_out_of_range`, and ValueError for a time that carries
    a zone of its own.
    """
    if on.year not in YEARS:
        raise Refused("calendar.year_out_of_range", year=on.year)
    place, local = zone_of(zone), _naive(on, at)
    instant = local.replace(tzinfo=place, fold=fold).astimezone(UTC)
    shown = instant.astimezone(place).replace(tzinfo=None, fold=0)
    if shown != local:
        # Fold 0 reckons a skipped time with the offset before the gap, which is what the clock shows right after it.
        after = shift_to_instant(on, at, zone).astimezone(place)
        raise Refused("calendar.impossible_time", at=_minutes(local), instead=_minutes(after), zone=zone)
    return instant


def shift_to_instant(on: date, at: time, zone: str) -> datetime:
    """Like `to_instant`, for times that the program works out: one that clocks skip shifts forward by the gap."""
    return _naive(on, at).replace(tzinfo=zone_of(zone), fold=0).astimezone(UTC)


def day_begins(on: date | None, zone: str) -> datetime | None:
    """The first instant of a day in `zone`, for filters by days; None for no day."""
    return None if on is None else shift_to_instant(on, time(0), zone)


def local_date(instant: datetime, zone: str) -> date:
    """The day that people in `zone` write at `instant`."""
    return aware(instant).astimezone(zone_of(zone)).date()


def aware(instant: datetime) -> datetime:
    """The same instant. Raises ValueError for a time without a zone, which is nobody's instant."""
    if instant.utcoffset() is None:
        raise ValueError("an instant needs a time zone")
    return instant


def _naive(on: date, at: time) -> datetime:
    if at.tzinfo is not None:
        raise ValueError("a local time must not carry a zone of its own")
    return datetime.combine(on, at.replace(fold=0))


def _minutes(local: datetime) -> str:
    return local.strftime("%Y-%m-%d %H:%M")
