"""The second factor at the door: asked for after the password, and anew before what needs a fresh proof."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from flask import Flask, current_app, flash, g, redirect, request, url_for
from werkzeug.wrappers import Response

from mobility.config import Settings
from mobility.core.access import NEEDS_FRESH_PROOF, Action
from mobility.i18n import _
from mobility.queries.identity import Visit
from mobility.web.redirects import came_from

PROVE: Final = "auth.prove"
SET_UP: Final = "auth.factors"

_ALWAYS: Final = frozenset({PROVE, "auth.ask_known_passkey", "auth.sign_out"})
"""What opens after the password alone."""
_SETTING_UP: Final = frozenset(
    {SET_UP, "auth.begin_app", "auth.confirm_app", "auth.ask_new_passkey", "auth.add_passkey", "auth.sign_out"}
)
"""What opens to staff who must have a factor and have none yet."""
_KEY: Final = "mobility.proof"


@dataclass(frozen=True, slots=True)
class Rules:
    """The operator's settings."""

    is_required: bool
    fresh_for: timedelta


def install(app: Flask, settings: Settings) -> None:
    """Take the rules from the settings; the guard asks `missing` on each request."""
    app.extensions[_KEY] = Rules(settings.second_factor == "required", timedelta(minutes=settings.fresh_minutes))


def must_have_one() -> bool:
    """Whether the person who is signed in must keep a factor."""
    visit: Visit = g.visit
    rules: Rules = current_app.extensions[_KEY]
    return rules.is_required and visit.actor.is_staff


def missing(action: Action, view: Callable[..., Any]) -> Response | None:
    """Where to send the person first, whose roles allow the action; None where the page may open now."""
    visit: Visit | None = g.get("visit")
    if visit is None or visit.identity is None or request.endpoint in _ALWAYS:
        return None
    if not visit.identity.has_factor:
        return _to_set_up() if must_have_one() and request.endpoint not in _SETTING_UP else None
    proved_at = visit.identity.proved_at
    if proved_at is None:
        return _to_prove()
    rules: Rules = current_app.extensions[_KEY]
    needs_fresh = action in NEEDS_FRESH_PROOF or getattr(view, "needs_fresh_proof", False)
    return _to_prove() if needs_fresh and visit.now - proved_at >= rules.fresh_for else None


def _to_prove() -> Response:
    is_reading = request.method in {"GET", "HEAD"}
    if not is_reading:
        flash(_("Nothing was saved. Prove first that it is you, then send it again."), "signal")
    wanted = request.full_path.rstrip("?") if is_reading else came_from()
    return redirect(url_for(PROVE, next=wanted), 303)


def _to_set_up() -> Response:
    flash(_("Staff sign in with a second factor. Add one to go on."), "signal")
    return redirect(url_for(SET_UP), 303)
