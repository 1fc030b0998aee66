"""Proving that it is oneself: the page between the password and what lies behind it."""

from __future__ import annotations

from flask import jsonify, render_template, request
from flask.typing import ResponseReturnValue

from mobility.blueprints.auth.blueprint import desk
from mobility.blueprints.auth.factor_forms import CodeForm
from mobility.core.access import Action
from mobility.core.terms import Refused
from mobility.queries.factors import factors_of
from mobility.services.people import passkeys
from mobility.services.people import prove as proving
from mobility.web import identity, redirects
from mobility.web.guards import actor, guarded


@desk.route("/prove", methods=["GET", "POST"])
@guarded(Action.ACCOUNT_USE)
def prove() -> ResponseReturnValue:
    """By an app's code, a recovery code or a passkey; afterwards to the page that was wanted."""
    own = identity.identity()
    if not own.has_factor:
        return redirects.to_next("auth.start")
    form = CodeForm()
    credential = request.form.get("credential", "")
    if (credential and form.is_submitted()) or form.validate_on_submit():
        try:
            identity.renew(_proven(own.session_id, form.code.data or "", credential))
        except Refused as refusal:
            form.blame(refusal, {"factor": "code", "sign_in": "code", "passkey": "code"})
        else:
            return redirects.to_next("auth.start")
    mine = factors_of(actor().user_id or 0)
    is_again = own.proved_at is not None
    return render_template("auth/prove.html", form=form, mine=mine, is_again=is_again), form.status


@desk.post("/prove/challenge")
@guarded(Action.ACCOUNT_USE)
def ask_known_passkey() -> ResponseReturnValue:
    """What the browser needs to ask one of the person's passkeys."""
    return jsonify(passkeys.ask_known(actor(), identity.identity().session_id, identity.site()))


def _proven(session_id: int, code: str, credential: str) -> str:
    if credential:
        return proving.by_passkey(actor(), session_id, credential, identity.site())
    return proving.by_code(actor(), session_id, code)
