"""Works out when an approved list is released and until when its public notice runs, for the preview and the act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from mobility.core.calendar.workdays import due_at
from mobility.core.calendar.zones import to_instant
from mobility.core.terms import Refused
from mobility.queries.calendars import work_calendar
from mobility.queries.zones import zone_of_institution

NOTICE_DAYS: Final = (3, 4, 5)
"""Working days that a public notice may run."""

CLOSE_OF_BUSINESS: Final = time(17, 0)
FURTHEST: Final = timedelta(days=60)
"""A release later than this is a slip of the finger."""


@dataclass(frozen=True, slots=True)
class ReleaseChoice:
    """What the head chose. `on` and `at` are local to the institution; at once where `is_later` is not set."""

    notice_days: int
    is_later: bool = False
    on: date | None = None
    at: time | None = None


@dataclass(frozen=True, slots=True)
class ReleaseTimes:
    """The instants that follow from a choice."""

    release_at: datetime
    notice_until: datetime


def release_times(choice: ReleaseChoice, institution_id: int, now: datetime) -> ReleaseTimes:
    """Return both instants. The day of the release never counts, so the notice runs whole working days, to 17:00.

    Raises Refused `release.notice_days`, `release.half_a_time`, `release.past`, `release.far_ahead`, and the reasons of
    `calendar.zones.to_instant` for a local time that does not exist.
    """
    if choice.notice_days not in NOTICE_DAYS:
        raise Refused("release.notice_days", least=min(NOTICE_DAYS), most=max(NOTICE_DAYS))
    zone = zone_of_institution(institution_id)
    release_at = _release_at(choice, zone, now)
    calendar = work_calendar(institution_id)
    return ReleaseTimes(release_at, due_at(calendar, release_at, choice.notice_days, CLOSE_OF_BUSINESS, zone))


def times_from(
    release_at: datetime | None, notice_until: datetime | None, institution_id: int, now: datetime
) -> ReleaseTimes:
    """The times that were chosen, or, where the release has had to wait, those from `now` with as long a notice."""
    if release_at is None or notice_until is None:
        raise ValueError("a list that is approved has its times")
    if release_at >= now:
        return ReleaseTimes(release_at, notice_until)
    zone, calendar = zone_of_institution(institution_id), work_calendar(institution_id)

    def notice_from(start: datetime, days: int) -> datetime:
        return due_at(calendar, start, days, CLOSE_OF_BUSINESS, zone)

    days = next((one for one in NOTICE_DAYS if notice_from(release_at, one) >= notice_until), max(NOTICE_DAYS))
    return ReleaseTimes(now, notice_from(now, days))


def _release_at(choice: ReleaseChoice, zone: str, now: datetime) -> datetime:
    if not choice.is_later:
        return now
    if choice.on is None or choice.at is None:
        raise Refused("release.half_a_time")
    release_at = to_instant(choice.on, choice.at, zone)
    if release_at < now:
        raise Refused("release.past", now=now.isoformat())
    if release_at > now + FURTHEST:
        raise Refused("release.far_ahead", days=FURTHEST.days)
    return release_at
