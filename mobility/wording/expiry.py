"""The sentences about the last days of documents, said to students and desks alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mobility.i18n import LazyText, lazy

CODES: Final[Mapping[str, LazyText]] = {
    "expiry.asked": lazy("It has to be good until %(needed)s at least."),
    "expiry.not_said": lazy("The day until which it is good is not given."),
    "expiry.over": lazy("It expired on %(last)s."),
    "expiry.before_end": lazy(
        "It is good until %(last)s and expires before the stay ends on %(on)s. It has to be good until %(needed)s at "
        "least."
    ),
    "expiry.after_end": lazy(
        "It is good until %(last)s, and expires too soon after the stay ends on %(on)s. It has to be good until "
        "%(needed)s at least."
    ),
    "expiry.before_start": lazy(
        "It is good until %(last)s and expires before the stay begins on %(on)s. It has to be good until %(needed)s at "
        "least."
    ),
    "expiry.after_start": lazy(
        "It is good until %(last)s, and expires too soon after the stay begins on %(on)s. It has to be good until "
        "%(needed)s at least."
    ),
    "expiry.before_deadline": lazy(
        "It is good until %(last)s and expires before the application deadline on %(on)s. It has to be good until "
        "%(needed)s at least."
    ),
    "expiry.after_deadline": lazy(
        "It is good until %(last)s, and expires too soon after the application deadline on %(on)s. It has to be good "
        "until %(needed)s at least."
    ),
    "expiry.before_day": lazy("It is good until %(last)s. It has to be good until %(needed)s at least."),
    "expiry.after_day": lazy("It is good until %(last)s. It has to be good until %(needed)s at least."),
    "document.last_day_missing": lazy("Enter the last day on which this document is valid."),
    "document.last_day_over": lazy("This document has expired. Upload one that is valid."),
    "document.too_early": lazy("The document “%(kind)s” expires too early. Upload one that is valid for longer."),
    "papers.too_early": lazy("This paper expires too early: %(text)s."),
}
