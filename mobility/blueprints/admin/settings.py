"""The institution's settings: names, contact, filing numbers, and who may approve."""

from __future__ import annotations

from flask import flash, render_template
from flask.typing import ResponseReturnValue

from mobility.blueprints.admin.blueprint import desk
from mobility.blueprints.admin.forms import SettingsForm
from mobility.core.access import Action
from mobility.core.terms import Refused
from mobility.i18n import _
from mobility.queries.institution import settings_of
from mobility.services.institutions.edit import Change, edit
from mobility.web import redirects
from mobility.web.guards import actor, guarded


@desk.route("/settings", methods=["GET", "POST"])
@guarded(Action.SETTINGS_EDIT)
def settings() -> ResponseReturnValue:
    """All settings on one page, saved together."""
    now = settings_of(actor())
    form = SettingsForm(data=SettingsForm.values_of(now))
    if form.validate_on_submit():
        try:
            edit(actor(), Change(form.settings(), form.seen.data or ""))
        except Refused as refusal:
            form.blame(
                refusal, {"institution.phone": "contact_phone", "institution": "name_en", "address": "contact_email"}
            )
            form.show_again(now.seen)
        else:
            flash(_("The settings are saved."), "good")
            return redirects.to("admin.settings")
    return render_template("admin/settings.html", form=form, now=now), form.status
