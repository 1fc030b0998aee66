"""What the audit says happened: a wording for every action, and a closer one where the outcome tells more."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final

from mobility.i18n import LazyText, _, format_date, format_datetime, lazy
from mobility.wording.access import CODES as ROLES
from mobility.wording.account_requests import CODES as REQUESTS
from mobility.wording.lists import CODES as LISTS
from mobility.wording.people import CODES as PEOPLE
from mobility.wording.settings import CODES as SETTINGS
from mobility.wording.vice_dean_rule import CODES as RULES
from mobility.wording.work_days import CODES as WORK_DAYS

_CHANGES: Final = ("old.", "new.")
NO_NAMES: Final[Mapping[str, str]] = MappingProxyType({})

OBJECT_KINDS: Final = (
    "application",
    "user",
    "student",
    "session",
    "document",
    "school_list",
    "proposal",
    "review",
    "language_test",
    "remark",
    "offer",
    "fee",
    "call",
    "unit",
    "institution",
    "job",
    "import",
    "audit",
)
"""The kinds of objects that events are about, in the order in which they are offered."""

PARAMS: Final[Mapping[str, LazyText]] = {
    "allowance": lazy("exception"),
    "at": lazy("time"),
    "call_id": lazy("call"),
    "confirm_by": lazy("confirm by"),
    "count": lazy("number"),
    "deadline_at": lazy("deadline"),
    "decision": lazy("decision"),
    "edition": lazy("edition"),
    "factor": lazy("second factor"),
    "fields": lazy("changed"),
    "files": lazy("files"),
    "from": lazy("before"),
    "happened_on": lazy("day"),
    "host_partner_id": lazy("host"),
    "in_place_of": lazy("in place of"),
    "items": lazy("parts"),
    "key": lazy("result"),
    "kind": lazy("kind"),
    "list": lazy("title"),
    "mark": lazy("mark"),
    "number": lazy("application number"),
    "position": lazy("position"),
    "reason": lazy("reason"),
    "user_id": lazy("person"),
    "proposal_id": lazy("list"),
    "receipt_number": lazy("receipt"),
    "remark": lazy("remark"),
    "role": lazy("role"),
    "score": lazy("score"),
    "to": lazy("after"),
    "columns": lazy("columns"),
    "level_from": lazy("level before"),
    "level_to": lazy("level after"),
    "new": lazy("new"),
    "changed": lazy("changed"),
    "same": lazy("unchanged"),
    "vanished": lazy("not in the file"),
    "unit_from": lazy("unit before"),
    "unit_to": lazy("unit after"),
    "unit_id": lazy("unit"),
    "until": lazy("until"),
}
"""What the particulars of an event are called; one that is missing here is shown under its own name."""

CODES: Final[Mapping[str, LazyText]] = {
    "audit.account.use": lazy("Account used"),
    "audit.account.use.signed_in": lazy("Signed in"),
    "audit.account.use.signed_out": lazy("Signed out"),
    "audit.account.use.session_ended": lazy("Ended one sign-in"),
    "audit.account.use.sessions_ended": lazy("Ended all other sign-ins"),
    "audit.account.use.password_changed": lazy("Changed the password"),
    "audit.account.use.password_reset": lazy("Set a new password by a mailed link"),
    "audit.account.use.invitation_accepted": lazy("Accepted the invitation and chose a password"),
    "audit.account.use.address_change_asked": lazy("Asked for a new e-mail address"),
    "audit.account.use.address_changed": lazy("Confirmed a new e-mail address"),
    "audit.account.use.proved_by_app": lazy("Proved themselves by an app"),
    "audit.account.use.proved_by_passkey": lazy("Proved themselves by a passkey"),
    "audit.account.use.proved_by_recovery_code": lazy("Proved themselves by a recovery code"),
    "audit.factors.edit": lazy("Second factors changed"),
    "audit.factors.edit.app_added": lazy("Added an app as a second factor"),
    "audit.factors.edit.passkey_added": lazy("Added a passkey as a second factor"),
    "audit.factors.edit.factor_ended": lazy("Ended a second factor"),
    "audit.factors.edit.codes_renewed": lazy("Made new recovery codes"),
    "audit.factors.end": lazy("Ended all second factors of a person"),
    "audit.inbox.read": lazy("Letter read"),
    "audit.student.home": lazy("Opened the student's pages"),
    "audit.student.record_edit": lazy("Student's record edited"),
    "audit.student.record_edit.details_edited": lazy("Edited telephone or details of the travel document"),
    "audit.student.record_edit.fact_declared": lazy("Declared a result"),
    "audit.student.record_edit.fact_withdrawn": lazy("Took back a declared result"),
    "audit.application.start": lazy("Application begun"),
    "audit.application.view": lazy("Application viewed"),
    "audit.application.edit": lazy("Application edited"),
    "audit.application.submit": lazy("Application submitted"),
    "audit.application.resubmit": lazy("Application submitted again"),
    "audit.application.recall": lazy("Application recalled to edit"),
    "audit.application.give_up": lazy("Application given up"),
    "audit.offer.confirm": lazy("Offer confirmed"),
    "audit.offer.decline": lazy("Offer declined"),
    "audit.document.upload": lazy("Document uploaded"),
    "audit.document.download": lazy("Document opened"),
    "audit.school.queue": lazy("Opened the school's queue"),
    "audit.school.check": lazy("Checked by the school"),
    "audit.school.return": lazy("Returned for changes by the school"),
    "audit.school.rank": lazy("Ranked by the school"),
    "audit.school.hand_in": lazy("School's list handed in"),
    "audit.school.approve": lazy("Vice dean's approval of a school's list"),
    "audit.school.approve.approved": lazy("Vice dean approved the school's list"),
    "audit.school.approve.returned": lazy("Vice dean returned the school's list"),
    "audit.school.hand_in.taken_back": lazy("Took the school's list back from the vice dean"),
    "audit.school.hand_in.prepared": lazy("Gave the school's list to the vice dean"),
    "audit.assist.queue": lazy("Opened the desk of an assistant"),
    "audit.review.queue": lazy("Opened the reviewer's queue"),
    "audit.review.score": lazy("Scored"),
    "audit.review.conflict": lazy("Recused for a conflict of interest"),
    "audit.desk.view": lazy("Opened the coordinator's desk"),
    "audit.case.view": lazy("Case viewed"),
    "audit.case.view.scores_read": lazy("Read who gave which score"),
    "audit.remark.add": lazy("Remark added"),
    "audit.receipt.open": lazy("Application as handed in opened"),
    "audit.document.check": lazy("Document checked"),
    "audit.document.check.infected": lazy("A virus was found in a document"),
    "audit.fact.confirm": lazy("Declared result confirmed"),
    "audit.qualification.decide": lazy("Qualification decided"),
    "audit.office.return": lazy("Returned for changes by the office"),
    "audit.reviewers.assign": lazy("Reviewers assigned"),
    "audit.selection.invite": lazy("Invited to the home selection"),
    "audit.list.propose": lazy("List proposed"),
    "audit.objection.uphold": lazy("Objection upheld"),
    "audit.outcome.record": lazy("Outcome recorded"),
    "audit.waitlist.close": lazy("Waiting list closed"),
    "audit.call.view": lazy("Call viewed"),
    "audit.call.extend": lazy("Application deadline moved"),
    "audit.call.edit": lazy("Draft of a call edited"),
    "audit.call.edit.imported": lazy("Made a call from a file"),
    "audit.call.edit.next_edition": lazy("Made the next edition of a call"),
    "audit.call.edit.published": lazy("Published a call"),
    "audit.call.edit.discarded": lazy("Threw a draft of a call away"),
    "audit.letters.view": lazy("Letters viewed"),
    "audit.files.export": lazy("Files exported as a table"),
    "audit.files.export.downloaded": lazy("Took an exported table away"),
    "audit.lists.print": lazy("List opened for printing"),
    "audit.lists.print.exported": lazy("List exported as a table"),
    "audit.object.job": lazy("Long work"),
    "audit.approval.queue": lazy("Opened the lists to approve"),
    "audit.list.approve": lazy("List approved"),
    "audit.list.return": lazy("List returned"),
    "audit.overview.view": lazy("Overview viewed"),
    "audit.people.unreachable": lazy("List of unreachable people viewed"),
    "audit.people.view": lazy("People viewed"),
    "audit.people.invite": lazy("Person invited"),
    "audit.people.invite.invited": lazy("Made an account and sent the invitation"),
    "audit.people.invite.invited_again": lazy("Sent the invitation again"),
    "audit.people.invite.enrolled": lazy("Entered students from the records"),
    "audit.people.edit": lazy("Person edited"),
    "audit.people.edit.corrected": lazy("Corrected name, address or telephone"),
    "audit.people.edit.deactivated": lazy("Deactivated the account"),
    "audit.people.edit.reactivated": lazy("Reactivated the account"),
    "audit.people.edit.sessions_ended": lazy("Ended all sign-ins of a person"),
    "audit.roles.edit": lazy("Roles changed"),
    "audit.roles.edit.role_granted": lazy("Gave a role"),
    "audit.roles.edit.role_ended": lazy("Ended a role"),
    "audit.units.view": lazy("Units viewed"),
    "audit.settings.edit": lazy("Settings changed"),
    "audit.settings.edit.edited": lazy("Settings changed"),
    "audit.audit.view": lazy("Audit viewed"),
    "audit.audit.view.scores_read": lazy("Read in the audit how scores came about"),
    "audit.audit.export": lazy("Audit exported"),
    "audit.draft.expire": lazy("Draft ended unsubmitted at the deadline"),
    "audit.return.expire": lazy("Time for changes ran out"),
    "audit.list.release": lazy("Result released"),
    "audit.notice.end": lazy("Public notice ended"),
    "audit.offer.lapse": lazy("Offer lapsed"),
    "audit.alternate.move_up": lazy("Alternate moved up"),
    "audit.person.export": lazy("Exported all that is held about a person"),
    "audit.person.erase": lazy("Erased a person"),
    "audit.data.import": lazy("Table imported"),
    "audit.data.import.asked": lazy("Asked for a table to be imported"),
    "audit.data.import.student_changed": lazy("Student changed by an import"),
    "audit.data.import.person_changed": lazy("Person changed by an import"),
    "audit.data.import.unit_made": lazy("Unit made by an import"),
    "audit.data.import.unit_changed": lazy("Unit changed by an import"),
    "audit.object.import": lazy("Import"),
    "audit.object.user": lazy("Person"),
    "audit.object.audit": lazy("Audit"),
    "audit.object.session": lazy("Sign-in"),
    "audit.object.student": lazy("Student"),
    "audit.object.application": lazy("Application"),
    "audit.object.institution": lazy("Institution"),
    "audit.object.call": lazy("Call"),
    "audit.object.document": lazy("Document"),
    "audit.object.proposal": lazy("List"),
    "audit.object.school_list": lazy("School's list"),
    "audit.object.review": lazy("Review"),
    "audit.object.remark": lazy("Remark"),
    "audit.object.unit": lazy("Unit"),
    "audit.object.offer": lazy("Offer"),
}


def particulars(params: Mapping[str, Any], zone: str, names: Mapping[str, str] = NO_NAMES) -> str:
    """What an event holds beside who, what and when; dates and moments as people write them, in `zone`.

    `names` says what a particular is called that the event holds as a number, such as its `unit_id`.
    """
    shown = [
        _("%(name)s: %(value)s", name=PARAMS.get(name, name), value=names.get(name) or _value(name, value, zone))
        for name, value in sorted(params.items())
        if not (name == "fields" or name.startswith(_CHANGES) or value is None or value is False or value == "")
    ]
    return _("; ").join([*_changes(params), *shown])


def _changes(params: Mapping[str, Any]) -> list[str]:
    """Each part that changed, from what to what where the event says so."""
    return [
        _("%(name)s: %(before)s → %(after)s", name=label, before=_plain(params[old]), after=_plain(params[new]))
        if (old := f"old.{part}") in params and (new := f"new.{part}") in params
        else _("%(name)s changed", name=label)
        for part in str(params.get("fields") or "").split(",")
        if part and (label := SETTINGS.get(f"setting.{part}", part))
    ]


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if value == "as_institution":
        return str(RULES["setting.as_institution"])
    kind, is_day, name = str(value).partition("|")
    if is_day and kind in WORK_DAYS:
        return _("%(kind)s (%(name)s)", kind=WORK_DAYS[kind], name=name)
    return "–" if value is None or value == "" else str(value)


def _value(name: str, value: Any, zone: str) -> str:
    if name == "role":
        return str(ROLES.get(f"role.{value}", value))
    if name == "list":
        return str(LISTS.get(f"list.{value}", value))
    if name == "reason":
        return str({**PEOPLE, **REQUESTS}.get(value, value))
    text = str(value)
    try:
        return format_datetime(datetime.fromisoformat(text), zone) if "T" in text else format_date(_day(text))
    except ValueError:
        return text


def _day(text: str) -> date:
    if len(text) != 10:
        raise ValueError(text)
    return date.fromisoformat(text)
