"""Signing in by address or student number: the same answer and the same work, whether the account exists or not."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from mobility.core.access import Action
from mobility.core.terms import Refused
from mobility.database import db, transaction
from mobility.models import Student, User
from mobility.queries.identity import actor_of
from mobility.services.casework import audit
from mobility.services.people import passwords, sessions, throttle
from mobility.spelling import fold


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A sign-in that succeeded: whose, and the secret that goes into the browser's cookie and nowhere else."""

    user_id: int
    secret: str


@dataclass(frozen=True, slots=True)
class _Account:
    """What a try is judged by. `key` names the account for throttling, also where nobody has it."""

    key: str
    user_id: int | None = None
    password_hash: str | None = None


def sign_in(
    institution_id: int,
    login: str,
    password: str,
    *,
    agent: str = "",
    address: str | None = None,
    replaces: str | None = None,
) -> SignedIn:
    """Sign somebody in by address or number and password, in a new session; the one before it in that browser ends.

    `address` is where the try comes from, as far as the proxies in front are trusted.
    Two transactions: the try is counted before the password is looked at, so that a crash or a crowd cannot hide it.
    Raises Refused `sign_in.wait` with `minutes`, or `sign_in.wrong` for every other reason alike.
    """
    account = _account(institution_id, login)
    this_try = throttle.admit(account.key, address)
    if not passwords.is_right(account.password_hash, password):
        raise Refused("sign_in.wrong")
    with transaction():
        user = _lock_unchanged(account)
        throttle.forgive(account.key, this_try)
        if passwords.is_outdated(account.password_hash or ""):
            user.password_hash = passwords.hash_password(password)
        secret = sessions.begin(user, agent, replaces=replaces)
        audit.record(actor_of(user.id), Action.ACCOUNT_USE, outcome="signed_in", object_kind="user", object_id=user.id)
        return SignedIn(user.id, secret)


def account_key(user_id: int) -> str:
    """The name under which the tries for a person are counted, whichever way they are addressed."""
    return f"user:{user_id}"


def find(institution_id: int, login: str) -> User | None:
    """The active person of the institution who signs in by this address or student number."""
    text = login.strip()
    query = select(User).where(User.institution_id == institution_id, User.is_active)
    if "@" in text:
        return db.session.scalar(query.where(func.lower(User.email) == text.lower()))
    number = Student.number.in_({text, text.upper(), text.lower()})
    return db.session.scalar(query.join(Student, Student.user_id == User.id).where(number).limit(1))


def _account(institution_id: int, login: str) -> _Account:
    user = find(institution_id, login)
    if user is None:
        return _Account(f"login:{institution_id}:{fold(login)[:200]}")
    return _Account(account_key(user.id), user.id, user.password_hash)


def _lock_unchanged(account: _Account) -> User:
    """The person's row, locked; a password changed or an account closed meanwhile makes the try a wrong one."""
    query = (
        select(User)
        .where(User.id == account.user_id, User.is_active, User.password_hash == account.password_hash)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    user = db.session.scalar(query)
    if user is None:
        raise Refused("sign_in.wrong")
    return user
