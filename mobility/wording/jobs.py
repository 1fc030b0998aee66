"""What is said about work that goes on behind the pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mobility.i18n import LazyText, lazy

CODES: Final[Mapping[str, LazyText]] = {
    "job.unknown": lazy("There is no such work of yours."),
    "job.failed": lazy(
        "This work could not be finished. The office's technical staff have been told; try again later."
    ),
}
