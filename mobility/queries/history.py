"""Reads from the audit what became of a person, a unit or the settings: there is no history beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, and_, cast, or_, select

from mobility.core.access import Action
from mobility.core.terms import Actor, Refused, Text
from mobility.database import db
from mobility.i18n import in_current
from mobility.models import AuditEvent, Call, RoleGrant, Student, Unit
from mobility.queries import audit
from mobility.queries.audit import Event, EventPage

PAGE_SIZE: Final = 50

ACTIONS: Final = (
    Action.PEOPLE_INVITE,
    Action.PEOPLE_EDIT,
    Action.ROLES_EDIT,
    Action.FACTORS_EDIT,
    Action.FACTORS_END,
    Action.ACCOUNT_REQUEST_DECIDE,
    Action.DATA_IMPORT,
    Action.SETTINGS_EDIT,
    Action.PERSON_EXPORT,
)
"""What changes people, units and settings; the index `ix_audit_event_history` holds these, so a change needs a
migration."""

OF_PERSON: Final = ACTIONS[:7]
OF_UNIT: Final = (Action.DATA_IMPORT, Action.ROLES_EDIT, Action.SETTINGS_EDIT)


@dataclass(frozen=True, slots=True)
class HistoryFilter:
    """What a history is narrowed to: an action, text of the person who did it, and a stretch of time."""

    action: str = ""
    by: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class UnitHead:
    """The unit whose history it is, and whether its list needs a vice dean; None: as the institution says."""

    id: int
    name: Text
    code: str
    kind: str
    needs_vice_dean: bool | None


def of_person(actor: Actor, user_id: int, wanted: HistoryFilter, before: int | None = None) -> EventPage:
    """What was done to somebody's account, roles and record, by whom and when; the caller knows that they are there."""
    student = select(Student.id).where(Student.user_id == user_id).scalar_subquery()
    asked = and_(
        AuditEvent.action == Action.ACCOUNT_REQUEST_DECIDE,
        AuditEvent.object_kind == "account_request",
        cast(AuditEvent.params["user_id"].astext, BigInteger) == user_id,
    )
    about = or_(_is("user", user_id), _is("student", student), asked)
    return _page(actor, about, wanted, before)


def of_unit(actor: Actor, unit_id: int, wanted: HistoryFilter, before: int | None = None) -> EventPage:
    """How a unit was made, renamed and got a rule of its own, roles given for it and ended, students come and left."""
    holders = select(RoleGrant.user_id).where(RoleGrant.unit_id == unit_id)
    roles = and_(
        AuditEvent.object_kind == "user",
        AuditEvent.object_id.in_(holders),
        AuditEvent.action == Action.ROLES_EDIT,
        cast(AuditEvent.params["unit_id"].astext, BigInteger) == unit_id,
    )
    moved = and_(
        AuditEvent.object_kind == "student",
        AuditEvent.action == Action.DATA_IMPORT,
        or_(*(cast(AuditEvent.params[end].astext, BigInteger) == unit_id for end in ("unit_from", "unit_to"))),
    )
    return _page(actor, or_(_is("unit", unit_id), roles, moved), wanted, before)


def of_settings(actor: Actor, wanted: HistoryFilter, before: int | None = None) -> EventPage:
    """How the institution's settings, terms and working days changed, from what to what."""
    about = and_(_is("institution", actor.institution_id), AuditEvent.action == Action.SETTINGS_EDIT)
    return _page(actor, about, wanted, before)


def unit(actor: Actor, unit_id: int) -> UnitHead:
    """One unit of the actor's institution. Raises Refused `unit.unknown` for others and for none alike."""
    query = select(Unit.id, Unit.name, Unit.code, Unit.kind, Unit.needs_vice_dean)
    is_it = (Unit.id == unit_id, Unit.institution_id == actor.institution_id)
    row = db.session.execute(query.where(*is_it)).one_or_none()
    if row is None:
        raise Refused("unit.unknown")
    return UnitHead(*row)


def names_of(rows: Iterable[Event]) -> Mapping[int, Mapping[str, str]]:
    """What the units and calls are called that events hold as numbers, by event; a statement for each kind at most."""
    rows = tuple(rows)
    units = _titles(select(Unit.id, Unit.name).where(Unit.id.in_(_held(rows, _UNITS))), rows, _UNITS)
    calls = _titles(select(Call.id, Call.title).where(Call.id.in_(_held(rows, _CALLS))), rows, _CALLS)
    return {
        row.id: {
            name: in_current(known[row.params[name]])
            for known, names in ((units, _UNITS), (calls, _CALLS))
            for name in names
            if row.params.get(name) in known
        }
        for row in rows
    }


_UNITS: Final = ("unit_id", "unit_from", "unit_to")
_CALLS: Final = ("call_id",)


def _held(rows: Iterable[Event], names: tuple[str, ...]) -> list[int]:
    return sorted({row.params[name] for row in rows for name in names if isinstance(row.params.get(name), int)})


def _titles(query: Any, rows: Iterable[Event], names: tuple[str, ...]) -> dict[int, Text]:
    return dict(db.session.execute(query).all()) if _held(rows, names) else {}


def _is(kind: str, key: Any) -> ColumnElement[bool]:
    return and_(AuditEvent.object_kind == kind, AuditEvent.object_id == key)


def _page(actor: Actor, about: ColumnElement[bool], wanted: HistoryFilter, before: int | None) -> EventPage:
    query = audit.events(actor).where(AuditEvent.action.in_(ACTIONS), about)
    if wanted.action:
        query = query.where(AuditEvent.action == wanted.action)
    if wanted.by.strip():
        query = query.where(AuditEvent.actor_id.in_(audit.people_named(actor, wanted.by)))
    if wanted.since is not None:
        query = query.where(AuditEvent.happened_at >= wanted.since)
    if wanted.until is not None:
        query = query.where(AuditEvent.happened_at < wanted.until)
    return audit.page(query, before, PAGE_SIZE)
