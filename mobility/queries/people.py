"""The list of people: found by whatever is known of them, page after page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, any_, exists, func, literal, or_, select, tuple_
from sqlalchemy.orm import aliased

from mobility.core.terms import Actor, Role, Text
from mobility.database import db
from mobility.models import RoleGrant, Student, Unit, User
from mobility.queries import keyset
from mobility.spelling import fold

PAGE_SIZE: Final = 50


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the next page of people begins: after this sort key and id. As text it stands in the page's address."""

    sort_key: str
    id: int

    @classmethod
    def parse(cls, text: str | None) -> Cursor | None:
        """Read what `str` wrote; None for anything else, which means the first page."""
        first, separator, sort_key = (text or "").partition("-")
        key = keyset.key(first)
        return cls(sort_key, key) if separator and key is not None else None

    def __str__(self) -> str:
        return f"{self.id}-{self.sort_key}"


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """What the list is narrowed to; empty means everybody."""

    text: str = ""
    role: Role | None = None
    unit_id: int | None = None
    is_active: bool | None = None


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One line of the list of people."""

    id: int
    name: str
    email: str | None
    number: str | None
    unit_name: Text | None
    roles: tuple[str, ...]
    is_active: bool
    has_password: bool
    signed_in_at: datetime | None
    sort_key: str


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """A page of people, and where the next one begins (None: this was the last)."""

    rows: tuple[PersonRow, ...]
    following: Cursor | None


def search(actor: Actor, wanted: PeopleFilter, after: Cursor | None = None, size: int = PAGE_SIZE) -> PeoplePage:
    """A page of the institution's people by sort key, in one statement however many there are.

    `wanted.text` is found in name, number, address, pinyin and initials, whatever the dots, case and width.
    """
    roles = (
        select(func.array_agg(RoleGrant.role.distinct()))
        .where(RoleGrant.user_id == User.id, RoleGrant.ended_at.is_(None))
        .scalar_subquery()
    )
    query = (
        select(
            User.id,
            User.name,
            User.email,
            Student.number,
            Unit.name.label("unit_name"),
            roles.label("roles"),
            User.is_active,
            User.password_hash.is_not(None).label("has_password"),
            User.signed_in_at,
            User.sort_key,
            Student.id.label("student_id"),
        )
        .outerjoin(Student, Student.user_id == User.id)
        .outerjoin(Unit, Unit.id == Student.unit_id)
        .where(User.institution_id == actor.institution_id, *_conditions(wanted))
    )
    if after is not None:
        query = query.where(tuple_(User.sort_key, User.id) > tuple_(after.sort_key, after.id))
    found = db.session.execute(query.order_by(User.sort_key, User.id).limit(size + 1)).mappings().all()
    rows = tuple(_row(one) for one in found[:size])
    is_more = len(found) > size
    return PeoplePage(rows, Cursor(rows[-1].sort_key, rows[-1].id) if is_more else None)


def _conditions(wanted: PeopleFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if text := fold(wanted.text):
        conditions.append(
            or_(
                User.search_key.contains(text, autoescape=True),
                func.lower(User.email).contains(wanted.text.strip().lower(), autoescape=True),
                Student.number.startswith(wanted.text.strip(), autoescape=True),
            )
        )
    if wanted.role is Role.STUDENT:
        conditions.append(Student.id.is_not(None))
    elif wanted.role is not None:
        conditions.append(_holds(RoleGrant.role == wanted.role))
    if wanted.unit_id is not None:
        in_unit = literal(wanted.unit_id) == any_(Unit.path)
        conditions.append(or_(in_unit, _holds(RoleGrant.unit_id.in_(_subtree(wanted.unit_id)))))
    if wanted.is_active is not None:
        conditions.append(User.is_active.is_(wanted.is_active))
    return conditions


def _holds(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(RoleGrant.user_id == User.id, RoleGrant.ended_at.is_(None), *conditions)


def _subtree(unit_id: int) -> Select[int]:
    inner = aliased(Unit)
    return select(inner.id).where(literal(unit_id) == any_(inner.path))


def _row(found: Mapping[Any, Any]) -> PersonRow:
    held = {role for role in found["roles"] or () if role != Role.STUDENT}
    if found["student_id"] is not None:
        held.add(Role.STUDENT)
    shown = {name: found[name] for name in PersonRow.__slots__}
    return PersonRow(**(shown | {"roles": tuple(role.value for role in Role if role in held)}))
