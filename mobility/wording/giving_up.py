"""The words of giving up an application: the reasons, what stands against it, and what has happened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mobility.i18n import LazyText, lazy

REASON_NAMES: Final[Mapping[str, LazyText]] = {
    "other_plan": lazy("I have another plan or another program"),
    "studies": lazy("It does not fit my studies here"),
    "language": lazy("I will not reach the language result in time"),
    "cost": lazy("The cost"),
    "family_or_health": lazy("Family or health"),
    "other": lazy("Another reason, in my own words"),
}

CODES: Final[Mapping[str, LazyText]] = {
    **{f"giving_up.reason.{key}": name for key, name in REASON_NAMES.items()},
    "giving_up.waits": lazy("This application was given up. Until %(until)s that may be undone, and all else waits."),
    "giving_up.no_reason": lazy("Choose the reason that fits best."),
    "giving_up.no_words": lazy("Say in a few words why."),
    "giving_up.long": lazy("Say it in up to %(most)s characters."),
    "giving_up.date_passed": lazy("The date to answer has passed, so there is nothing left to give up."),
    "giving_up.too_late": lazy("The time to undo it is over: the application has been given up."),
    "timeline.application.give_up:begun": lazy("You said that you give this application up."),
    "timeline.application.give_up:refused": lazy("Giving up could not be carried out; the application goes on."),
    "timeline.application.keep": lazy("You undid giving up; the application goes on."),
    "audit.application.give_up.begun": lazy("Application given up; may still be undone"),
    "audit.application.give_up.refused": lazy("Giving up refused; the application goes on"),
    "notice.giving_up_refused": lazy("Giving up could not be carried out"),
    "audit.application.keep": lazy("Giving up undone"),
}
