"""Lists whom no letter reaches: without an address, or with one that letters came back from; with their telephone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, true, tuple_
from sqlalchemy.orm import aliased

from mobility.core.terms import Actor, Grant, Role, Text
from mobility.database import db
from mobility.models import Application, OutboxMessage, Student, Unit, User
from mobility.queries.people import Cursor
from mobility.spelling import fold

PAGE_SIZE: Final = 50
UNDELIVERABLE: Final = ("bounced", "dead")
REASONS: Final = ("no_address", "undeliverable")


@dataclass(frozen=True, slots=True)
class UnreachableRow:
    """Somebody whom no letter reaches. `email` is None where there is none."""

    id: int
    name: str
    number: str | None
    unit_name: Text | None
    email: str | None
    phone: str | None
    sort_key: str


@dataclass(frozen=True, slots=True)
class UnreachablePage:
    """A page of them, and where the next one begins."""

    rows: tuple[UnreachableRow, ...]
    following: Cursor | None


def unreachable(actor: Actor, reason: str = "", text: str = "", after: Cursor | None = None) -> UnreachablePage:
    """Those within the actor's reach by sort key, in one statement: a school's students for its officer, those of a
    call for its coordinator, everybody for the office. `reason` is one of `REASONS`, or "" for both."""
    no_address, came_back = User.email.is_(None), _came_back()
    wanted = {"no_address": no_address, "undeliverable": came_back}.get(reason, or_(no_address, came_back))
    query = (
        select(User.id, User.name, Student.number, Unit.name.label("unit_name"), User.email, User.phone, User.sort_key)
        .outerjoin(Student, Student.user_id == User.id)
        .outerjoin(Unit, Unit.id == Student.unit_id)
        .where(User.institution_id == actor.institution_id, User.is_active, wanted, _reach(actor))
    )
    if folded := fold(text):
        named = User.search_key.contains(folded, autoescape=True)
        query = query.where(or_(named, Student.number.startswith(text.strip(), autoescape=True)))
    if after is not None:
        query = query.where(tuple_(User.sort_key, User.id) > tuple_(after.sort_key, after.id))
    found = db.session.execute(query.order_by(User.sort_key, User.id).limit(PAGE_SIZE + 1)).all()
    rows = tuple(UnreachableRow(**row._asdict()) for row in found[:PAGE_SIZE])
    return UnreachablePage(rows, Cursor(rows[-1].sort_key, rows[-1].id) if len(found) > PAGE_SIZE else None)


def _came_back() -> ColumnElement[bool]:
    """A letter to the present address did not arrive, and none after it did."""
    later = aliased(OutboxMessage)
    arrived = exists().where(
        later.user_id == OutboxMessage.user_id,
        later.address == OutboxMessage.address,
        later.state == "sent",
        later.id > OutboxMessage.id,
    )
    failed = select(OutboxMessage.user_id, OutboxMessage.address).where(
        OutboxMessage.state.in_(UNDELIVERABLE), OutboxMessage.address.is_not(None), ~arrived
    )
    return tuple_(User.id, User.email).in_(failed)


def _reach(actor: Actor) -> ColumnElement[bool]:
    return or_(false(), *(_reach_of(grant) for grant in actor.grants))


def _reach_of(grant: Grant) -> ColumnElement[bool]:
    if grant.role is Role.OFFICER:
        return Student.unit_id.in_(sorted(grant.unit_ids))
    if grant.role not in (Role.COORDINATOR, Role.HEAD, Role.ADMINISTRATOR):
        return false()
    if grant.call_id is None:
        return true()
    applied = exists().where(Application.student_id == Student.id, Application.call_id == grant.call_id)
    return and_(Student.id.is_not(None), applied)
