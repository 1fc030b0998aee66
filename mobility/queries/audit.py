"""What an auditor reads: what happened, by whom, to what, page after page, the newest first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, Select, and_, cast, func, or_, select
from sqlalchemy.orm import aliased

from mobility.core.terms import Actor
from mobility.database import db
from mobility.models import Application, AuditEvent, Student, User
from mobility.queries.deputies import is_for
from mobility.spelling import fold

PAGE_SIZE: Final = 50


@dataclass(frozen=True, slots=True)
class EventFilter:
    """What the events are narrowed to: text of a person (name, number, address), an action or the beginning of some,
    a kind of object with its id or an application's number, and a stretch of time."""

    person: str = ""
    action: str = ""
    object_kind: str = ""
    object_id: int | None = None
    application_number: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the audit. `holder_name` is for whom a deputy did it; `subject_name` is whom it was done to, where
    the object is a person or a student."""

    id: int
    happened_at: datetime
    actor_name: str | None
    holder_name: str | None
    actor_role: str
    action: str
    outcome: str | None
    object_kind: str
    object_id: int | None
    subject_name: str | None
    application_number: str | None
    from_state: str | None
    to_state: str | None
    is_quiet: bool
    params: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class EventPage:
    """A page of events; the next one begins before the event `following` (None: this was the last)."""

    rows: tuple[Event, ...]
    following: int | None


def search(actor: Actor, wanted: EventFilter, before: int | None = None, size: int = PAGE_SIZE) -> EventPage:
    """A page of the institution's events, in one statement however many there are."""
    return page(events(actor).where(*_conditions(actor, wanted)), before, size)


def page(query: Select[*tuple[Any, ...]], before: int | None, size: int) -> EventPage:
    """A page of what a query over `events` finds, the newest first, going on before the event `before`."""
    if before is not None:
        query = query.where(AuditEvent.id < before)
    found = db.session.execute(query.order_by(AuditEvent.id.desc()).limit(size + 1)).mappings().all()
    rows = tuple(Event(**row) for row in found[:size])
    return EventPage(rows, rows[-1].id if len(found) > size else None)


def events(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Every event of the actor's institution, with the names of who did it and to whom."""
    doer, holder, done_to, applicant = aliased(User), aliased(User), aliased(User), aliased(Student)
    return (
        select(
            AuditEvent.id,
            AuditEvent.happened_at,
            doer.name.label("actor_name"),
            holder.name.label("holder_name"),
            AuditEvent.actor_role,
            AuditEvent.action,
            AuditEvent.outcome,
            AuditEvent.object_kind,
            AuditEvent.object_id,
            func.coalesce(done_to.name, applicant.name).label("subject_name"),
            Application.number.label("application_number"),
            AuditEvent.from_state,
            AuditEvent.to_state,
            AuditEvent.is_quiet,
            AuditEvent.params,
        )
        .outerjoin(doer, doer.id == AuditEvent.actor_id)
        .outerjoin(holder, is_for(holder))
        .outerjoin(done_to, and_(AuditEvent.object_kind == "user", done_to.id == AuditEvent.object_id))
        .outerjoin(Application, Application.id == AuditEvent.application_id)
        .outerjoin(
            applicant,
            or_(
                applicant.id == Application.student_id,
                and_(AuditEvent.object_kind == "student", applicant.id == AuditEvent.object_id),
            ),
        )
        .where(AuditEvent.institution_id == actor.institution_id)
    )


def _conditions(actor: Actor, wanted: EventFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.person.strip():
        conditions.append(_concerns(actor, wanted.person))
    if wanted.action:
        conditions.append(
            or_(AuditEvent.action == wanted.action, AuditEvent.action.startswith(f"{wanted.action}.", autoescape=True))
        )
    if wanted.object_kind:
        conditions.append(AuditEvent.object_kind == wanted.object_kind)
    if wanted.object_id is not None:
        conditions.append(AuditEvent.object_id == wanted.object_id)
    if wanted.application_number.strip():
        number = wanted.application_number.strip()
        conditions.append(AuditEvent.application_id.in_(_numbered(actor, number)))
    if wanted.since is not None:
        conditions.append(AuditEvent.happened_at >= wanted.since)
    if wanted.until is not None:
        conditions.append(AuditEvent.happened_at < wanted.until)
    return conditions


def _concerns(actor: Actor, text: str) -> ColumnElement[bool]:
    """Done by such a person, or for them by a deputy, or to them, or about their application; looked for once."""
    people = select(people_named(actor, text).cte("people").c.id)
    students = select(select(Student.id).where(Student.user_id.in_(people)).cte("students").c.id)
    applications = select(Application.id).where(Application.student_id.in_(students))
    return or_(
        AuditEvent.actor_id.in_(people),
        cast(AuditEvent.params["on_behalf_of"].astext, BigInteger).in_(people),
        and_(AuditEvent.object_kind == "user", AuditEvent.object_id.in_(people)),
        and_(AuditEvent.object_kind == "student", AuditEvent.object_id.in_(students)),
        AuditEvent.application_id.in_(applications),
    )


def people_named(actor: Actor, text: str) -> Select[int]:
    """The ids of those whose name, in any spelling, holds `text`, or whose number or address it is."""
    return (
        select(User.id)
        .outerjoin(Student, Student.user_id == User.id)
        .where(
            User.institution_id == actor.institution_id,
            or_(
                User.search_key.contains(fold(text), autoescape=True),
                func.lower(User.email) == text.strip().lower(),
                Student.number == text.strip(),
            ),
        )
    )


def _numbered(actor: Actor, number: str) -> Select[int]:
    return select(Application.id).where(
        Application.institution_id == actor.institution_id, func.lower(Application.number) == number.lower()
    )
