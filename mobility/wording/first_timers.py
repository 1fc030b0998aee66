"""Words for first-timers first: how a call sets it, and what desks and students read of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mobility.i18n import LazyText, lazy

CODES: Final[Mapping[str, LazyText]] = {
    "first_timers.equal": lazy("stand like everybody else"),
    "first_timers.ties": lazy("come first among equals"),
    "first_timers.ahead": lazy("come before everybody else"),
    "first_timers.explained.ties": lazy(
        "Among equals those come first who take part in this kind of program for the first time."
    ),
    "first_timers.explained.ahead": lazy(
        "Those who take part in this kind of program for the first time come before everybody else, "
        "each group in the order of its scores."
    ),
}
