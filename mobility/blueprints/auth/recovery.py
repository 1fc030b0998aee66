"""A forgotten password: the same answer for everybody, and a letter for those who have an account."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from mobility.blueprints.auth.blueprint import desk
from mobility.blueprints.auth.forms import ForgottenForm
from mobility.services.people import credentials
from mobility.web import identity


@desk.route("/password", methods=["GET", "POST"])
def forgotten() -> ResponseReturnValue:
    """Ask for a link by address or number."""
    form = ForgottenForm()
    if form.validate_on_submit():
        credentials.ask_reset(identity.home().id, form.login.data or "")
        return render_template("auth/forgotten_sent.html", minutes=credentials.RESET_MINUTES)
    page = render_template("auth/forgotten.html", form=form, minutes=credentials.RESET_MINUTES)
    return page, 422 if form.errors else 200
