"""The words for exceptions: each kind, and the act of reading their list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mobility.i18n import LazyText, lazy

CODES: Final[Mapping[str, LazyText]] = {
    "eligibility.needs_reason": lazy(
        "By the facts that count the conditions are not met. Say in a remark why the file goes on all the same."
    ),
    "exception.late_code": lazy("Code for late applications"),
    "exception.late": lazy("Let in after the deadline"),
    "exception.said_no": lazy("Qualified over an office's “no”"),
    "exception.ineligible": lazy("Let through although not eligible"),
    "exception.left_aside": lazy("Changed facts left aside"),
    "audit.exceptions.view": lazy("List of exceptions viewed"),
}
