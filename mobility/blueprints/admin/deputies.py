"""Deputies of a person, named and revoked for them by an administrator."""

from __future__ import annotations

from flask import abort, flash, render_template
from flask.typing import ResponseReturnValue

from mobility.blueprints.admin.blueprint import desk
from mobility.core.access import Action
from mobility.core.terms import Refused
from mobility.i18n import _
from mobility.queries import deputies as reading
from mobility.queries.person import person as read
from mobility.services.people import deputies as naming
from mobility.web import redirects
from mobility.web.forms.deputies import FIELDS, DeputyForm
from mobility.web.guards import actor, guarded
from mobility.web.identity import now


@desk.route("/people/<int:user_id>/deputies", methods=["GET", "POST"])
@guarded(Action.ROLES_EDIT)
def deputies(user_id: int) -> ResponseReturnValue:
    """Who acts for this person, for whom they act, and a form for a new deputy."""
    found = read(actor(), user_id)
    if found is None:
        abort(404)
    roles = reading.lent_roles(user_id)
    form = DeputyForm(roles=roles)
    if form.validate_on_submit():
        try:
            naming.name(actor(), user_id, form.new())
        except Refused as refused:
            form.blame(refused, FIELDS)
        else:
            flash(_("The deputy is named. Both of them get a letter."), "good")
            return redirects.to("admin.deputies", user_id=user_id)
    lines = reading.of_person(actor(), user_id, now())
    page = render_template("admin/deputies.html", form=form, roles=roles, lines=lines, person=found, now=now())
    return page, form.status


@desk.post("/people/<int:user_id>/deputies/<int:deputy_row_id>/revoke")
@guarded(Action.ROLES_EDIT)
def revoke_deputy(user_id: int, deputy_row_id: int) -> ResponseReturnValue:
    """End it now."""
    naming.revoke(actor(), user_id, deputy_row_id)
    flash(_("The deputy is revoked. Both of them get a letter."), "good")
    return redirects.to("admin.deputies", user_id=user_id)
