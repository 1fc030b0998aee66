"""Gathers what a letter's template may name: the recipient, the office, the case, links, and what waits for staff."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType, SimpleNamespace
from typing import Any, Final

from mobility.core.calendar.zones import local_date
from mobility.core.workflow import StageKind
from mobility.i18n import format_date, format_money, in_current, use_locale
from mobility.queries import definitions, letters_about_documents, record_changes
from mobility.queries.deputies import one as one_deputy
from mobility.queries.identity import actor_of
from mobility.queries.outbox import Circumstances, Recipient, Writer
from mobility.queries.waiting import (
    Waiting,
    open_reviews,
    prepared_list,
    proposed_list,
    school_queue,
    schools_outstanding,
    waiting_for,
)
from mobility.services.notices import sender
from mobility.services.notices.links import DESKS, links
from mobility.services.notices.params import OPTIONAL
from mobility.wording import describe
from mobility.wording import notices as words
from mobility.wording.document_checks import why_returned

Values = dict[str, Any]


def values_of(
    notice: str, params: Mapping[str, Any], case: Circumstances, now: datetime, valid_until: datetime | None = None
) -> Values | None:
    """Return what the template names, in the recipient's language; None where nothing is left to say."""
    with use_locale(case.recipient.locale):
        more = EXTRAS[notice](params, case) if notice in EXTRAS else {}
        if more is None:
            return None
        return {**_common(notice, params, case, now), "valid_until": valid_until, **more}


def _common(notice: str, params: Mapping[str, Any], case: Circumstances, now: datetime) -> Values:
    ids = {
        "application_id": case.application.id if case.application else None,
        "call_key": case.call.key if case.call else None,
        "proposal_id": params.get("proposal_id"),
        "school_list_id": params.get("school_list_id"),
        "token": params.get("token"),
    }
    return {
        "zone": case.zone,
        "params": dict.fromkeys(OPTIONAL.get(notice, ())) | dict(params),
        "person": _person(case.recipient),
        "office": _office(case.writer, local_date(now, case.writer.time_zone)),
        "call": case.call,
        "application": case.application,
        "offer": case.offer,
        "remark": case.remark,
        "links": links(sender.current().base_url, case.writer.hosts, ids),
    }


def _person(recipient: Recipient) -> SimpleNamespace:
    return SimpleNamespace(
        greeting=words.greeting(recipient.name, recipient.latin_name, is_student=recipient.is_student),
        closing=words.closing(is_student=recipient.is_student),
    )


def _office(writer: Writer, today: Any) -> SimpleNamespace:
    return SimpleNamespace(
        institution=in_current(writer.name),
        signature=words.signature(in_current(writer.office_name), in_current(writer.name)),
        dated=format_date(today),
        footer=words.footer(writer.email, writer.phone),
    )


def _digest(_params: Mapping[str, Any], case: Circumstances) -> Values | None:
    waiting = waiting_for(actor_of(case.recipient.id))
    pages = links(sender.current().base_url, case.writer.hosts, {})
    lines = [(_title(one), one.count, pages[DESKS[one.desk]]) for one in waiting]
    return {"lines": lines, "count": sum(one.count for one in waiting)} if lines else None


def _title(one: Waiting) -> str:
    return in_current(one.stage) if one.stage else str(words.WAITING[one.desk])


def _school_list(_params: Mapping[str, Any], case: Circumstances) -> Values | None:
    assert case.call
    count = school_queue(actor_of(case.recipient.id), case.call.id)
    return {"count": count} if count else None


def _school_list_overdue(_params: Mapping[str, Any], case: Circumstances) -> Values | None:
    assert case.call
    schools = [in_current(name) for name in schools_outstanding(case.writer.institution_id, case.call.id)]
    return {"schools": schools} if schools else None


def _reviews(_params: Mapping[str, Any], case: Circumstances) -> Values | None:
    assert case.call
    owed = open_reviews(actor_of(case.recipient.id), case.call.id)
    return {"count": owed.count, "due_at": owed.due_at} if owed.count else None


def _proposed(state: str) -> Callable[[Mapping[str, Any], Circumstances], Values | None]:
    def extra(params: Mapping[str, Any], case: Circumstances) -> Values | None:
        proposal = proposed_list(case.writer.institution_id, params["proposal_id"])
        if proposal is None or proposal.state != state:
            return None
        return {"count": proposal.count, "note": proposal.note}

    return extra


def _prepared(*, is_waiting: bool) -> Callable[[Mapping[str, Any], Circumstances], Values | None]:
    """A school's list while it waits for the vice dean, or while it lies with the officer again."""

    def extra(params: Mapping[str, Any], case: Circumstances) -> Values | None:
        found = prepared_list(case.writer.institution_id, params["school_list_id"])
        if found is None or found.is_waiting is not is_waiting:
            return None
        return {"school": in_current(found.unit_name), "note": found.note}

    return extra


def _appointment(params: Mapping[str, Any], case: Circumstances) -> Values | None:
    """Where the selection takes place and what to bring; a letter about an earlier appointment is not sent."""
    assert case.call
    kept = case.call.selection
    if kept.get("edition") != params["edition"]:
        return None
    return {"place": kept["place"], "note": kept.get("note", "")}


def _returned(params: Mapping[str, Any], case: Circumstances) -> Values | None:
    """The titles of what was returned, section or document, in the order in which they were marked."""
    assert case.application
    form = definitions.form(case.application.questionnaire_id)
    titles = {section.key: section.title for section in form.questionnaire.sections}
    titles |= {document.key: document.title for document in form.documents}
    keys = [key for key in str(params.get("items", "")).split(",") if key in titles]
    return {"items": [in_current(titles[key]) for key in keys]}


def _fee(params: Mapping[str, Any], _case: Circumstances) -> Values:
    """The amount as people write it, from minor units."""
    return {"amount": format_money(int(params["fee_minor"]), str(params["fee_currency"]))}


def _giving_up_refused(params: Mapping[str, Any], _case: Circumstances) -> Values:
    return {"why": describe(str(params["reason"]))}


def _facts_changed(_params: Mapping[str, Any], case: Circumstances) -> Values | None:
    """The calls in which the record differs by now from what counts; those that the office settled are left out."""
    titles = record_changes.changed_calls(case.recipient.id)
    return {"items": [in_current(title) for title in titles]} if titles else None


def _documents_returned(_params: Mapping[str, Any], case: Circumstances) -> Values | None:
    """Each document that lies with the student now, with why."""
    assert case.application
    found = letters_about_documents.returned(case.application.id, case.id)
    return {"items": [why_returned(in_current(one.title), one.code, one.words) for one in found]} if found else None


def _document_locked(params: Mapping[str, Any], case: Circumstances) -> Values | None:
    assert case.application
    found = letters_about_documents.locked(int(params["document_id"]))
    if found is None:
        return None
    is_with_student = case.application.kind in (StageKind.DRAFT, StageKind.RETURNED)
    return {
        "document": in_current(found.title),
        "is_damaged": found.code == "damaged",
        "is_with_student": is_with_student,
    }


def _deputy(params: Mapping[str, Any], case: Circumstances) -> Values | None:
    found = one_deputy(case.writer.institution_id, params["deputy_id"])
    if found is None:
        return None
    scope = found.unit_name or found.call_title
    return {
        "deputy": found.deputy,
        "holder": found.holder,
        "role": describe(f"role.{found.role}") + (f" · {in_current(scope)}" if scope else ""),
        "first_on": format_date(found.first_on),
        "last_on": format_date(found.last_on),
    }


EXTRAS: Final[Mapping[str, Callable[[Mapping[str, Any], Circumstances], Values | None]]] = MappingProxyType(
    {
        "digest": _digest,
        "school_list_reminder": _school_list,
        "school_list_overdue": _school_list_overdue,
        "review_assigned": _reviews,
        "review_reminder": _reviews,
        "list_to_approve": _proposed("proposed"),
        "list_returned": _proposed("returned"),
        "list_to_release": _proposed("approved"),
        "deputy_named": _deputy,
        "deputy_revoked": _deputy,
        "school_list_to_approve": _prepared(is_waiting=True),
        "school_list_taken_back": _prepared(is_waiting=False),
        "school_list_returned": _prepared(is_waiting=False),
        "returned": _returned,
        "selection_invitation": _appointment,
        "fee_asked": _fee,
        "giving_up_refused": _giving_up_refused,
        "facts_changed": _facts_changed,
        "document_returned": _documents_returned,
        "document_locked": _document_locked,
        "document_locked_desk": _document_locked,
    }
)
"""What single letters name besides; each answers None where nothing waits any more, and the letter is not sent."""
