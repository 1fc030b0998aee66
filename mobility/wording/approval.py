"""The sentences for approving and returning lists, and for the time of their release."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mobility.i18n import LazyText, lazy

CODES: Final[Mapping[str, LazyText]] = {
    "decision.candidate": lazy("Candidate"),
    "decision.reserve": lazy("Alternate"),
    "decision.not_selected": lazy("Not selected"),
    "list_state.proposed": lazy("Waits for approval"),
    "list_state.approved": lazy("Approved, to be released"),
    "list_state.returned": lazy("Returned"),
    "list_state.released": lazy("Released"),
    "proposal.unknown": lazy("There is no such list."),
    "proposal.nobody_left": lazy(
        "Everybody in this list has given up since it was proposed. Return it, so that a new one can be proposed."
    ),
    "proposal.no_note": lazy("Say what has to change, so that the list can be proposed anew."),
    "proposal.long_note": lazy("The note has %(actual)s characters. Shorten it to at most %(max)s."),
    "stale.proposal": lazy(
        "Somebody else decided about this list after you opened it here. Nothing of yours was done."
    ),
    "release.notice_days": lazy("A public notice runs from %(least)s to %(most)s working days."),
    "release.half_a_time": lazy("Enter both the day and the time of the release."),
    "release.past": lazy("This time has passed already. Choose a later one, or release at once."),
    "release.far_ahead": lazy("The release lies more than %(days)s days ahead. Check the date."),
}
