"""One person: their account, roles and sign-ins, as an administrator and they themselves may see them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import aliased

from mobility.core.terms import Actor, Text
from mobility.database import db
from mobility.models import Call, OneTimeLink, Review, RoleGrant, SecondFactor, Student, Unit, User, UserSession
from mobility.queries.factors import is_current
from mobility.queries.links import Purpose


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A current role of a person and what it is for (neither unit nor call: the institution)."""

    id: int
    role: str
    unit_name: Text | None
    call_title: Text | None
    created_at: datetime
    granted_by: str | None


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A signed-in browser."""

    id: int
    agent: str
    created_at: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Person:
    """One account in full, save what nobody may see. `seen` is its fingerprint for a later change."""

    id: int
    name: str
    sort_key: str
    email: str | None
    is_email_verified: bool
    phone: str | None
    is_active: bool
    has_password: bool
    created_at: datetime
    signed_in_at: datetime | None
    student_id: int | None
    number: str | None
    unit_name: Text | None
    roles: tuple[RoleRow, ...]
    sessions: tuple[SessionRow, ...]
    waiting_review_count: int
    factor_count: int
    invited_until: datetime | None

    @property
    def seen(self) -> str:
        return fingerprint(self.name, self.email, self.phone, self.sort_key)


@dataclass(frozen=True, slots=True)
class OwnDetails:
    """What a student may change in their own record, beside the name it belongs to."""

    name: str
    phone: str | None
    latin_family_name: str
    latin_given_name: str
    gender: str | None
    nationality: str | None

    @property
    def seen(self) -> str:
        return fingerprint(self.phone, self.latin_family_name, self.latin_given_name, self.gender, self.nationality)


def fingerprint(*values: str | None) -> str:
    """A short text that changes with any of the values: what somebody saw, to be compared when they save."""
    return hashlib.sha256(json.dumps(values, ensure_ascii=False).encode()).hexdigest()[:16]


def person(actor: Actor, user_id: int) -> Person | None:
    """One person of the actor's institution, in three statements; None for anybody else."""
    query = (
        select(
            User.id,
            User.name,
            User.sort_key,
            User.email,
            User.email_verified_at.is_not(None).label("is_email_verified"),
            User.phone,
            User.is_active,
            User.password_hash.is_not(None).label("has_password"),
            User.created_at,
            User.signed_in_at,
            Student.id.label("student_id"),
            Student.number,
            Unit.name.label("unit_name"),
            _factors().label("factor_count"),
            _waiting_reviews().label("waiting_review_count"),
            _invited_until().label("invited_until"),
        )
        .outerjoin(Student, Student.user_id == User.id)
        .outerjoin(Unit, Unit.id == Student.unit_id)
        .where(User.id == user_id, User.institution_id == actor.institution_id)
    )
    row = db.session.execute(query).mappings().one_or_none()
    if row is None:
        return None
    return Person(**row, roles=roles_of(user_id), sessions=sessions_of(user_id))


def myself(actor: Actor) -> Person:
    """The actor's own account. Raises LookupError for nobody."""
    found = person(actor, actor.user_id or 0)
    if found is None:
        raise LookupError("nobody is signed in")
    return found


def own_details(actor: Actor) -> OwnDetails:
    """What the student may change of themselves. Raises LookupError for somebody without a student's record."""
    query = (
        select(
            *(Student.name, User.phone, Student.latin_family_name, Student.latin_given_name),
            *(Student.gender, Student.nationality),
        )
        .join(User, User.id == Student.user_id)
        .where(Student.id == actor.student_id, Student.institution_id == actor.institution_id)
    )
    row = db.session.execute(query).mappings().one_or_none()
    if row is None:
        raise LookupError("no student's record")
    return OwnDetails(**row)


def roles_of(user_id: int) -> tuple[RoleRow, ...]:
    """The roles a person holds now, the oldest first; the caller has made sure that it may be asked."""
    giver = aliased(User)
    query = (
        select(
            RoleGrant.id,
            RoleGrant.role,
            Unit.name.label("unit_name"),
            Call.title.label("call_title"),
            RoleGrant.created_at,
            giver.name.label("granted_by"),
        )
        .outerjoin(Unit, Unit.id == RoleGrant.unit_id)
        .outerjoin(Call, Call.id == RoleGrant.call_id)
        .outerjoin(giver, giver.id == RoleGrant.granted_by)
        .where(RoleGrant.user_id == user_id, RoleGrant.ended_at.is_(None))
        .order_by(RoleGrant.id)
    )
    return tuple(RoleRow(**row) for row in db.session.execute(query).mappings())


def sessions_of(user_id: int) -> tuple[SessionRow, ...]:
    """The sign-ins of a person that nobody ended and that were used within a day, the latest first."""
    query = (
        select(UserSession.id, UserSession.agent, UserSession.created_at, UserSession.seen_at)
        .where(
            UserSession.user_id == user_id,
            UserSession.ended_at.is_(None),
            UserSession.seen_at > func.mobility_now() - timedelta(days=1),
        )
        .order_by(UserSession.seen_at.desc(), UserSession.id)
    )
    return tuple(SessionRow(**row) for row in db.session.execute(query).mappings())


def _waiting_reviews() -> ScalarSelect[int]:
    return (
        select(func.count(Review.id))
        .where(Review.reviewer_id == User.id, Review.submitted_at.is_(None), Review.conflict_reason.is_(None))
        .correlate(User)
        .scalar_subquery()
    )


def _factors() -> ScalarSelect[int]:
    return (
        select(func.count(SecondFactor.id))
        .where(SecondFactor.user_id == User.id, is_current())
        .correlate(User)
        .scalar_subquery()
    )


def _invited_until() -> ScalarSelect[datetime]:
    return (
        select(func.max(OneTimeLink.expires_at))
        .where(
            OneTimeLink.user_id == User.id,
            OneTimeLink.purpose == Purpose.INVITATION,
            OneTimeLink.used_at.is_(None),
            OneTimeLink.expires_at > func.mobility_now(),
        )
        .correlate(User)
        .scalar_subquery()
    )
