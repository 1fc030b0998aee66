"""The sentences for the codes of `core.calendar`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mobility.i18n import LazyText, lazy

CODES: Final[Mapping[str, LazyText]] = {
    "calendar.unknown_zone": lazy(
        "There is no time zone named “%(zone)s”. Choose one from the list, such as Asia/Shanghai."
    ),
    "calendar.impossible_time": lazy(
        "The time %(at)s does not exist in %(zone)s: clocks are put forward then. Choose %(instead)s or another time."
    ),
    "calendar.year_out_of_range": lazy("The year %(year)s cannot be right. Enter the year with four digits."),
    "calendar.day_twice": lazy("%(on)s stands in the calendar twice. Keep one of the two."),
    "calendar.no_working_day": lazy(
        "The calendar has no working day for a year from %(on)s. Check its holidays and weekends."
    ),
    "calendar.not_yet_open": lazy("Applications are not open yet."),
    "calendar.closed": lazy("The application deadline has passed."),
}
