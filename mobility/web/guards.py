"""Deny by default: a page opens only for an action that the policy allows, or because it stands on the public list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

from flask import Flask, abort, current_app, flash, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from mobility.core.access import Action, check
from mobility.core.terms import Actor
from mobility.i18n import _
from mobility.observability import logger
from mobility.web import proof
from mobility.web.carried import sealed
from mobility.web.redirects import came_from
from mobility.web.typed import texts

View = TypeVar("View", bound=Callable[..., Any])

SIGN_IN: Final = "auth.sign_in"

PUBLIC: Final = frozenset(
    {
        "auth.address",
        "auth.ask_account",
        "auth.forgotten",
        "auth.invitation",
        "auth.password",
        "auth.sign_in",
        "demo.clock",
        "demo.components",
        "demo.inbox",
        "demo.letter",
        "demo.move_clock",
        "documents.attachment",
        "health.healthz",
        "health.readyz",
        "health.statusz",
        "public.call",
        "public.call_by_id",
        "public.help",
        "public.catalog",
        "public.code",
        "public.dates",
        "public.notice",
        "public.partner",
        "public.partners",
        "public.privacy",
        "public.sheet",
        "student.calendar_file",
    }
)
"""The endpoints that anybody may open without signing in; each is judged anew by whoever adds it."""

_log: Final = logger(__name__)


def guarded(action: Action, *, needs_fresh_proof: bool = False) -> Callable[[View], View]:
    """Open a view only to those whose roles allow `action`; stands below the route's decorator.

    Whether this person may do it to this very object is asked by the service or query behind the view. Who has a
    second factor is asked for it anew where the action is one of `NEEDS_FRESH_PROOF`, or the view `needs_fresh_proof`
    because it does for many what others do for one.
    """

    def mark(view: View) -> View:
        view.__dict__["action"] = action
        view.__dict__["needs_fresh_proof"] = needs_fresh_proof
        return view

    return mark


def action_of(app: Flask, endpoint: str) -> Action | None:
    """The action that an endpoint is guarded by; None for a public one, and for one that never opens."""
    return getattr(app.view_functions[endpoint], "action", None)


def actor() -> Actor:
    """Who is asking: the signed-in person, else nobody of the institution whose page this is."""
    return g.get("actor") or Actor.anonymous(0)


def install(app: Flask) -> None:
    """Stand at the door of every endpoint. Installed after the hook that finds out who is asking."""
    app.before_request(_guard)


def _guard() -> Response | None:
    if request.endpoint is None or request.endpoint in PUBLIC:
        return None
    action = action_of(current_app, request.endpoint)
    if action is None:
        _log.error("guard.missing", endpoint=request.endpoint)
        abort(404)
    reason = check(actor(), action)
    if reason is None:
        return proof.missing(action, current_app.view_functions[request.endpoint])
    if reason.code == "access.not_signed_in":
        return ask_to_sign_in()
    return abort(404)


def ask_to_sign_in() -> Response:
    """Send to the sign-in page, and from there back to the page that was wanted.

    Answers of a section go with it, sealed, and come back to their form. Who sent another text that is long enough to
    be missed gets it back first, on a page that leads to the sign-in.
    """
    if SIGN_IN not in current_app.view_functions:
        abort(404)
    if request.method in {"GET", "HEAD"}:
        return redirect(url_for(SIGN_IN, next=request.full_path.rstrip("?")), 303)
    before = came_from()
    address = url_for(SIGN_IN, next=before)
    if carried := sealed(g.visit.now):
        page = render_template(
            "errors/error.html", kind="carried", reasons=(), typed=(), carried=carried, sign_in_url=address
        )
        return make_response(page, 401)
    if typed := texts():
        page = render_template("errors/error.html", kind="signed_out", reasons=(), typed=typed, sign_in_url=address)
        return make_response(page, 401)
    flash(_("Your sign-in has ended and nothing was saved. Sign in, then send it again."), "signal")
    return redirect(url_for(SIGN_IN, next=before), 303)
