"""Words for the calendar of working days as an administrator edits it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mobility.i18n import LazyText, lazy

CODES: Final[Mapping[str, LazyText]] = {
    "calendar.unknown": lazy("Nothing is set for this day."),
    "calendar.days_reversed": lazy("The last day lies before the first."),
    "calendar.days_many": lazy("At most %(maximum)s days are set at once."),
    "calendar.name_missing": lazy("Enter a name in both languages."),
    "calendar.name_long": lazy("The name is too long: at most %(maximum)s characters."),
    "calendar.free": lazy("free day"),
    "calendar.worked": lazy("day of work"),
    "audit.settings.edit.days_free": lazy("Set days as free in the calendar"),
    "audit.settings.edit.days_worked": lazy("Set days as worked in the calendar"),
    "audit.settings.edit.day_removed": lazy("Removed a day from the calendar"),
}
