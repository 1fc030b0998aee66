"""The words around every letter, the names of its kinds and of the states that it goes through."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from mobility.core.terms import Role
from mobility.i18n import LazyText, _, lazy

CODES: Final[Mapping[str, LazyText]] = {
    "notice.recalled": lazy("Application recalled"),
    "notice.not_submitted": lazy("Application not submitted"),
    "notice.returned": lazy("Returned for changes"),
    "notice.return_expired": lazy("Changes not handed back in time"),
    "notice.school_recommended": lazy("Recommended by the school"),
    "notice.school_alternate": lazy("Recommended by the school as an alternate"),
    "notice.school_not_recommended": lazy("Not recommended by the school"),
    "notice.school_alternate_moved_up": lazy("Moved up among the school's recommended"),
    "notice.not_qualified": lazy("Conditions not met"),
    "notice.selection_invitation": lazy("Invitation to the selection"),
    "notice.result_candidate": lazy("Result: candidate"),
    "notice.result_reserve": lazy("Result: alternate"),
    "notice.result_not_selected": lazy("Result: not selected"),
    "notice.notice_ended": lazy("Public notice ended"),
    "notice.objection_upheld": lazy("Objection upheld"),
    "notice.moved_up": lazy("Moved up from the waiting list"),
    "notice.training_left": lazy("Training left"),
    "notice.exam_reserve": lazy("Alternate after the funder's examination"),
    "notice.exam_not_selected": lazy("Not selected in the funder's examination"),
    "notice.declined": lazy("Offer declined"),
    "notice.lapsed": lazy("Offer lapsed"),
    "notice.contract_signed": lazy("Contract signed"),
    "notice.formalities_refused": lazy("Not admitted by the host"),
    "notice.dispatched": lazy("Ready for departure"),
    "notice.withdrawn": lazy("Application given up"),
    "notice.waitlist_ended": lazy("Waiting list ended"),
    "notice.call_extended": lazy("Deadline extended"),
    "notice.receipt": lazy("Receipt"),
    "notice.offer": lazy("Offer"),
    "notice.offer_confirmed": lazy("Offer confirmed"),
    "notice.draft_reminder": lazy("Reminder: draft"),
    "notice.recalled_reminder": lazy("Reminder: recalled application"),
    "notice.return_reminder": lazy("Reminder: changes to hand back"),
    "notice.offer_reminder": lazy("Reminder: offer"),
    "notice.formalities_reminder": lazy("Reminder: formalities"),
    "notice.digest": lazy("Daily overview"),
    "notice.school_list_reminder": lazy("Reminder: school's list"),
    "notice.school_list_overdue": lazy("School's list overdue"),
    "notice.review_assigned": lazy("Applications to score assigned"),
    "notice.review_reminder": lazy("Reminder: applications to score"),
    "notice.school_list_to_approve": lazy("School's list to approve"),
    "notice.school_list_taken_back": lazy("School's list taken back by the school"),
    "notice.school_list_returned": lazy("School's list returned by the vice dean"),
    "notice.list_to_approve": lazy("List to approve"),
    "notice.list_returned": lazy("List returned by the head"),
    "notice.alternate_moved_up": lazy("An alternate moved up"),
    "notice.invitation": lazy("Invitation to sign in"),
    "notice.password_reset": lazy("Password reset"),
    "notice.password_changed": lazy("Password changed"),
    "notice.factor_changed": lazy("Second factor changed"),
    "notice.address_change": lazy("New e-mail address"),
    "letter.pending": lazy("On its way"),
    "letter.sent": lazy("Sent"),
    "letter.inbox_only": lazy("In the inbox only: no e-mail address"),
    "letter.bounced": lazy("Refused by the recipient's mail server"),
    "letter.dead": lazy("Could not be sent"),
    "letter.expired": lazy("Not sent: no longer of use"),
    "letter.unwanted": lazy("Not sent: no longer wanted"),
}

WAITING: Final[Mapping[Role, LazyText]] = MappingProxyType(
    {
        Role.REVIEWER: lazy("Applications to score"),
        Role.VICE_DEAN: lazy("School's lists to approve"),
        Role.CHECKER: lazy("Applications to check for your office"),
        Role.EXAMINER: lazy("Marks of language tests to enter"),
        Role.HEAD: lazy("Lists to approve"),
    }
)
"""What waits at the desks that are no stage of a workflow."""


def greeting(name: str, latin_name: str, *, is_student: bool) -> str:
    """The first line of a letter. In English a student goes by the name of the travel document, not in capitals."""
    if is_student:
        latin = latin_name.title() if latin_name.isupper() else latin_name
        return _("Dear %(latin_name)s,", name=name, latin_name=latin or name)
    return _("Dear %(name)s,", name=name)


def closing(*, is_student: bool) -> str:
    return _("Kind regards and good luck,") if is_student else _("Kind regards,")


def signature(office: str, institution: str) -> str:
    return _("%(office)s, %(institution)s", office=office, institution=institution)


def footer(email: str | None, phone: str | None) -> str:
    """Where to ask: a letter that nobody can answer names somebody who can."""
    if email and phone:
        return _("This letter was sent automatically. Questions: %(email)s or %(phone)s.", email=email, phone=phone)
    if email or phone:
        return _("This letter was sent automatically. Questions: %(contact)s.", contact=email or phone)
    return _("This letter was sent automatically.")
