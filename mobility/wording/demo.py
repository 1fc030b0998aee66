"""Words for the demo's clock."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mobility.i18n import LazyText, lazy

CODES: Final[Mapping[str, LazyText]] = {
    "demo.only": lazy("The clock can be moved in the demo only."),
    "demo.clock_backwards": lazy("The clock only runs ahead: choose a time that is still to come."),
    "demo.clock_too_far": lazy("The demo's clock does not go further than 400 days ahead. Start it anew."),
    "demo.stop_deadline": lazy("A call's deadline"),
    "demo.stop_due": lazy("A date that a desk or a student has to keep"),
    "demo.stop_release": lazy("Results are released"),
    "demo.stop_notice": lazy("A public notice ends"),
}
