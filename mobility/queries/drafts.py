"""Reads calls as the office makes them: all of them with their state, and one draft with its hosts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import aliased

from mobility.core.terms import Actor, Refused, Role, Text
from mobility.database import db
from mobility.models import Call, HostOption, Partner, Program
from mobility.queries.calls import in_reach

PAGE_SIZE: Final = 50


@dataclass(frozen=True, slots=True)
class CallLine:
    """A call in the office's list."""

    id: int
    title: Text
    program: Text
    edition: int
    state: str
    opens_at: datetime
    deadline_at: datetime
    time_zone: str
    host_count: int


@dataclass(frozen=True, slots=True)
class CallPage:
    """A page of the office's calls; `following` is the call after which the next one goes on, None at the end."""

    lines: tuple[CallLine, ...]
    following: int | None


@dataclass(frozen=True, slots=True)
class DraftHost:
    """A host option of a draft."""

    id: int
    partner_id: int
    name: Text
    term: str | None
    length_months: int | None
    place_count: int | None
    nominate_by: date | None
    starts_on: date | None
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Draft:
    """A call as its form shows it."""

    id: int
    key: str
    title: Text
    state: str
    edition: int
    number_prefix: str
    opens_at: datetime
    deadline_at: datetime
    time_zone: str
    starts_on: date | None
    place_count: int | None
    school_cap: int | None
    choice_limit: int | None
    first_timers: str
    notice: Text
    conditions: Text | None
    timetable: tuple[tuple[date, Text], ...]
    version: int
    hosts: tuple[DraftHost, ...]


def calls(actor: Actor, after: int | None = None, *, size: int = PAGE_SIZE) -> CallPage:
    """A page of the calls within the actor's reach, drafts first, then the latest deadline; in one statement.

    `after` is the call that the page before ended with.
    """
    count = select(func.count()).where(HostOption.call_id == Call.id).correlate(Call).scalar_subquery()
    columns = [Call.state == "draft", Call.deadline_at, Call.id]
    query = (
        select(Call, Program.name, count.label("hosts"))
        .join(Program, Program.id == Call.program_id)
        .where(in_reach(actor))
        .order_by(*(column.desc() for column in columns))
        .limit(size + 1)
    )
    if after is not None:
        place = aliased(Call)
        edge = select(place.state == "draft", place.deadline_at, place.id).where(
            place.id == after, place.institution_id == actor.institution_id
        )
        query = query.where(tuple_(*columns) < edge.scalar_subquery())
    rows = db.session.execute(query).all()
    return CallPage(
        tuple(
            CallLine(
                **{name: getattr(call, name) for name in CallLine.__slots__ if name not in ("program", "host_count")},
                program=name,
                host_count=hosts,
            )
            for call, name, hosts in rows[:size]
        ),
        rows[size - 1].Call.id if len(rows) > size else None,
    )


def draft(call_id: int, actor: Actor) -> Draft:
    """One call with its hosts, in two statements. Raises Refused `call.unknown` for one the actor does not make."""
    call = db.session.scalar(select(Call).where(Call.id == call_id, in_reach(actor, Role.COORDINATOR)))
    if call is None:
        raise Refused("call.unknown")
    query = (
        select(HostOption, Partner.name)
        .join(Partner, Partner.id == HostOption.partner_id)
        .where(HostOption.call_id == call_id)
        .order_by(HostOption.position, HostOption.id)
    )
    return Draft(
        **{name: getattr(call, name) for name in Draft.__slots__ if name not in ("hosts", "timetable")},
        timetable=tuple(
            (date.fromisoformat(str(step["on"])), Text.model_validate(step["name"])) for step in call.timetable
        ),
        hosts=tuple(
            DraftHost(name=name, **{key: getattr(host, key) for key in DraftHost.__slots__ if key != "name"})
            for host, name in db.session.execute(query)
        ),
    )


def partners(actor: Actor) -> Sequence[tuple[int, Text]]:
    """Every partner institution, in the order of its key."""
    query = select(Partner.id, Partner.name).where(Partner.institution_id == actor.institution_id)
    return [(row.id, row.name) for row in db.session.execute(query.order_by(Partner.key))]
