"""The tree of an institution's units, and the calls a role can be given for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import func, select

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
    """The institution's units, each below its parent, siblings by sort key, in one statement."""
    students = select(func.count(Student.id)).where(Student.unit_id == Unit.id).scalar_subquery()
    officers = (
        select(func.array_agg(User.name))
        .join(RoleGrant, RoleGrant.user_id == User.id)
        .where(
            RoleGrant.unit_id == Unit.id,
            RoleGrant.role == Role.OFFICER,
            RoleGrant.ended_at.is_(None),
            User.is_active,
        )
        .scalar_subquery()
    )
    query = select(
        Unit.id, Unit.parent_id, Unit.kind, Unit.code, Unit.name, students.label("students"), officers.label("officers")
    ).where(Unit.institution_id == actor.institution_id)
    children: dict[int | None, list[UnitRow]] = {}
    for row in db.session.execute(query.order_by(Unit.sort_key, Unit.id)):
        unit = UnitRow(row.id, row.parent_id, row.kind, row.code, row.name, 0, row.students, tuple(row.officers or ()))
        children.setdefault(unit.parent_id, []).append(unit)
    return tuple(_below(None, children, 0))


def call_choices(actor: Actor) -> tuple[CallChoice, ...]:
    """The institution's calls, the newest first."""
    query = select(Call.id, Call.title).where(Call.institution_id == actor.institution_id)
    rows = db.session.execute(query.order_by(Call.opens_at.desc(), Call.id.desc())).all()
    return tuple(CallChoice(row.id, row.title) for row in rows)


def _below(parent_id: int | None, children: Mapping[int | None, Sequence[UnitRow]], depth: int) -> Iterator[UnitRow]:
    for unit in children.get(parent_id, ()):
        yield replace(unit, depth=depth)
        yield from _below(unit.id, children, depth + 1)
