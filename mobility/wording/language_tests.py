"""The sentences for language tests, their marks, and what the audit says of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mobility.i18n import LazyText, lazy

CODES: Final[Mapping[str, LazyText]] = {
    "language_test.unknown": lazy("There is no language test of yours for this call."),
    "language_test.no_name": lazy("Give the test a name in both languages."),
    "language_test.long_name": lazy("The name is too long: at most %(max)s characters."),
    "language_test.highest": lazy("Choose a highest mark above 0 and up to %(max)s, with at most 2 decimals."),
    "language_test.share": lazy("Choose a share from 0 to 100 per cent."),
    "language_test.below_mark": lazy("Somebody has %(mark)s already, so the highest mark cannot be lower."),
    "stale.language_test": lazy("Somebody else has changed the test meanwhile. Please look at it again."),
    "mark.absent": lazy("Absent"),
    "mark.both": lazy("Somebody who was absent has no mark: clear one of the two."),
    "mark.closed": lazy("The office has closed this test, so nothing was saved."),
    "mark.missing": lazy("Enter a mark, or say that the student was absent."),
    "mark.moved_on": lazy("The application has left the selection, so its mark stays as it is."),
    "mark.no_reason": lazy("The office has this mark already. Say why it changes."),
    "mark.none_to_hand_over": lazy("There is no mark that the office has not yet."),
    "stale.mark": lazy("Somebody else has entered another mark meanwhile. Save again to replace it by yours."),
    "column.language_mark": lazy("Language test"),
    "audit.mark.queue": lazy("Opened the desk of a language examiner"),
    "audit.mark.enter": lazy("Mark of the language test"),
    "audit.mark.enter.entered": lazy("Entered the mark of the language test"),
    "audit.mark.enter.changed": lazy("Changed the mark of the language test"),
    "audit.mark.enter.taken_back": lazy("Took back a mark of the language test"),
    "audit.mark.enter.handed_over": lazy("Handed over the marks of the language test"),
    "audit.language_test.edit": lazy("Language test of a call changed"),
    "audit.language_test.edit.made": lazy("Set up the language test of a call"),
    "audit.language_test.edit.changed": lazy("Changed the language test of a call"),
    "audit.language_test.edit.closed": lazy("Closed the language test of a call"),
    "audit.language_test.edit.reopened": lazy("Opened the language test of a call again"),
    "audit.object.language_test": lazy("Language test"),
}
