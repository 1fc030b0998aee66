"""The pages that mailed one-time links open: looking changes nothing, only the form's button uses the link up."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, make_response, render_template
from flask.typing import ResponseReturnValue

from mobility.blueprints.auth.blueprint import desk
from mobility.blueprints.auth.forms import ConfirmForm, FirstPasswordForm
from mobility.core.terms import Refused
from mobility.i18n import _
from mobility.queries.links import Purpose, open_link
from mobility.services.people import credentials
from mobility.services.people.sign_in import SignedIn
from mobility.web import identity, redirects


@desk.route("/invitation/<token>", methods=["GET", "POST"])
def invitation(token: str) -> ResponseReturnValue:
    """Choose the first password."""
    return _choose(token, Purpose.INVITATION, credentials.accept_invitation)


@desk.route("/password/<token>", methods=["GET", "POST"])
def password(token: str) -> ResponseReturnValue:
    """Choose a new password after forgetting the old one."""
    return _choose(token, Purpose.PASSWORD_RESET, credentials.reset_password)


@desk.route("/address/<token>", methods=["GET", "POST"])
def address(token: str) -> ResponseReturnValue:
    """Confirm a new e-mail address."""
    link = open_link(identity.home().id, Purpose.ADDRESS_CHANGE, token)
    if link is None:
        return _over(Purpose.ADDRESS_CHANGE)
    form = ConfirmForm()
    if form.validate_on_submit():
        try:
            credentials.confirm_address(identity.home().id, token)
        except Refused as refusal:
            if refusal.code == "link.invalid":
                return _over(Purpose.ADDRESS_CHANGE)
            form.blame(refusal, {})
        else:
            flash(_("Your new e-mail address is confirmed."), "good")
            return redirects.to("auth.start")
    return _page("auth/address.html", 422 if form.errors else 200, form=form, link=link)


def _choose(token: str, purpose: Purpose, take: Callable[..., SignedIn]) -> ResponseReturnValue:
    link = open_link(identity.home().id, purpose, token)
    if link is None:
        return _over(purpose)
    form = FirstPasswordForm()
    if form.validate_on_submit():
        try:
            signed_in = _take(form, token, take)
        except Refused as refusal:
            if refusal.code == "link.invalid":
                return _over(purpose)
            form.blame(refusal, {"password": "password"})
        else:
            identity.begin(signed_in)
            flash(_("Your password is set and you are signed in."), "good")
            return redirects.to("auth.start")
    return _page("auth/choose_password.html", 422 if form.errors else 200, form=form, link=link, purpose=purpose)


def _take(form: FirstPasswordForm, token: str, take: Callable[..., SignedIn]) -> SignedIn:
    password = form.password.data or ""
    return take(identity.home().id, token, password, agent=identity.agent(), replaces=identity.secret())


def _over(purpose: Purpose) -> ResponseReturnValue:
    """Said of every link that cannot be used, also of one that another window used up a moment ago."""
    return _page("auth/link_over.html", 410, purpose=purpose)


def _page(template: str, status: int, **values: object) -> ResponseReturnValue:
    """A page whose address is a secret: no other site and no other page learns where the reader came from."""
    answer = make_response(render_template(template, **values), status)
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["Cache-Control"] = "no-store"
    return answer
