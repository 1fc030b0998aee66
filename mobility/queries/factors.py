"""A person's second factors: what they may see of them, and what a passkey's browser must be told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pyotp import TOTP
from sqlalchemy import ColumnElement, exists, func, select

from mobility.core.terms import Actor
from mobility.database import db
from mobility.models import RecoveryCode, SecondFactor, User
from mobility.secrecy import Place, unseal

ISSUER = "Mobility"


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor that counts."""

    id: int
    kind: str
    name: str
    created_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Factors:
    """All that a person can prove themselves by. Codes are those of the paper that were not used yet."""

    factors: tuple[Factor, ...]
    code_count: int

    def has(self, kind: str) -> bool:
        return any(factor.kind == kind for factor in self.factors)


@dataclass(frozen=True, slots=True)
class AppSetup:
    """What an app needs to begin: the secret to type, and the same as the address that a QR code holds."""

    secret: str
    uri: str


def secret_place(factor_id: int) -> Place:
    """Where the secret of an app is sealed to."""
    return Place("second_factor", "secret", factor_id)


def is_current() -> ColumnElement[bool]:
    """A factor that counts: confirmed and not ended."""
    return SecondFactor.confirmed_at.is_not(None) & SecondFactor.ended_at.is_(None)


def has_factor() -> ColumnElement[bool]:
    """Whether `User` of the outer query has a factor that counts."""
    return exists().where(SecondFactor.user_id == User.id, is_current()).correlate(User)


def factors_of(user_id: int) -> Factors:
    """What a person can prove themselves by; the caller has made sure that it may be asked."""
    query = (
        select(SecondFactor.id, SecondFactor.kind, SecondFactor.name, SecondFactor.created_at, SecondFactor.used_at)
        .where(SecondFactor.user_id == user_id, is_current())
        .order_by(SecondFactor.id)
    )
    rows = db.session.execute(query).mappings()
    unused = select(func.count(RecoveryCode.id)).where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
    return Factors(tuple(Factor(**row) for row in rows), db.session.scalar(unused) or 0)


def app_setup(actor: Actor) -> AppSetup | None:
    """The app that the actor has begun to add and not confirmed yet; None where there is none."""
    query = (
        select(SecondFactor.id, SecondFactor.secret, User.email, User.name)
        .join(User, User.id == SecondFactor.user_id)
        .where(
            SecondFactor.user_id == actor.user_id,
            SecondFactor.kind == "totp",
            SecondFactor.confirmed_at.is_(None),
            SecondFactor.ended_at.is_(None),
        )
        .order_by(SecondFactor.id.desc())
        .limit(1)
    )
    row = db.session.execute(query).one_or_none()
    if row is None or row.secret is None:
        return None
    secret = unseal(row.secret, secret_place(row.id))
    return AppSetup(secret, TOTP(secret).provisioning_uri(name=row.email or row.name, issuer_name=ISSUER))


def credentials_of(user_id: int) -> tuple[bytes, ...]:
    """The ids of a person's passkeys."""
    query = select(SecondFactor.credential_id).where(
        SecondFactor.user_id == user_id, SecondFactor.kind == "passkey", is_current()
    )
    return tuple(one for one in db.session.scalars(query.order_by(SecondFactor.id)) if one is not None)
