"""Pages about one thing: a call with all that is public about it, and a partner with the calls that lead there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import func, select, type_coerce
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by

from mobility.core.terms import Actor, Refused, Text
from mobility.database import db
from mobility.models import Call, CallAttachment, Partner
from mobility.queries.catalog.cards import (
    CallCard,
    HostBrief,
    card_of,
    cards,
    public,
    read,
    status_at,
    what_can_be_done_first,
)
from mobility.queries.catalog.hosts import calls_with_partner

_MOST_CALLS: Final = 20
_ALL_HOSTS: Final = 1000


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file offered beside a call."""

    id: int
    title: Text
    file_name: str
    media_type: str
    byte_count: int


@dataclass(frozen=True, slots=True)
class Step:
    """A date of a call's timetable."""

    on: date
    name: Text


@dataclass(frozen=True, slots=True)
class CallPage:
    """All that is public about a call, with the versions of the definitions it points to."""

    card: CallCard
    notice: Text
    conditions: Text | None
    costs: Text | None
    funding: Text | None
    contact: Text | None
    bond: Text | None
    timetable: tuple[Step, ...]
    attachments: tuple[Attachment, ...]
    workflow_id: int
    questionnaire_id: int
    eligibility_id: int
    version: int
    first_timers: str = "equal"


@dataclass(frozen=True, slots=True)
class PartnerPage:
    """A host institution with the calls that lead to it."""

    host: HostBrief
    city: Text | None
    website: str | None
    calls: tuple[CallCard, ...]


def call_page(actor: Actor, call_key: str, now: datetime) -> CallPage:
    """Return the public page of a call. Raises Refused `call.unknown` for drafts, others' and none alike."""
    query = cards(now, host_limit=_ALL_HOSTS).add_columns(Call, _attachments())
    query = query.where(public(actor), Call.key == call_key)
    row = db.session.execute(query).one_or_none()
    if row is None:
        raise Refused("call.unknown")
    call: Call = row.Call
    return CallPage(
        card=card_of(row),
        notice=call.notice,
        conditions=call.conditions,
        costs=call.costs,
        funding=call.funding,
        contact=call.contact,
        bond=call.bond,
        timetable=tuple(_step(step) for step in call.timetable),
        attachments=tuple(Attachment(**{**one, "title": Text(**one["title"])}) for one in row.attachments or ()),
        workflow_id=call.workflow_id,
        questionnaire_id=call.questionnaire_id,
        eligibility_id=call.eligibility_id,
        version=call.version,
        first_timers=call.first_timers,
    )


def key_of(actor: Actor, call_id: int) -> str:
    """The key of a public call. Raises Refused `call.unknown`."""
    key = db.session.scalar(select(Call.key).where(public(actor), Call.id == call_id))
    if key is None:
        raise Refused("call.unknown")
    return key


def partner_page(actor: Actor, partner_key: str, now: datetime) -> PartnerPage:
    """Return a host institution. Raises Refused `partner.unknown` for another institution's and for none alike."""
    query = select(Partner).where(Partner.key == partner_key, Partner.institution_id == actor.institution_id)
    partner = db.session.scalar(query)
    if partner is None:
        raise Refused("partner.unknown")
    leads_here = Call.id.in_(calls_with_partner(Partner.id == partner.id))
    calls = cards(now).where(public(actor), leads_here).order_by(*what_can_be_done_first(now)).limit(_MOST_CALLS)
    host = HostBrief(partner.key, partner.name, partner.country)
    return PartnerPage(host, partner.city, partner.website, read(calls))


def open_calls_without(actor: Actor, now: datetime, call_ids: list[int]) -> tuple[CallCard, ...]:
    """The calls that are open now, besides those named, the nearest deadline first."""
    query = cards(now).where(public(actor), status_at(now) == "open", Call.id.not_in(call_ids))
    return read(query.order_by(Call.deadline_at, Call.id).limit(_MOST_CALLS))


@cache
def _attachments() -> Any:
    one = func.jsonb_build_object(
        *("id", CallAttachment.id, "title", type_coerce(CallAttachment.title, JSONB)),
        *("file_name", CallAttachment.file_name, "media_type", CallAttachment.media_type),
        *("byte_count", CallAttachment.byte_count),
    )
    query = select(func.jsonb_agg(aggregate_order_by(one, CallAttachment.id)))
    return query.where(CallAttachment.call_id == Call.id).scalar_subquery().label("attachments")


def _step(stored: Mapping[str, Any]) -> Step:
    return Step(date.fromisoformat(stored["on"]), Text(**stored["name"]))
