"""One's second factors: what there is, what is added, what is ended."""

from __future__ import annotations

import segno
from flask import flash, jsonify, make_response, render_template
from flask.typing import ResponseReturnValue

from mobility.blueprints.auth.blueprint import desk
from mobility.blueprints.auth.factor_forms import AppForm, PasskeyForm
from mobility.core.access import Action
from mobility.core.terms import Refused
from mobility.i18n import _
from mobility.queries.factors import app_setup, factors_of
from mobility.services.people import factors as keeping
from mobility.services.people import passkeys
from mobility.services.people.factors import Added
from mobility.web import identity, proof, redirects
from mobility.web.guards import actor, guarded


@desk.get("/account/second-factor")
@guarded(Action.FACTORS_EDIT)
def factors() -> ResponseReturnValue:
    """What there is, and how to add to it."""
    return _page(PasskeyForm())


@desk.post("/account/second-factor/app")
@guarded(Action.FACTORS_EDIT)
def begin_app() -> ResponseReturnValue:
    """Begin to add an app."""
    keeping.begin_app(actor())
    return redirects.to("auth.confirm_app")


@desk.route("/account/second-factor/app/confirm", methods=["GET", "POST"])
@guarded(Action.FACTORS_EDIT)
def confirm_app() -> ResponseReturnValue:
    """Scan the code, type what the app shows."""
    setup = app_setup(actor())
    if setup is None:
        return redirects.to("auth.factors")
    form = AppForm()
    if form.validate_on_submit():
        try:
            session_id = identity.identity().session_id
            return _added(keeping.confirm_app(actor(), session_id, form.code.data or "", form["name"].data or ""))
        except Refused as refusal:
            form.blame(refusal, {"factor": "code", "sign_in": "code"})
    picture = segno.make(setup.uri, error="m").svg_data_uri(scale=5, border=3)
    return render_template("auth/confirm_app.html", form=form, setup=setup, picture=picture), form.status


@desk.post("/account/second-factor/passkey/challenge")
@guarded(Action.FACTORS_EDIT)
def ask_new_passkey() -> ResponseReturnValue:
    """What the browser needs to make a new passkey."""
    return jsonify(passkeys.ask_new(actor(), identity.identity().session_id, identity.site()))


@desk.post("/account/second-factor/passkey")
@guarded(Action.FACTORS_EDIT)
def add_passkey() -> ResponseReturnValue:
    """Take the passkey that the browser made."""
    form = PasskeyForm()
    if form.validate_on_submit():
        credential, name = form.credential.data or "", form["name"].data or ""
        try:
            return _added(passkeys.add(actor(), identity.identity().session_id, credential, name, identity.site()))
        except Refused as refusal:
            form.blame(refusal, {})
    return _page(form)


@desk.post("/account/second-factor/<int:factor_id>/end")
@guarded(Action.FACTORS_EDIT)
def end_factor(factor_id: int) -> ResponseReturnValue:
    """End one factor."""
    try:
        keeping.end_factor(actor(), factor_id, must_keep_one=proof.must_have_one())
    except Refused as refusal:
        if refusal.code != "factor.last":
            raise
        flash(_("Staff keep a second factor: add another one before you end this one."), "signal")
    else:
        flash(_("That factor opens nothing any more."), "good")
    return redirects.to("auth.factors")


@desk.post("/account/second-factor/codes")
@guarded(Action.FACTORS_EDIT)
def renew_codes() -> ResponseReturnValue:
    """New recovery codes, shown once."""
    return _codes(keeping.renew_codes(actor()))


def _added(added: Added) -> ResponseReturnValue:
    identity.renew(added.secret)
    flash(_("The second factor is added. You are asked for it whenever you sign in."), "good")
    return _codes(added.codes) if added.codes else redirects.to("auth.factors")


def _codes(codes: tuple[str, ...]) -> ResponseReturnValue:
    answer = make_response(render_template("auth/recovery_codes.html", codes=codes))
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _page(form: PasskeyForm) -> ResponseReturnValue:
    mine = factors_of(actor().user_id or 0)
    return render_template("auth/factors.html", mine=mine, form=form), form.status
