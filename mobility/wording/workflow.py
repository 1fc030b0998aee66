"""Words for what stands against an act: the wrong stage, a date, something left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mobility.i18n import LazyText, lazy

CODES: Final[Mapping[str, LazyText]] = {
    "application.unknown": lazy("This application does not exist, or is not yours to see."),
    "call.not_published": lazy("This call is not published."),
    "call.dates_order": lazy("The call would close before it opens."),
    "content.not_read": lazy("The application could not be read completely. Please try again."),
    "deadline.not_open_yet": lazy("Sign-up opens on %(opens_at)s."),
    "deadline.not_passed": lazy("This is possible after the call's deadline."),
    "deadline.passed": lazy("The deadline was %(deadline_at)s. Submitting is no longer possible."),
    "decision.other": lazy("Another decision stands for this application."),
    "declaration.missing": lazy("Please confirm the declaration before you submit."),
    "institution.exists": lazy("There is an institution with the key %(key)s already."),
    "notice.ended": lazy("The public notice has ended."),
    "notice.running": lazy("The public notice is still running."),
    "offer.lapsed": lazy("The time to answer this offer is over."),
    "offer.not_open": lazy("There is no offer to answer."),
    "offer.still_open": lazy("The offer can still be answered."),
    "params.missing": lazy("Something needed for this act is left out: %(name)s."),
    "program.unknown": lazy("This program does not exist."),
    "release.not_due": lazy("The time of release has not come."),
    "remark.empty": lazy("Please write a remark."),
    "remark.too_long": lazy("The remark is too long: at most %(length)s characters."),
    "return.date_not_ahead": lazy("Choose a date that is still to come for handing back."),
    "return.no_items": lazy("Mark at least one section or document that the student should change."),
    "return.passed": lazy("The date for handing back has passed (%(until)s)."),
    "return.ranking_changed": lazy("A fact changed on which the school's ranking rests."),
    "return.ranking_unchanged": lazy("Nothing changed on which the school's ranking rests."),
    "return.still_open": lazy("The student can still hand this back."),
    "stale.application": lazy("Somebody else has moved this application meanwhile. Please look at it again."),
    "stale.call": lazy("Somebody else has changed this call meanwhile. Please look at it again."),
    "unit.code_twice": lazy("The unit code %(unit)s is given twice."),
    "unit.unknown_parent": lazy("The unit %(unit)s names %(parent)s above it, which is not listed before it."),
    "workflow.wrong_stage": lazy("This is not possible in the stage the application is in now."),
}
