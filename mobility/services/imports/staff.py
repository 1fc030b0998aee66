"""Staff from a table: found by address; accounts are made and roles given, never ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from mobility.core.access import Action
from mobility.core.terms import Actor, Refused, Role
from mobility.database import db, insert_rows, update_rows
from mobility.models import RoleGrant, User
from mobility.services.casework import audit
from mobility.services.imports.plan import OF_ALL, Plan, Steps, Vanished, among_texts, twice
from mobility.services.imports.reading import COMPARE, WRITE, Line, Tell, tell_nobody
from mobility.services.imports.student_rows import same_name
from mobility.services.imports.units_named import UnitsNamed, units_named
from mobility.services.people import names, roles
from mobility.services.people.roles import SCOPES, NewRole


@dataclass(frozen=True, slots=True)
class _Known:
    id: int
    name: str
    phone: str | None
    roles: frozenset[tuple[str, int | None]]


@dataclass(frozen=True, slots=True)
class _Row:
    """What is to be written of one person; `user` are the columns of somebody new."""

    email: str
    known: _Known | None
    user: Mapping[str, Any]
    role: NewRole | None


def plan(lines: Sequence[Line], institution_id: int, *, lock: bool, tell: Tell = tell_nobody) -> Plan:
    """Say what these lines would do. Who holds a role for the whole institution or a unit and is not in it vanished."""
    made = Plan()
    for line, earlier in twice(lines, "email"):
        made.blame(line, "email", "import.address_twice", line=earlier.number)
    units, rows = units_named(institution_id), []
    for part in Steps(COMPARE, len(lines), tell).parts(lines):
        known = _known(institution_id, [line.values.get("email", "") for line in part], lock=lock)
        rows += [row for line in part if (row := _row_of(made, line, known, units)) is not None]
    made.vanished = _vanished(institution_id, {str(line.values.get("email", "")).lower() for line in lines})
    made.write = lambda actor: _write(actor, rows, tell)
    return made


def _row_of(made: Plan, line: Line, known: Mapping[str, _Known], units: UnitsNamed) -> _Row | None:
    email = str(line.values.get("email", ""))
    found = known.get(email.lower())
    role = _role(made, line, units)
    if found is None:
        if "name" not in line.values:
            made.blame(line, "name", "import.needed_of_new")
        made.new_count += 1
        return _Row(email, None, _new_user(line), role)
    if "name" in line.values and not same_name(found.name, line.values["name"]):
        made.blame(line, OF_ALL, "import.another_person")
    phone = line.values.get("phone") if not found.phone else None
    held = role is None or (str(role.role), role.unit_id) in found.roles
    if phone is None and held:
        made.same_count += 1
        return None
    made.changed_count += 1
    return _Row(email, found, {"phone": phone or found.phone}, None if held else role)


def _role(made: Plan, line: Line, units: UnitsNamed) -> NewRole | None:
    role: Role | None = line.values.get("role")
    unit_id = None
    if "unit" in line.values:
        try:
            unit_id = units.find(line.values["unit"])
        except Refused as refused:
            made.blame(line, "unit", refused.code, **refused.params)
            return None
    if role is None:
        return None
    if "unit" not in SCOPES[role]:
        return NewRole(role)
    if unit_id is None:
        made.blame(line, "unit", "import.unit_needed")
        return None
    return NewRole(role, unit_id=unit_id)


def _new_user(line: Line) -> dict[str, Any]:
    name = str(line.values.get("name", ""))
    key = names.sort_key(name)
    return {"name": name, "sort_key": key, "search_key": names.search_key(name, key), "phone": line.values.get("phone")}


def _write(actor: Actor, rows: Sequence[_Row], tell: Tell) -> None:
    """Accounts by few statements; roles one by one, each with its own line in the audit, as by hand."""
    of_all, steps = {"institution_id": actor.institution_id}, Steps(WRITE, len(rows), tell)
    for part in steps.parts([row for row in rows if row.known is None]):
        ids = insert_rows(User, [{**of_all, **row.user, "email": row.email} for row in part])
        _give(actor, zip(ids, part, strict=True))
    for part in steps.parts([row for row in rows if row.known is not None]):
        pairs = [(row.known.id, row) for row in part if row.known is not None]
        update_rows(User, [{"id": user_id, "phone": row.user["phone"]} for user_id, row in pairs])
        for user_id, _row in pairs:
            audit.record(actor, Action.DATA_IMPORT, outcome="person_changed", object_kind="user", object_id=user_id)
        _give(actor, pairs)


def _give(actor: Actor, pairs: Any) -> None:
    for user_id, row in pairs:
        if row.role is not None:
            roles.give(actor, db.session.get_one(User, user_id), row.role)


def _known(institution_id: int, emails: Sequence[str], *, lock: bool) -> dict[str, _Known]:
    lower = [email.lower() for email in emails]
    query = select(User.id, User.name, User.phone, func.lower(User.email).label("email")).where(
        User.institution_id == institution_id, func.lower(User.email) == among_texts(lower)
    )
    found = db.session.execute(query.order_by(User.id).with_for_update() if lock else query.order_by(User.id)).all()
    held: dict[int, set[tuple[str, int | None]]] = {}
    grants = select(RoleGrant.user_id, RoleGrant.role, RoleGrant.unit_id).where(
        RoleGrant.institution_id == institution_id, RoleGrant.ended_at.is_(None), RoleGrant.call_id.is_(None)
    )
    for grant in db.session.execute(grants):
        held.setdefault(grant.user_id, set()).add((grant.role, grant.unit_id))
    return {row.email: _Known(row.id, row.name, row.phone, frozenset(held.get(row.id, ()))) for row in found}


def _vanished(institution_id: int, emails: set[str]) -> list[Vanished]:
    held = select(RoleGrant.user_id).where(RoleGrant.institution_id == institution_id, RoleGrant.ended_at.is_(None))
    query = select(User.id, User.email, User.name).where(
        User.institution_id == institution_id, User.id.in_(held), User.is_active
    )
    rows = db.session.execute(query.order_by(User.sort_key, User.id))
    return [Vanished(row.id, row.email or "", row.name) for row in rows if (row.email or "").lower() not in emails]
