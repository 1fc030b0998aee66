"""Reads requests for an account, each beside what the registry knows of the number; and the schools to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, exists, false, func, or_, select, true
from sqlalchemy.orm import aliased

from mobility.core.terms import Actor, Grant, Refused, Role, Text
from mobility.database import db
from mobility.models import AccountRequest, RoleGrant, Student, Unit, User
from mobility.spelling import fold

PAGE_SIZE: Final = 50
SCHOOLS: Final = ("school", "college", "department", "laboratory")
"""The kinds of units that students belong to."""


@dataclass(frozen=True, slots=True)
class School:
    """A unit that students belong to."""

    id: int
    name: Text


@dataclass(frozen=True, slots=True)
class Known:
    """The student who has the number. `has_account`: proved the address or chose a password, so nobody changes it."""

    user_id: int
    student_id: int
    name: str
    latin_name: str
    unit_id: int
    unit_name: Text
    has_address: bool
    has_account: bool
    has_roles: bool
    is_active: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, and who has its number in the registry (None: nobody)."""

    id: int
    number: str
    name: str
    unit_id: int
    unit_name: Text
    email: str
    phone: str | None
    remark: str
    ask_count: int
    asked_at: datetime
    state: str
    reason: str | None
    note: str
    decided_by: str | None
    decided_at: datetime | None
    known: Known | None

    @property
    def is_name_same(self) -> bool:
        """Whether the names agree, folded; a name in Latin letters in either order."""
        if self.known is None:
            return False
        family, _space, given = self.known.latin_name.partition("\n")
        return fold(self.name) in {fold(self.known.name), fold(family + given), fold(given + family)} - {""}

    @property
    def is_unit_same(self) -> bool:
        return self.known is not None and self.known.unit_id == self.unit_id


@dataclass(frozen=True, slots=True)
class AskedPage:
    """A page of requests, and after which id the next one begins."""

    rows: tuple[Asked, ...]
    following: int | None


def schools(institution_id: int) -> tuple[School, ...]:
    """The units that students belong to, by name, for everybody."""
    query = select(Unit.id, Unit.name).where(Unit.institution_id == institution_id, Unit.kind.in_(SCHOOLS))
    return tuple(School(row.id, row.name) for row in db.session.execute(query.order_by(Unit.sort_key, Unit.id)))


def student_of_number(institution_id: int, number: Any) -> Select[Any]:
    """The user of the student with that number, however its letters are written; one at most."""
    spelled = (number, func.upper(number), func.lower(number))
    query = select(Student.user_id).where(Student.institution_id == institution_id, Student.number.in_(spelled))
    return query.order_by(Student.number != number, Student.id).limit(1)


def requests(actor: Actor, *, is_open: bool, after: int | None = None) -> AskedPage:
    """Those within the actor's reach in one statement: the open ones as they came, the decided ones newest first."""
    query = _asked(actor).where((AccountRequest.state == "open") == is_open)
    if after is not None:
        query = query.where(AccountRequest.id > after if is_open else AccountRequest.id < after)
    order = AccountRequest.id if is_open else AccountRequest.id.desc()
    found = db.session.execute(query.order_by(order).limit(PAGE_SIZE + 1)).all()
    rows = tuple(_row(row) for row in found[:PAGE_SIZE])
    return AskedPage(rows, rows[-1].id if len(found) > PAGE_SIZE else None)


def open_count(actor: Actor) -> int:
    """How many wait within the actor's reach."""
    query = select(func.count(AccountRequest.id)).where(AccountRequest.state == "open", *_within(actor))
    return db.session.scalar(query) or 0


def request_of(request_id: int, actor: Actor) -> Asked:
    """One request. Raises Refused `account_request.unknown` for one out of the actor's reach and for none alike."""
    row = db.session.execute(_asked(actor).where(AccountRequest.id == request_id)).one_or_none()
    if row is None:
        raise Refused("account_request.unknown")
    return _row(row)


def obstacle(asked: Asked, actor: Actor) -> str | None:
    """Why the actor cannot confirm this request, as a code; None where they can."""
    known = asked.known
    if known is None:
        return None
    if known.student_id in actor.own_student_ids:
        return "access.own_case"
    if not reaches(actor, known.unit_id):
        return "account_request.other_school"
    if not known.is_active:
        return "account_request.closed"
    if known.has_account:
        return "account_request.has_account"
    if known.has_roles and not actor.has_role(Role.ADMINISTRATOR):
        return "account_request.has_roles"
    return None if asked.is_name_same else "account_request.name_differs"


def reaches(actor: Actor, unit_id: int) -> bool:
    """Tell whether the actor decides for the students of that unit."""
    return any(not grant.unit_ids or unit_id in grant.unit_ids for grant in _deciding(actor))


def _deciding(actor: Actor) -> Sequence[Grant]:
    """The roles by which the actor decides; that of one call is about its applications alone."""
    return [
        grant
        for grant in actor.grants
        if grant.call_id is None
        and (grant.role in (Role.COORDINATOR, Role.ADMINISTRATOR) or (grant.role is Role.OFFICER and grant.unit_ids))
    ]


def _within(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    units = [AccountRequest.unit_id.in_(sorted(one.unit_ids)) if one.unit_ids else true() for one in _deciding(actor)]
    return AccountRequest.institution_id == actor.institution_id, or_(false(), *units)


def _asked(actor: Actor) -> Select[Any]:
    asked_unit, known_unit, decider = aliased(Unit), aliased(Unit), aliased(User)
    has_roles = exists().where(RoleGrant.user_id == User.id, RoleGrant.ended_at.is_(None))
    number = student_of_number(actor.institution_id, AccountRequest.number).correlate(AccountRequest).scalar_subquery()
    columns = (
        User.email.is_not(None).label("has_address"),
        or_(User.password_hash.is_not(None), User.email_verified_at.is_not(None)).label("has_account"),
        has_roles.label("has_roles"),
        User.is_active.label("is_active"),
    )
    return (
        select(AccountRequest, asked_unit.name.label("unit_name"), decider.name.label("decider"), Student, *columns)
        .add_columns(known_unit.name.label("known_unit_name"))
        .join(asked_unit, asked_unit.id == AccountRequest.unit_id)
        .outerjoin(decider, decider.id == AccountRequest.decided_by)
        .outerjoin(Student, Student.user_id == number)
        .outerjoin(User, User.id == Student.user_id)
        .outerjoin(known_unit, known_unit.id == Student.unit_id)
        .where(*_within(actor))
        .execution_options(populate_existing=True)
    )


def _row(row: Any) -> Asked:
    one, student = row.AccountRequest, row.Student
    known = student and Known(
        student.user_id,
        student.id,
        student.name,
        f"{student.latin_family_name}\n{student.latin_given_name}",
        student.unit_id,
        row.known_unit_name,
        row.has_address,
        row.has_account,
        row.has_roles,
        row.is_active,
    )
    names = ("id", "number", "name", "unit_id", "email", "phone", "remark", "ask_count", "asked_at", "state", "reason")
    own = {name: getattr(one, name) for name in (*names, "note", "decided_at")}
    return Asked(**own, unit_name=row.unit_name, decided_by=row.decider, known=known)
