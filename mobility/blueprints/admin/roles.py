"""Giving and ending roles."""

from __future__ import annotations

from flask import abort, flash, render_template, request
from flask.typing import ResponseReturnValue

from mobility.blueprints.admin.blueprint import desk
from mobility.blueprints.admin.forms import RoleForm
from mobility.core.access import Action
from mobility.core.terms import Refused
from mobility.i18n import _
from mobility.queries import unit_tree
from mobility.queries.person import person as read
from mobility.services.people import roles
from mobility.web import redirects
from mobility.web.guards import actor, guarded


@desk.route("/people/<int:user_id>/roles/new", methods=["GET", "POST"])
@guarded(Action.ROLES_EDIT)
def give_role(user_id: int) -> ResponseReturnValue:
    """Which role, and what for."""
    found = read(actor(), user_id)
    if found is None:
        abort(404)
    form = RoleForm(units=unit_tree.choices(actor()), calls=unit_tree.call_choices(actor()))
    if form.validate_on_submit():
        try:
            roles.grant(actor(), user_id, form.new_role(), form.reason.data or "")
        except Refused as refusal:
            form.blame(refusal, {"role": "role", "person.no_reason": "reason", "unit": "unit", "call": "call"})
        else:
            flash(_("The role is given."), "good")
            return redirects.to("admin.person", user_id=user_id)
    return render_template("admin/role.html", form=form, person=found), form.status


@desk.post("/people/roles/<int:grant_id>/end")
@guarded(Action.ROLES_EDIT)
def end_role(grant_id: int) -> ResponseReturnValue:
    """End one role; what was done in it stays done."""
    user_id = roles.end(actor(), grant_id, request.form.get("reason", ""))
    flash(_("The role is ended."), "good")
    return redirects.to("admin.person", user_id=user_id)
