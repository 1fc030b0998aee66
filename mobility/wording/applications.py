"""The sentences of the students' side: what is missing, what cannot be changed, and what has happened to a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mobility.i18n import LazyText, lazy

_CONTENT: Final = {
    "section.incomplete": lazy("The section “%(section)s” is not complete yet."),
    "document.missing": lazy("The document “%(kind)s” is not uploaded yet."),
    "document.returned": lazy("The document “%(kind)s” was returned. Upload a new one."),
    "item.unknown": lazy("This application does not ask for that."),
    "item.not_marked": lazy("This part was not returned, so it cannot be changed."),
    "application.not_editable": lazy("This application has been handed in, so it cannot be changed now."),
    "stale.section": lazy("This section was saved in another window after you opened it here."),
    "stale.content": lazy(
        "The application was changed in another window after you opened this page. Check your answers once more."
    ),
    "offer.not_accepted": lazy("Tick the box to say that you have read what the place binds you to."),
    "offer.not_accepted.unbound": lazy("Tick the box to say that you take this place."),
}

_FILES: Final = {
    "document.none": lazy("Choose a file first."),
    "document.empty": lazy("The file is empty. Choose another one."),
    "document.wrong_type": lazy(
        "This type of file cannot be taken. Upload one of these types: %(types)s. "
        "If your document is of another type, save or print it as PDF."
    ),
    "document.too_large": lazy(
        "The file is larger than %(megabytes)s MB. Make it smaller or scan it in lower quality."
    ),
    "document.unknown": lazy("There is no such file here."),
}

_UNKNOWN: Final = {
    "call.unknown": lazy("There is no such call for applications."),
    "partner.unknown": lazy("There is no such partner institution."),
    "notice.unknown": lazy("There is no public notice here now."),
}

_STUDENT_EVENTS: Final = {
    "timeline.application.start": lazy("You started your application."),
    "timeline.application.submit": lazy("You submitted your application."),
    "timeline.application.recall": lazy("You recalled your application to edit it."),
    "timeline.application.resubmit": lazy("You handed your application in again."),
    "timeline.application.resubmit:ranking_changed": lazy(
        "You handed your application in again. Because a mark changed, your school ranks it anew."
    ),
    "timeline.application.give_up": lazy("You gave up your application."),
    "timeline.offer.confirm": lazy("You confirmed your place."),
    "timeline.offer.decline": lazy("You declined the place offered to you."),
    "timeline.draft.expire": lazy("The deadline passed before the application was submitted."),
    "timeline.return.expire": lazy("The date to hand the application in again passed."),
}

_DESK_EVENTS: Final = {
    "timeline.school.check": lazy("Your school checked your application."),
    "timeline.school.return": lazy("Your school returned your application for changes."),
    "timeline.school.hand_in:recommended": lazy("Your school recommended you."),
    "timeline.school.hand_in:alternate": lazy("Your school named you as an alternate."),
    "timeline.school.hand_in:not_recommended": lazy("Your school did not recommend you this time."),
    "timeline.qualification.decide:qualified": lazy("The international office found all conditions met."),
    "timeline.qualification.decide:not_qualified": lazy("The international office found a condition not met."),
    "timeline.office.return": lazy("The international office returned your application for changes."),
    "timeline.list.release:candidate": lazy("Results were released: you are a candidate."),
    "timeline.list.release:reserve": lazy("Results were released: you are an alternate."),
    "timeline.list.release:not_selected": lazy("Results were released: you were not selected this time."),
    "timeline.notice.end": lazy("The public notice ended."),
    "timeline.objection.uphold": lazy("An objection was upheld; the selection is looked at again."),
    "timeline.waitlist.close": lazy("The waiting list was closed."),
}

_LATER_EVENTS: Final = {
    "timeline.outcome.record:training_finished": lazy("You finished the training."),
    "timeline.outcome.record:training_left": lazy("You left the training."),
    "timeline.outcome.record:exam_awarded": lazy("The funder awarded you a place."),
    "timeline.outcome.record:exam_reserve": lazy("The funder put you on its waiting list."),
    "timeline.outcome.record:exam_not_selected": lazy("The funder did not award you a place."),
    "timeline.outcome.record:contract_signed": lazy("The contract was signed."),
    "timeline.outcome.record:contract_declined": lazy("The contract was not signed."),
    "timeline.outcome.record:formalities_cleared": lazy("The formalities were completed."),
    "timeline.outcome.record:formalities_refused": lazy("The formalities could not be completed."),
    "timeline.alternate.move_up": lazy("You moved up."),
    "timeline.alternate.move_up:school_recommended": lazy(
        "Somebody from your school dropped out, so you are now recommended."
    ),
    "timeline.offer.lapse": lazy("The place was not confirmed in time."),
}

CODES: Final[Mapping[str, LazyText]] = {
    **_CONTENT,
    **_FILES,
    **_UNKNOWN,
    **_STUDENT_EVENTS,
    **_DESK_EVENTS,
    **_LATER_EVENTS,
}
