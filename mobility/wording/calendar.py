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
    "calendar.unknown": lazy("Nothing is set for this day."),
    "calendar.days_reversed": lazy("The last day lies before the first."),
    "calendar.days_many": lazy("At most %(maximum)s days are set at once."),
    "calendar.name_missing": lazy("Enter a name in both languages."),
    "calendar.name_long": lazy("The name is too long: at most %(maximum)s characters."),
    "audit.settings.edit.days_free": lazy("Set days as free in the calendar"),
    "audit.settings.edit.days_worked": lazy("Set days as worked in the calendar"),
    "audit.settings.edit.day_removed": lazy("Removed a day from the calendar"),
    "calendar.day_twice": lazy("%(on)s stands in the calendar twice. Keep one of the two."),
    "calendar.no_working_day": lazy(
        "The calendar has no working day for a year from %(on)s. Check its holidays and weekends."
    ),
    "calendar.not_yet_open": lazy("Applications are not open yet."),
    "calendar.closed": lazy("The application deadline has passed."),
}
