"""Whether a call takes applications at an instant: the one boundary that every way in asks."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from mobility.core.calendar.zones import aware
from mobility.core.terms import Reason

NO_GRACE = timedelta(0)


class Window(StrEnum):
    """Where an instant lies in the time of a call."""

    BEFORE = "before"
    OPEN = "open"
    GRACE = "grace"
    CLOSED = "closed"


def window_at(now: datetime, opens_at: datetime, deadline_at: datetime, grace: timedelta = NO_GRACE) -> Window:
    """Place `now` in the time of a call. `opens_at` and `deadline_at` + `grace` are inside, to the microsecond.

    GRACE is the time after the deadline that pages never promise and submits still enjoy.
    Raises ValueError for times without a zone and for a negative grace.
    """
    if grace < NO_GRACE:
        raise ValueError("grace cannot be negative")
    if aware(now) < aware(opens_at):
        return Window.BEFORE
    if now <= aware(deadline_at):
        return Window.OPEN
    return Window.GRACE if now - deadline_at <= grace else Window.CLOSED


def is_open(now: datetime, opens_at: datetime, deadline_at: datetime, grace: timedelta = NO_GRACE) -> bool:
    """Tell whether the server accepts at `now`; see `window_at` for the boundary."""
    return window_at(now, opens_at, deadline_at, grace) in (Window.OPEN, Window.GRACE)


def why_closed(now: datetime, opens_at: datetime, deadline_at: datetime, grace: timedelta = NO_GRACE) -> Reason | None:
    """None while the server accepts, else `calendar.not_yet_open` (opens_at) or `calendar.closed` (deadline_at).

    The parameters are ISO instants in UTC.
    """
    match window_at(now, opens_at, deadline_at, grace):
        case Window.BEFORE:
            return Reason("calendar.not_yet_open", {"opens_at": opens_at.isoformat()})
        case Window.CLOSED:
            return Reason("calendar.closed", {"deadline_at": deadline_at.isoformat()})
        case _:
            return None
