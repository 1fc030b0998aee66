"""Signed-in browsers: begun with a new secret each time, seen, listed and ended."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Final

from sqlalchemy import ColumnElement, func, update

from mobility.core.access import Action
from mobility.core.terms import Actor, Refused
from mobility.database import db, now, transaction
from mobility.models import User, UserSession
from mobility.queries.identity import digest
from mobility.services.casework import audit

SEEN_EVERY: Final = timedelta(minutes=1)


def begin(user: User, agent: str, *, replaces: str | None = None) -> str:
    """Begin a sign-in of `user`, inside the caller's transaction, and return the secret for its cookie.

    Only the SHA-256 of the secret is kept. `replaces` is the secret that the browser held before; it ends here.
    """
    if replaces:
        end_where(UserSession.secret_hash == digest(replaces))
    secret = secrets.token_urlsafe(32)
    db.session.add(
        UserSession(institution_id=user.institution_id, user_id=user.id, secret_hash=digest(secret), agent=agent[:200])
    )
    user.signed_in_at = now()
    return secret


def renew(session_id: int) -> str:
    """Give a sign-in a new secret because the person has just proved themselves, inside the caller's transaction.

    A copy of the old one opens nothing more. Raises Refused `session.unknown` where the sign-in has ended meanwhile.
    """
    secret = secrets.token_urlsafe(32)
    is_open = (UserSession.id == session_id) & UserSession.ended_at.is_(None)
    query = update(UserSession).where(is_open).values(secret_hash=digest(secret), proved_at=now())
    if db.session.execute(query.returning(UserSession.id)).one_or_none() is None:
        raise Refused("session.unknown")
    return secret


def see(session_id: int) -> None:
    """Note that a page was opened; once a minute is enough, so most pages write nothing."""
    with transaction() as session:
        moment = func.mobility_now()
        late = UserSession.seen_at < moment - SEEN_EVERY
        session.execute(update(UserSession).where(UserSession.id == session_id, late).values(seen_at=moment))


def sign_out(actor: Actor, secret: str) -> None:
    """End the sign-in that holds `secret`; a copy of its cookie is worth nothing from now on."""
    with transaction():
        end_where(UserSession.secret_hash == digest(secret), UserSession.user_id == actor.user_id)
        audit.record(actor, Action.ACCOUNT_USE, outcome="signed_out", object_kind="user", object_id=actor.user_id)


def end_one(actor: Actor, session_id: int) -> None:
    """End one of one's own sign-ins. Raises Refused `session.unknown` for another person's or an ended one."""
    with transaction():
        if not end_where(UserSession.id == session_id, UserSession.user_id == actor.user_id):
            raise Refused("session.unknown")
        audit.record(actor, Action.ACCOUNT_USE, outcome="session_ended", object_kind="session", object_id=session_id)


def end_others(actor: Actor, session_id: int) -> int:
    """End all of one's own sign-ins but `session_id` and return how many there were."""
    with transaction():
        ended = end_where(UserSession.id != session_id, UserSession.user_id == actor.user_id)
        audit.record(
            actor,
            Action.ACCOUNT_USE,
            outcome="sessions_ended",
            object_kind="user",
            object_id=actor.user_id,
            params={"count": ended},
        )
        return ended


def end_where(*conditions: ColumnElement[bool]) -> int:
    """End the current sign-ins that meet all conditions, inside the caller's transaction; returns how many."""
    query = update(UserSession).where(UserSession.ended_at.is_(None), *conditions).values(ended_at=now())
    return len(db.session.execute(query.returning(UserSession.id)).all())
