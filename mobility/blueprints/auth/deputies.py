"""One's own deputies: named for some days, listed, revoked."""

from __future__ import annotations

from flask import flash, render_template
from flask.typing import ResponseReturnValue

from mobility.blueprints.auth.blueprint import desk
from mobility.core.access import Action
from mobility.core.terms import Refused
from mobility.i18n import _
from mobility.queries import deputies as reading
from mobility.services.people import deputies as naming
from mobility.web import redirects
from mobility.web.forms.deputies import FIELDS, DeputyForm
from mobility.web.guards import actor, guarded
from mobility.web.identity import now


@desk.route("/account/deputies", methods=["GET", "POST"])
@guarded(Action.DEPUTY_NAME)
def deputies() -> ResponseReturnValue:
    """Who acts for me, for whom I act, and a form for a new deputy."""
    me = actor().user_id or 0
    roles = reading.lent_roles(me)
    form = DeputyForm(roles=roles)
    if form.validate_on_submit():
        try:
            naming.name(actor(), me, form.new())
        except Refused as refused:
            form.blame(refused, FIELDS)
        else:
            flash(_("The deputy is named. Both of you get a letter."), "good")
            return redirects.to("auth.deputies")
    lines = reading.of_person(actor(), me, now())
    page = render_template("auth/deputies.html", form=form, roles=roles, lines=lines, me=me, now=now())
    return page, form.status


@desk.post("/account/deputies/<int:deputy_row_id>/revoke")
@guarded(Action.DEPUTY_NAME)
def revoke_deputy(deputy_row_id: int) -> ResponseReturnValue:
    """End it now."""
    naming.revoke(actor(), actor().user_id or 0, deputy_row_id)
    flash(_("The deputy is revoked. Both of you get a letter."), "good")
    return redirects.to("auth.deputies")
