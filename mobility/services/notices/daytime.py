"""Keeps letters that can wait out of the night."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Final

from mobility.core.calendar.zones import local_date, shift_to_instant

MORNING: Final = time(7)
EVENING: Final = time(21)


def in_daytime(at: datetime, zone: str) -> datetime:
    """Return `at` where clocks of `zone` show 07:00 to 21:00 then, else the next 07:00 there, in UTC."""
    today = local_date(at, zone)
    if at < (morning := shift_to_instant(today, MORNING, zone)):
        return morning
    if at < shift_to_instant(today, EVENING, zone):
        return at
    return shift_to_instant(today + timedelta(days=1), MORNING, zone)
