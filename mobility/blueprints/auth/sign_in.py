"""Signing in and out, and the page where each role begins."""

from __future__ import annotations

from flask import flash, g, render_template, request
from flask.typing import ResponseReturnValue

from mobility.blueprints.auth.blueprint import desk
from mobility.blueprints.auth.forms import SignInForm
from mobility.core.access import Action
from mobility.core.terms import Refused
from mobility.i18n import _
from mobility.services.people import sessions
from mobility.services.people.sign_in import SignedIn
from mobility.services.people.sign_in import sign_in as open_account
from mobility.web import carried, identity, navigation, redirects
from mobility.web.guards import actor, guarded


@desk.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """By address or number and password; afterwards to the page that was wanted, or back to answers not saved."""
    if g.visit.identity is not None:
        return redirects.to_next("auth.start")
    form = SignInForm()
    is_sent = "login" in request.form  # the page that says that a sign-in has ended only brings answers along
    if is_sent and form.validate_on_submit() and (signed_in := _try(form)) is not None:
        identity.begin(signed_in)
        if (found := carried.opened(form.carried.data, signed_in.user_id, identity.now())) is not None:
            return render_template("auth/carried.html", carried=found, brought_back=carried.BROUGHT_BACK)
        return redirects.to_next("auth.start")
    status = 422 if form.errors else 200
    return render_template("auth/sign_in.html", form=form, has_expired=g.visit.has_expired), status


@desk.post("/sign-out")
@guarded(Action.ACCOUNT_USE)
def sign_out() -> ResponseReturnValue:
    """End the sign-in of this browser, here and on the server."""
    sessions.sign_out(actor(), identity.secret() or "")
    identity.end()
    flash(_("You are signed out."), "good")
    return redirects.to("auth.sign_in")


@desk.get("/start")
@guarded(Action.ACCOUNT_USE)
def start() -> ResponseReturnValue:
    """Where work begins: the first page that this person's roles open."""
    return redirects.to(navigation.first_own() or "auth.account")


def _try(form: SignInForm) -> SignedIn | None:
    try:
        return open_account(
            identity.home().id,
            form.login.data or "",
            form.password.data or "",
            agent=identity.agent(),
            address=request.remote_addr,
            replaces=identity.secret(),
        )
    except Refused as refusal:
        form.blame(refusal, {"sign_in": "password"})
        return None
