"""Who is asking, and whose pages these are: found out once per request, in one statement, before any guard."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, g, request, session
from flask_login import login_user, logout_user

from mobility.config import Settings
from mobility.core.terms import Actor
from mobility.queries.identity import Home, Identity, SessionLimits, Visit, digest, visit
from mobility.services.people import safeguards, sessions
from mobility.services.people.passkeys import Site
from mobility.services.people.sign_in import SignedIn
from mobility.web.extensions import login_manager

LIMITS: Final = "mobility.session_limits"
INSTITUTION_KEY: Final = "mobility.institution_key"

_COOKIE_KEY: Final = "_user_id"
"""Where Flask-Login keeps what `get_id` answers; here the secret of the sign-in, so that a row can end it."""
_WITHOUT_PEOPLE: Final = frozenset({"static", "health.healthz", "health.readyz", "health.statusz"})
"""Endpoints that answer without asking the database who is there."""


class Person:
    """The signed-in person as Flask-Login knows them: by the secret of this sign-in, never by their own id."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, secret: str, identity: Identity | None = None) -> None:
        self.secret = secret
        self.identity = identity

    def get_id(self) -> str:
        return self.secret


def install(app: Flask, settings: Settings) -> None:
    """Find out on every request who is asking. Installed before the guards."""
    safeguards.configure(settings)
    app.extensions[LIMITS] = SessionLimits.of(settings)
    app.extensions[INSTITUTION_KEY] = settings.institution_key
    login_manager.session_protection = None
    login_manager.user_loader(_load)
    login_manager.init_app(app)
    app.before_request(_recognize)


def home() -> Home:
    """The institution whose pages these are."""
    return _visit().home


def identity() -> Identity:
    """The person who is signed in; asked only behind a guard that lets nobody else through."""
    found = _visit().identity
    if found is None:
        abort(404)
    return found


def now() -> datetime:
    """The database's clock as this request began."""
    return _visit().now


def secret() -> str | None:
    """The secret of this browser's sign-in; None where nobody is signed in."""
    held = session.get(_COOKIE_KEY)
    return held if isinstance(held, str) else None


def agent() -> str:
    """What the browser calls itself, so that people recognize their own sign-ins in a list."""
    return request.user_agent.string[:200]


def site() -> Site:
    """Where this browser is, as passkeys know it."""
    return Site(urlsplit(request.host_url).hostname or "", request.host_url.rstrip("/"))


def begin(signed_in: SignedIn) -> None:
    """Put a new sign-in into the browser's cookie. Nothing of the session before is carried over."""
    session.clear()
    g.pop(current_app.config["WTF_CSRF_FIELD_NAME"], None)  # a token made for the session before is none in this one
    login_user(Person(signed_in.secret))


def renew(secret: str) -> None:
    """Put the sign-in's new secret into the browser's cookie; what was said to the person meanwhile stays."""
    login_user(Person(secret))


def end() -> None:
    """Take the sign-in out of the browser's cookie; its row is ended by `services.people.sessions`."""
    logout_user()
    session.clear()


def _visit() -> Visit:
    found: Visit | None = g.get("visit")
    if found is None:
        abort(404)
    return found


def _recognize() -> None:
    g.visit, g.actor = None, Actor.anonymous(0)
    if request.endpoint in _WITHOUT_PEOPLE:
        return
    g.visit = found = _ask()
    if found is None:
        abort(404)
    g.actor = found.actor
    if found.identity is not None and found.now - found.identity.seen_at > sessions.SEEN_EVERY:
        sessions.see(found.identity.session_id)


def _ask() -> Visit | None:
    held = secret()
    return visit(
        urlsplit(f"//{request.host}").hostname or "",
        current_app.extensions[INSTITUTION_KEY],
        digest(held) if held else None,
        current_app.extensions[LIMITS],
    )


def _load(held: str) -> Person | None:
    """Answer Flask-Login's `current_user` from what this request found out already."""
    found: Visit | None = g.get("visit")
    return None if found is None or found.identity is None else Person(held, found.identity)
