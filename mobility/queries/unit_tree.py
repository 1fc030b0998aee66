"""The tree of an institution's units, and the calls a role can be given for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Select, func, select

from mobility.core.terms import Actor, Role, Text
from mobility.database import db
from mobility.models import Call, RoleGrant, Student, Unit, User


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit in the tree: `depth` 0 is the top; the counts are of the unit itself, without what lies below."""

    id: int
    parent_id: int | None
    kind: str
    code: str
    name: Text
    depth: int
    student_count: int
    officers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CallChoice:
    """A call in a list to choose from."""

    id: int
    title: Text


def tree(actor: Actor) -> tuple[UnitRow, ...]:
    """The institution's units with their counts, each below its parent, siblings by sort key, in one statement."""
    students = (
        select(Student.unit_id, func.count().label("student_count"))
        .where(Student.institution_id == actor.institution_id)
        .group_by(Student.unit_id)
        .subquery()
    )
    officers = (
        select(RoleGrant.unit_id, func.array_agg(User.name).label("names"))
        .join(User, User.id == RoleGrant.user_id)
        .where(
            RoleGrant.institution_id == actor.institution_id,
            RoleGrant.role == Role.OFFICER,
            RoleGrant.ended_at.is_(None),
            User.is_active,
        )
        .group_by(RoleGrant.unit_id)
        .subquery()
    )
    query = (
        _units(actor, students.c.student_count, officers.c.names)
        .outerjoin(students, students.c.unit_id == Unit.id)
        .outerjoin(officers, officers.c.unit_id == Unit.id)
    )
    rows = [
        UnitRow(row.id, row.parent_id, row.kind, row.code, row.name, 0, row.student_count or 0, tuple(row.names or ()))
        for row in db.session.execute(query)
    ]
    return _in_order(rows)


def choices(actor: Actor) -> tuple[UnitRow, ...]:
    """The same units without their counts, which would be counted anew for every list to choose from."""
    rows = db.session.execute(_units(actor))
    return _in_order([UnitRow(row.id, row.parent_id, row.kind, row.code, row.name, 0, 0, ()) for row in rows])


def call_choices(actor: Actor) -> tuple[CallChoice, ...]:
    """The institution's calls, the newest first."""
    query = select(Call.id, Call.title).where(Call.institution_id == actor.institution_id)
    rows = db.session.execute(query.order_by(Call.opens_at.desc(), Call.id.desc())).all()
    return tuple(CallChoice(row.id, row.title) for row in rows)


def _units(actor: Actor, *more: Any) -> Select[*tuple[Any, ...]]:
    columns = (Unit.id, Unit.parent_id, Unit.kind, Unit.code, Unit.name, *more)
    return select(*columns).where(Unit.institution_id == actor.institution_id).order_by(Unit.sort_key, Unit.id)


def _in_order(rows: Sequence[UnitRow]) -> tuple[UnitRow, ...]:
    children: dict[int | None, list[UnitRow]] = {}
    for row in rows:
        children.setdefault(row.parent_id, []).append(row)
    return tuple(_below(None, children, 0))


def _below(parent_id: int | None, children: Mapping[int | None, Sequence[UnitRow]], depth: int) -> Iterator[UnitRow]:
    for unit in children.get(parent_id, ()):
        yield replace(unit, depth=depth)
        yield from _below(unit.id, children, depth + 1)
