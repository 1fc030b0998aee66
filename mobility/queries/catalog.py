"""Reads what everybody may see: calls as cards and pages, partners, and public notices while they run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, or_, select, type_coerce
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by

from mobility.core.terms import Actor, Refused, Text
from mobility.database import db
from mobility.models import Call, CallAttachment, Partner, Program, ProgramPartner

PAGE_SIZE: Final = 20

Status = Literal["open", "coming", "closed", "cancelled"]
STATUSES: Final[tuple[Status, ...]] = ("open", "coming", "closed")


@dataclass(frozen=True, slots=True)
class HostBrief:
    """A host institution by name and place; `country` is an ISO 3166 code."""

    key: str
    name: Text
    country: str


@dataclass(frozen=True, slots=True)
class CallCard:
    """A call in the catalogue. `place_count` None: to be announced."""

    id: int
    key: str
    title: Text
    program_kind: str
    program_name: Text
    summary: Text
    edition: int
    status: Status
    opens_at: datetime
    deadline_at: datetime
    time_zone: str
    starts_on: date | None
    place_count: int | None
    hosts: tuple[HostBrief, ...]


@dataclass(frozen=True, slots=True)
class Catalog:
    """One page of the catalogue, what is open first; `kinds` are those of all visible calls."""

    cards: tuple[CallCard, ...]
    page: int
    has_next: bool
    kinds: tuple[str, ...]


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


@dataclass(frozen=True, slots=True)
class PartnerPage:
    """A host institution with the calls that lead to it."""

    host: HostBrief
    city: Text | None
    website: str | None
    calls: tuple[CallCard, ...]


def catalog(actor: Actor, now: datetime, *, text: str = "", kind: str = "", status: str = "", page: int = 1) -> Catalog:
    """Return one page of the calls of the actor's institution that match; unknown filters match nothing."""
    kinds = select(func.array_agg(Program.kind.distinct())).join(Call, Call.program_id == Program.id)
    kinds = kinds.where(_public(actor))
    query = _cards(now).where(_public(actor)).add_columns(kinds.scalar_subquery().label("kinds"))
    if text:
        query = query.where(_matches(text))
    if kind:
        query = query.where(Program.kind == kind)
    if status:
        query = query.where(_status(now) == status)
    query = query.order_by(*_order(now)).limit(PAGE_SIZE + 1).offset((page - 1) * PAGE_SIZE)
    rows = db.session.execute(query).all()
    return Catalog(
        cards=tuple(_card(row) for row in rows[:PAGE_SIZE]),
        page=page,
        has_next=len(rows) > PAGE_SIZE,
        kinds=tuple(sorted(rows[0].kinds)) if rows else (),
    )


def call_page(actor: Actor, call_key: str, now: datetime) -> CallPage:
    """Return the public page of a call. Raises Refused `call.unknown` for drafts, others' and none alike."""
    query = _cards(now).where(_public(actor), Call.key == call_key).add_columns(Call, _attachments())
    row = db.session.execute(query).one_or_none()
    if row is None:
        raise Refused("call.unknown")
    call: Call = row.Call
    return CallPage(
        card=_card(row),
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
    )


def key_of(actor: Actor, call_id: int) -> str:
    """The key of a public call. Raises Refused `call.unknown`."""
    key = db.session.scalar(select(Call.key).where(_public(actor), Call.id == call_id))
    if key is None:
        raise Refused("call.unknown")
    return key


def partner_page(actor: Actor, partner_key: str, now: datetime) -> PartnerPage:
    """Return a host institution. Raises Refused `partner.unknown` for another institution's and for none alike."""
    query = select(Partner).where(Partner.key == partner_key, Partner.institution_id == actor.institution_id)
    partner = db.session.scalar(query)
    if partner is None:
        raise Refused("partner.unknown")
    leads_here = exists().where(ProgramPartner.program_id == Call.program_id, ProgramPartner.partner_id == partner.id)
    calls = db.session.execute(_cards(now).where(_public(actor), leads_here).order_by(*_order(now)).limit(PAGE_SIZE))
    host = HostBrief(partner.key, partner.name, partner.country)
    return PartnerPage(host, partner.city, partner.website, tuple(_card(row) for row in calls))


def open_calls_without(actor: Actor, now: datetime, call_ids: list[int]) -> tuple[CallCard, ...]:
    """The calls that are open now, besides those named, the nearest deadline first."""
    query = _cards(now).where(_public(actor), _status(now) == "open", Call.id.not_in(call_ids))
    return tuple(_card(row) for row in db.session.execute(query.order_by(Call.deadline_at, Call.id).limit(PAGE_SIZE)))


def eligibility_ids(actor: Actor, call_ids: list[int]) -> Mapping[int, int]:
    """The version of the eligibility rules of each of these calls."""
    query = select(Call.id, Call.eligibility_id).where(
        Call.institution_id == actor.institution_id, Call.id.in_(call_ids)
    )
    return {row.id: row.eligibility_id for row in db.session.execute(query)}


def _public(actor: Actor) -> ColumnElement[bool]:
    return and_(Call.institution_id == actor.institution_id, Call.state != "draft")


def _status(now: datetime) -> ColumnElement[str]:
    """The status as promised: a page never tells of the grace after a deadline."""
    return case(
        (Call.state == "cancelled", literal("cancelled")),
        (or_(Call.state == "closed", Call.deadline_at < now), literal("closed")),
        (Call.opens_at > now, literal("coming")),
        else_=literal("open"),
    )


def _order(now: datetime) -> tuple[Any, ...]:
    """What is open by its deadline, what is coming by its opening, the past from the latest."""
    status = _status(now)
    seconds = func.extract("epoch", case((status == "coming", Call.opens_at), else_=Call.deadline_at))
    return (
        case((status == "open", 0), (status == "coming", 1), else_=2),
        case((status.in_(("open", "coming")), seconds), else_=-seconds),
        Call.id,
    )


def _cards(now: datetime) -> Select[*tuple[Any, ...]]:
    return select(
        Call.id,
        Call.key,
        Call.title,
        Program.kind.label("program_kind"),
        Program.name.label("program_name"),
        Program.summary,
        Call.edition,
        _status(now).label("status"),
        Call.opens_at,
        Call.deadline_at,
        Call.time_zone,
        Call.starts_on,
        Call.place_count,
        _hosts().label("hosts"),
    ).join(Program, Program.id == Call.program_id)


def _hosts() -> Any:
    one = func.jsonb_build_object(
        *("key", Partner.key, "name", type_coerce(Partner.name, JSONB), "country", Partner.country)
    )
    query = select(func.jsonb_agg(aggregate_order_by(one, ProgramPartner.position))).select_from(ProgramPartner)
    query = query.join(Partner, Partner.id == ProgramPartner.partner_id)
    return query.where(ProgramPartner.program_id == Call.program_id).scalar_subquery()


def _attachments() -> Any:
    one = func.jsonb_build_object(
        *("id", CallAttachment.id, "title", type_coerce(CallAttachment.title, JSONB)),
        *("file_name", CallAttachment.file_name, "media_type", CallAttachment.media_type),
        *("byte_count", CallAttachment.byte_count),
    )
    query = select(func.jsonb_agg(aggregate_order_by(one, CallAttachment.id)))
    return query.where(CallAttachment.call_id == Call.id).scalar_subquery().label("attachments")


def _matches(text: str) -> ColumnElement[bool]:
    """The text is somewhere in the titles, in either language, or in a host's name."""
    of_host = exists().where(
        ProgramPartner.program_id == Call.program_id,
        ProgramPartner.partner_id == Partner.id,
        or_(*_contain(text, Partner.name)),
    )
    return or_(*_contain(text, Call.title, Program.name, Program.summary), of_host)


def _contain(text: str, *columns: Any) -> list[ColumnElement[bool]]:
    return [
        type_coerce(column, JSONB)[locale].astext.icontains(text, autoescape=True)
        for column in columns
        for locale in ("en", "zh_Hans")
    ]


def _card(row: Any) -> CallCard:
    hosts = tuple(HostBrief(one["key"], Text(**one["name"]), one["country"]) for one in row.hosts or ())
    names = (name for name in CallCard.__slots__ if name != "hosts")
    return CallCard(hosts=hosts, **{name: getattr(row, name) for name in names})


def _step(stored: Mapping[str, Any]) -> Step:
    return Step(date.fromisoformat(stored["on"]), Text(**stored["name"]))
