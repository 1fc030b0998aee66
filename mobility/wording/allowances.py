"""Words for what is allowed beyond a cap, a number of places or a deadline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mobility.i18n import LazyText, lazy

CODES: Final[Mapping[str, LazyText]] = {
    "allowance.long_reason": lazy("Say it in up to %(max)s characters."),
    "allowance.no_cap": lazy("No number is set here, so there is nothing to raise."),
    "allowance.no_reason": lazy("Say why more are allowed."),
    "allowance.not_last": lazy("It was raised further since then. Take that back first."),
    "allowance.not_more": lazy("Choose a number above %(count)s, which is allowed now."),
    "allowance.too_many": lazy("Choose a number up to %(max)s."),
    "allowance.unknown": lazy("This was not allowed in this call."),
    "allowance.used": lazy("It is used by now: lists of this call hold %(held)s places."),
    "stale.allowance": lazy("Somebody else has changed this number meanwhile; it is %(count)s now. Please look again."),
    "deadline.no_reason": lazy("Say why the deadline moves."),
    "exception.cap": lazy("School's cap raised"),
    "exception.places": lazy("More places for the call"),
    "exception.deadline": lazy("Deadline moved"),
    "audit.call.allow": lazy("More than allowed"),
    "audit.call.allow.cap_raised": lazy("School's cap raised"),
    "audit.call.allow.places_raised": lazy("More places for the call"),
    "audit.call.allow.cap_taken_back": lazy("Raised cap taken back"),
    "audit.call.allow.places_taken_back": lazy("More places taken back"),
    "column.what_exception": lazy("Exception"),
    "column.for_whom": lazy("For whom"),
    "column.why": lazy("Why"),
    "column.decided_by": lazy("Decided by"),
    "column.of_call": lazy("Call for applications"),
    "export.too_many_exceptions": lazy("More than %(max)s exceptions fit. Narrow the list and export part after part."),
    "audit.exceptions.export": lazy("Exceptions exported"),
}
