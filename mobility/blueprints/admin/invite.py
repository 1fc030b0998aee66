"""Inviting people, once or again."""

from __future__ import annotations

from flask import flash, render_template
from flask.typing import ResponseReturnValue

from mobility.blueprints.admin.blueprint import desk
from mobility.blueprints.admin.forms import InviteForm
from mobility.core.access import Action
from mobility.core.terms import Refused
from mobility.i18n import _
from mobility.queries import unit_tree
from mobility.services.people import accounts
from mobility.services.people.accounts import NewPerson
from mobility.web import redirects
from mobility.web.guards import actor, guarded


@desk.route("/people/invite", methods=["GET", "POST"])
@guarded(Action.PEOPLE_INVITE)
def invite() -> ResponseReturnValue:
    """Name, address and a first role."""
    form = InviteForm(units=unit_tree.choices(actor()), calls=unit_tree.call_choices(actor()))
    if form.validate_on_submit():
        try:
            invited = accounts.invite(actor(), _new(form))
        except Refused as refusal:
            form.blame(refusal, {"address": "email", "person": "name", "role": "role", "unit": "unit", "call": "call"})
        else:
            flash(_("The invitation is on its way. Its link works for 14 days."), "good")
            return redirects.to("admin.person", user_id=invited.user_id)
    return render_template("admin/invite.html", form=form), form.status


@desk.post("/people/<int:user_id>/invite-again")
@guarded(Action.PEOPLE_INVITE)
def invite_again(user_id: int) -> ResponseReturnValue:
    """A new letter for somebody who has not chosen a password yet."""
    accounts.invite_again(actor(), user_id)
    flash(_("A new invitation is on its way; the link before no longer works."), "good")
    return redirects.to("admin.person", user_id=user_id)


def _new(form: InviteForm) -> NewPerson:
    return NewPerson(
        name=form.name.data or "",
        email=form.email.data or "",
        roles=(form.new_role(),),
        locale=form.locale.data or None,
    )
