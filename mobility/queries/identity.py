"""Who is there: the institution of a host name, the person of a sign-in and what they may reach, in one statement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from typing import Any

from sqlalchemy import (
    ColumnElement,
    LargeBinary,
    ScalarSelect,
    Select,
    String,
    and_,
    any_,
    bindparam,
    func,
    literal,
    literal_column,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from mobility.config import Settings
from mobility.core.access.deputies import DEPUTIZED, ActsFor, acts_for
from mobility.core.terms import Actor, Grant, Role, Text
from mobility.database import db, in_this_transaction
from mobility.models import Application, Deputy, Institution, RoleGrant, Student, Unit, User, UserSession
from mobility.queries.factors import has_factor


@dataclass(frozen=True, slots=True)
class SessionLimits:
    """How long a sign-in lasts: without a page (`idle`) and in any case (`longest`). Staff see more, for less long."""

    student_idle: timedelta
    student_longest: timedelta
    staff_idle: timedelta
    staff_longest: timedelta

    @classmethod
    def of(cls, settings: Settings) -> SessionLimits:
        return cls(
            student_idle=timedelta(minutes=settings.student_idle_minutes),
            student_longest=timedelta(hours=settings.student_session_hours),
            staff_idle=timedelta(minutes=settings.staff_idle_minutes),
            staff_longest=timedelta(hours=settings.staff_session_hours),
        )

    def end_of(self, *, is_staff: bool, began_at: datetime, seen_at: datetime) -> datetime:
        """The instant at which a sign-in ends unless another page is opened."""
        idle = self.staff_idle if is_staff else self.student_idle
        longest = self.staff_longest if is_staff else self.student_longest
        return min(seen_at + idle, began_at + longest)


@dataclass(frozen=True, slots=True)
class Home:
    """The institution whose pages these are."""

    id: int
    key: str
    name: Text
    short_name: Text
    office_name: Text
    time_zone: str
    locale: str
    contact_email: str | None
    contact_phone: str | None
    address: Text | None
    settings: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Identity:
    """A person who is signed in, as every page needs them. `proved_at`: when they proved themselves by a factor."""

    actor: Actor
    session_id: int
    name: str
    email: str | None
    locale: str | None
    theme: str | None
    seen_at: datetime
    ends_at: datetime
    has_factor: bool = False
    proved_at: datetime | None = None
    acts_for: tuple[ActsFor, ...] = ()


@dataclass(frozen=True, slots=True)
class Visit:
    """One request: where it arrived, who sent it (None: nobody signed in), and when."""

    home: Home
    identity: Identity | None
    now: datetime
    has_expired: bool = False

    @property
    def actor(self) -> Actor:
        return self.identity.actor if self.identity else Actor.anonymous(self.home.id)


def digest(secret: str) -> bytes:
    """The SHA-256 by which a cookie's secret and a link's token are kept; they have 256 random bits, so no salt."""
    return sha256(secret.encode()).digest()


def visit(host: str, default_key: str, secret_hash: bytes | None, limits: SessionLimits) -> Visit | None:
    """Answer who visits which institution, in one statement; None where the host name belongs to no institution.

    A host name that no institution lists means the institution with `default_key`, or the only one there is. A sign-in
    counts only at its own institution, while it is not ended and the person is active; past its limits it has expired.
    """
    asked = {"host": host, "default_key": default_key, "secret_hash": secret_hash or b""}
    row = db.session.execute(visit_query(), asked).mappings().first()
    if row is None:
        return None
    in_this_transaction(row["now"])
    home = Home(**{name: row[name] for name in Home.__slots__})
    if row["session_id"] is None:
        return Visit(home, None, row["now"])
    identity = _identity(row, limits)
    is_over = identity.ends_at <= row["now"]
    return Visit(home, None if is_over else identity, row["now"], has_expired=is_over)


def actor_of(user_id: int) -> Actor:
    """The person as an actor, with what they may reach now. Raises LookupError for somebody unknown or deactivated."""
    query = (
        select(
            *(User.institution_id, User.id, Student.id.label("student_id")),
            *(_grants().label("grants"), _held_for().label("held_for"), _applied().label("applied")),
        )
        .outerjoin(Student, Student.user_id == User.id)
        .where(User.id == user_id, User.is_active)
    )
    row = db.session.execute(query).mappings().first()
    if row is None:
        raise LookupError(f"no active person {user_id}")
    return _actor(row["institution_id"], row)


@cache
def visit_query() -> Select[Any]:
    """The statement of `visit`, with the parameters `host`, `default_key` and `secret_hash`.

    It is the first of every request, so it is put together once.
    """
    home = _chosen().cte("home")
    signed_in = and_(
        UserSession.secret_hash == bindparam("secret_hash", type_=LargeBinary),
        UserSession.institution_id == home.c.id,
        UserSession.ended_at.is_(None),
        User.id == UserSession.user_id,
        User.is_active,
    )
    return (
        select(
            *home.c,
            func.mobility_now().label("now"),
            UserSession.id.label("session_id"),
            UserSession.created_at.label("began_at"),
            UserSession.seen_at,
            UserSession.proved_at,
            has_factor().label("has_factor"),
            User.id.label("user_id"),
            User.name.label("person"),
            User.email,
            User.locale.label("own_locale"),
            User.theme,
            Student.id.label("student_id"),
            _grants().label("grants"),
            _held_for().label("held_for"),
            _applied().label("applied"),
        )
        .select_from(home)
        .outerjoin(UserSession.__table__.join(User.__table__, literal(value=True)), signed_in)
        .outerjoin(Student, Student.user_id == User.id)
    )


def _chosen() -> Select[Any]:
    default_key = bindparam("default_key", type_=String)
    is_named = bindparam("host", type_=String) == any_(Institution.hosts)
    is_only = and_(default_key == "", select(func.count(Institution.id)).scalar_subquery() == 1)
    return (
        select(*(getattr(Institution, name) for name in Home.__slots__))
        .where(or_(is_named, Institution.key == default_key, is_only))
        .order_by(is_named.desc())
        .limit(1)
    )


def _grants() -> ScalarSelect[Any]:
    """Every current role of `User` as JSON, each with the ids of its unit's whole subtree."""
    return (
        select(func.jsonb_agg(_as_json()))
        .where(
            RoleGrant.user_id == User.id,
            RoleGrant.institution_id == User.institution_id,
            RoleGrant.ended_at.is_(None),
        )
        .correlate(User)
        .scalar_subquery()
    )


def _held_for() -> ScalarSelect[Any]:
    """The roles that `User` holds for others now, as their deputy; it ends with the role and with the holder."""
    holder, record = aliased(User), aliased(Student)
    entry = _as_json(held_for=holder.id, holder_student_id=record.id, holder=holder.name, ends_at=Deputy.ends_at)
    return (
        select(func.jsonb_agg(entry))
        .select_from(Deputy)
        .join(RoleGrant, RoleGrant.id == Deputy.role_grant_id)
        .join(holder, holder.id == RoleGrant.user_id)
        .outerjoin(record, record.user_id == holder.id)
        .where(
            Deputy.deputy_id == User.id,
            Deputy.institution_id == User.institution_id,
            Deputy.revoked_at.is_(None),
            Deputy.begins_at <= func.mobility_now(),
            Deputy.ends_at > func.mobility_now(),
            RoleGrant.ended_at.is_(None),
            RoleGrant.role.in_([_word(role) for role in DEPUTIZED]),
            holder.is_active,
        )
        .correlate(User)
        .scalar_subquery()
    )


def _as_json(**more: Any) -> ColumnElement[Any]:
    """`RoleGrant` with the ids of its unit's whole subtree, and what more is said of it."""
    subtree = select(func.jsonb_agg(Unit.id)).where(RoleGrant.unit_id == any_(Unit.path)).correlate(RoleGrant)
    parts = {"role": RoleGrant.role, "unit_id": RoleGrant.unit_id, "call_id": RoleGrant.call_id, **more}
    parts["units"] = subtree.scalar_subquery()
    return func.jsonb_build_object(*(part for name, value in parts.items() for part in (_word(name), value)))


def _word(word: str) -> ColumnElement[str]:
    """A word of ours as part of the statement: as parameters they would be put into it anew at every request."""
    return literal_column(f"'{word}'", String)


def _applied() -> ScalarSelect[Any]:
    """The calls in which `Student` has an application; None for whoever is no student."""
    applied = func.array_agg(Application.call_id.distinct())
    return select(applied).where(Application.student_id == Student.id).correlate(Student).scalar_subquery()


def _identity(row: Mapping[Any, Any], limits: SessionLimits) -> Identity:
    actor = _actor(row["id"], {**row, "id": row["user_id"]})
    return Identity(
        actor=actor,
        session_id=row["session_id"],
        name=row["person"],
        email=row["email"],
        locale=row["own_locale"],
        theme=row["theme"],
        seen_at=row["seen_at"],
        has_factor=row["has_factor"],
        proved_at=row["proved_at"],
        acts_for=acts_for(row["held_for"] or ()),
        ends_at=limits.end_of(is_staff=actor.is_staff, began_at=row["began_at"], seen_at=row["seen_at"]),
    )


def _actor(institution_id: int, row: Mapping[Any, Any]) -> Actor:
    """A person with a student's record is a student; every other role is a row of its own."""
    held = [*(row["grants"] or ()), *(row["held_for"] or ())]
    grants = [_grant(entry) for entry in held if entry["role"] != Role.STUDENT]
    if row["student_id"] is not None:
        grants.append(Grant(Role.STUDENT))
    return Actor(institution_id, row["id"], row["student_id"], tuple(grants), frozenset(row["applied"] or ()))


def _grant(entry: Mapping[str, Any]) -> Grant:
    """The unit itself always counts: an empty subtree must never read as the whole institution."""
    unit_id = entry["unit_id"]
    units = frozenset() if unit_id is None else frozenset((unit_id, *(entry["units"] or ())))
    for_whom = entry.get("held_for"), entry.get("holder_student_id")
    return Grant(Role(entry["role"]), units, entry["call_id"], *for_whom)
