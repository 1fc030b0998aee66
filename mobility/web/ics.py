"""Dates as a calendar file (RFC 5545) that phones and desks take in: moments in UTC, days as days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from flask import Response
from icalendar import Alarm, Calendar, Event

from mobility.i18n import language_tag

MEDIA_TYPE: Final = "text/calendar; charset=utf-8"
_BEFORE: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """One date. `uid` stays the same when the date moves, `sequence` grows with each change, so calendars follow.

    `at` is an aware moment, or a day that stands in the calendar as a whole. `is_urgent`: remind a day before.
    """

    uid: str
    title: str
    at: datetime | date
    text: str
    url: str
    sequence: int = 0
    is_urgent: bool = False


def calendar_file(name: str, entries: Iterable[Entry], now: datetime) -> bytes:
    """The entries as one calendar with that name, stamped with the moment `now`."""
    calendar = Calendar()
    calendar.add("prodid", "-//Mobility//Dates//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for entry in entries:
        calendar.add_component(_event(entry, now))
    content: bytes = calendar.to_ical()
    return content


def answer(content: bytes, file_name: str) -> Response:
    """The file as something to open or keep."""
    response = Response(content, content_type=MEDIA_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    response.headers["Content-Language"] = language_tag()
    return response


def _event(entry: Entry, now: datetime) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", now)
    event.add("sequence", entry.sequence)
    event.add("summary", entry.title)
    event.add("dtstart", entry.at)
    if not isinstance(entry.at, datetime):
        event.add("dtend", entry.at + timedelta(days=1))
    event.add("description", f"{entry.text}\n{entry.url}")
    event.add("url", entry.url)
    event.add("transp", "TRANSPARENT")
    if entry.is_urgent:
        event.add_component(_alarm(entry.title))
    return event


def _alarm(title: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", -_BEFORE)
    return alarm
