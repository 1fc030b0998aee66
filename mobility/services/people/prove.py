"""Proving oneself by a second factor: after the password, and again before what asks for a fresh proof."""

from __future__ import annotations

from sqlalchemy import select

from mobility.core.access import Action
from mobility.core.terms import Actor, Refused
from mobility.database import db, transaction
from mobility.models import SecondFactor
from mobility.queries.factors import is_current
from mobility.services.casework import audit
from mobility.services.people import factors, passkeys, sessions, throttle
from mobility.services.people.passkeys import Site


def by_code(actor: Actor, session_id: int, code: str) -> str:
    """Prove oneself by an app's or a recovery code; answers the sign-in's new secret, the old one opens nothing more.

    Raises Refused `factor.wrong`, or `sign_in.wait` after too many tries.
    """
    throttle.admit(factors.tries_of(actor))
    typed = "".join(code.split()).replace("-", "")
    with transaction():
        user = factors.lock(actor)
        outcome = _outcome(user.id, typed)
        if outcome is None:
            raise Refused("factor.wrong")
        throttle.forgive(factors.tries_of(actor))
        return _proven(actor, session_id, outcome)


def by_passkey(actor: Actor, session_id: int, credential: str, site: Site) -> str:
    """The same by a passkey's answer. Raises Refused `passkey.wrong`."""
    with transaction():
        passkeys.use(actor, session_id, credential, site)
        return _proven(actor, session_id, "proved_by_passkey")


def _outcome(user_id: int, typed: str) -> str | None:
    if len(typed) != 6:
        return "proved_by_recovery_code" if factors.use_recovery_code(user_id, typed) else None
    apps = select(SecondFactor).where(SecondFactor.user_id == user_id, SecondFactor.kind == "totp", is_current())
    found = db.session.scalars(apps.order_by(SecondFactor.id)).all()
    return "proved_by_app" if any(factors.use_code(app, typed) for app in found) else None


def _proven(actor: Actor, session_id: int, outcome: str) -> str:
    secret = sessions.renew(session_id)
    audit.record(actor, Action.ACCOUNT_USE, outcome=outcome, object_kind="session", object_id=session_id)
    return secret
