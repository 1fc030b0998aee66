"""The heads of the audit's table, and why one cannot be written."""

from collections.abc import Mapping
from typing import Final

from mobility.i18n import LazyText, lazy

CODES: Final[Mapping[str, LazyText]] = {
    "column.event": lazy("No. in the audit"),
    "column.moment": lazy("Time"),
    "column.person": lazy("Person"),
    "column.role": lazy("Role"),
    "column.act": lazy("Act"),
    "column.object": lazy("Object"),
    "column.particulars": lazy("Particulars"),
    "export.nothing": lazy("Nothing fits, so there is nothing to export."),
    "export.too_many_events": lazy(
        "More than %(max)s events fit. Narrow the time and export one stretch after the other."
    ),
}
