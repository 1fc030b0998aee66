"""The words of the calendar of one's own deadlines, for the audit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mobility.i18n import LazyText, lazy

CODES: Final[Mapping[str, LazyText]] = {
    "audit.calendar.feed": lazy("Calendar of deadlines"),
    "audit.calendar.feed.made": lazy("Made an address for the calendar of deadlines"),
    "audit.calendar.feed.ended": lazy("Removed the address of the calendar of deadlines"),
    "audit.object.calendar_feed": lazy("Calendar of deadlines"),
}
