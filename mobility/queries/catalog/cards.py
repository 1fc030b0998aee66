"""A call as a card: what a student compares calls by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select

from mobility.core.terms import Actor, Text
from mobility.database import db
from mobility.models import Call, Program
from mobility.queries.catalog.hosts import hosts_of_call, places_of_options

Status = Literal["open", "coming", "closed", "cancelled"]
STATUSES: Final[tuple[Status, ...]] = ("open", "coming", "closed")
HOSTS_ON_CARD: Final = 4


@dataclass(frozen=True, slots=True)
class HostBrief:
    """A host institution by name and place; `country` is an ISO 3166 code."""

    key: str
    name: Text
    country: str


@dataclass(frozen=True, slots=True)
class CallCard:
    """A call in the catalogue. `place_count` None: to be announced. `hosts` are the first of `host_count`."""

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
    host_count: int
    countries: tuple[str, ...]


def public(actor: Actor) -> ColumnElement[bool]:
    """The calls of the actor's institution that everybody may see."""
    return and_(Call.institution_id == actor.institution_id, Call.state != "draft")


def status_at(now: datetime) -> ColumnElement[str]:
    """The status as promised: a page never tells of the grace after a deadline."""
    return case(
        (Call.state == "cancelled", literal("cancelled")),
        (or_(Call.state == "closed", Call.deadline_at < now), literal("closed")),
        (Call.opens_at > now, literal("coming")),
        else_=literal("open"),
    )


def what_can_be_done_first(now: datetime) -> tuple[Any, ...]:
    """What is open by its deadline, what is coming by its opening, the past from the latest; a total order."""
    status = status_at(now)
    seconds = func.extract("epoch", case((status == "coming", Call.opens_at), else_=Call.deadline_at))
    return (
        case((status == "open", 0), (status == "coming", 1), else_=2),
        case((status.in_(("open", "coming")), seconds), else_=-seconds),
        Call.id,
    )


def cards(now: datetime, *, host_limit: int = HOSTS_ON_CARD) -> Select[*tuple[Any, ...]]:
    """The query of cards; `card_of` reads its rows."""
    return select(
        Call.id,
        Call.key,
        Call.title,
        Program.kind.label("program_kind"),
        Program.name.label("program_name"),
        Program.summary,
        Call.edition,
        status_at(now).label("status"),
        Call.opens_at,
        Call.deadline_at,
        Call.time_zone,
        Call.starts_on,
        func.coalesce(Call.place_count, places_of_options()).label("place_count"),
        hosts_of_call(host_limit).label("hosts"),
    ).join(Program, Program.id == Call.program_id)


_PLAIN: Final = tuple(name for name in CallCard.__slots__ if name not in ("hosts", "host_count", "countries"))


def card_of(row: Any) -> CallCard:
    """A row of `cards` as a record."""
    found = row.hosts or {"count": 0, "countries": (), "first": ()}
    return CallCard(
        **{name: getattr(row, name) for name in _PLAIN},
        hosts=tuple(HostBrief(one["key"], Text(**one["name"]), one["country"]) for one in found["first"]),
        host_count=found["count"],
        countries=tuple(found["countries"]),
    )


def read(query: Select[*tuple[Any, ...]]) -> tuple[CallCard, ...]:
    """The cards of a query made from `cards`, in one statement."""
    return tuple(card_of(row) for row in db.session.execute(query))
