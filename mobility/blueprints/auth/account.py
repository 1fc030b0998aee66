"""One's own account: roles, sign-ins, language and colors, password and address."""

from __future__ import annotations

from flask import flash, make_response, render_template
from flask.typing import ResponseReturnValue

from mobility.blueprints.auth.blueprint import desk
from mobility.blueprints.auth.forms import AddressForm, PasswordForm, PreferencesForm
from mobility.core.access import Action
from mobility.core.terms import Refused
from mobility.i18n import _, current_locale
from mobility.queries import deputies, person
from mobility.services.people import credentials, preferences, sessions
from mobility.web import identity, redirects
from mobility.web.browsers import browser_name
from mobility.web.guards import actor, guarded
from mobility.web.preferences import LANGUAGE, THEME, remember
from mobility.web.preferences import theme as chosen_theme


@desk.get("/account")
@guarded(Action.ACCOUNT_USE)
def account() -> ResponseReturnValue:
    """Everything about oneself on one page."""
    me = person.myself(actor())
    own = identity.identity()
    form = PreferencesForm(data={"locale": current_locale(), "theme": chosen_theme()})
    return render_template(
        "auth/account.html",
        me=me,
        form=form,
        session_id=own.session_id,
        browser_name=browser_name,
        deputies=deputies.of_person(actor(), me.id, identity.now()) if actor().is_staff else (),
        now=identity.now(),
    )


@desk.post("/account/preferences")
@guarded(Action.ACCOUNT_USE)
def prefer() -> ResponseReturnValue:
    """Keep language and colors, for this browser and every other."""
    form = PreferencesForm()
    if not form.validate_on_submit():
        flash(_("Choose one of the languages and colors offered."), "signal")
        return redirects.to("auth.account")
    locale, theme = form.locale.data, form.theme.data
    preferences.prefer(actor(), locale=locale, theme="" if theme == "auto" else theme)
    answer = make_response(redirects.to("auth.account"))
    remember(answer, LANGUAGE, locale)
    remember(answer, THEME, theme)
    return answer


@desk.route("/account/password", methods=["GET", "POST"])
@guarded(Action.ACCOUNT_USE)
def change_password() -> ResponseReturnValue:
    """A new password for the old one; every other browser is signed out."""
    form = PasswordForm()
    if form.validate_on_submit():
        try:
            signed_in = credentials.change_password(
                actor(), form.current.data or "", form.password.data or "", agent=identity.agent()
            )
        except Refused as refusal:
            form.blame(refusal, {"password.wrong": "current", "sign_in": "current", "password": "password"})
        else:
            identity.begin(signed_in)
            flash(_("Your password is changed. All other browsers are signed out."), "good")
            return redirects.to("auth.account")
    return render_template("auth/change_password.html", form=form), 422 if form.errors else 200


@desk.route("/account/address", methods=["GET", "POST"])
@guarded(Action.ACCOUNT_USE)
def change_address() -> ResponseReturnValue:
    """A new address, which counts once the link mailed to it is used."""
    form = AddressForm()
    if form.validate_on_submit():
        try:
            credentials.ask_address_change(actor(), form.email.data or "", form.current.data or "")
        except Refused as refusal:
            form.blame(refusal, {"address": "email", "password": "current", "sign_in": "current"})
        else:
            flash(_("A link is on its way to the new address. It works for one hour."), "good")
            return redirects.to("auth.account")
    return render_template("auth/change_address.html", form=form), 422 if form.errors else 200


@desk.post("/account/sign-ins/<int:session_id>/end")
@guarded(Action.ACCOUNT_USE)
def end_session(session_id: int) -> ResponseReturnValue:
    """Sign out another browser of one's own."""
    sessions.end_one(actor(), session_id)
    flash(_("That browser is signed out."), "good")
    return redirects.to("auth.account")


@desk.post("/account/sign-ins/end-others")
@guarded(Action.ACCOUNT_USE)
def end_other_sessions() -> ResponseReturnValue:
    """Sign out every browser but this one."""
    sessions.end_others(actor(), identity.identity().session_id)
    flash(_("All other browsers are signed out."), "good")
    return redirects.to("auth.account")
