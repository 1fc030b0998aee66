"""One person: who they are, what they hold, and what an administrator may do about it."""

from __future__ import annotations

from flask import abort, flash, render_template
from flask.typing import ResponseReturnValue

from mobility.blueprints.admin.blueprint import desk
from mobility.blueprints.admin.forms import DeactivateForm, PersonForm
from mobility.core.access import Action
from mobility.core.terms import Refused
from mobility.i18n import _, ngettext
from mobility.queries import deputies
from mobility.queries.person import Person
from mobility.queries.person import person as read
from mobility.services.people import accounts, factors
from mobility.services.people.accounts import PersonEdit
from mobility.services.people.reasons import ENDED
from mobility.web import redirects
from mobility.web.browsers import browser_name
from mobility.web.guards import actor, guarded
from mobility.web.identity import now


@desk.get("/people/<int:user_id>")
@guarded(Action.PEOPLE_VIEW)
def person(user_id: int) -> ResponseReturnValue:
    """Everything about one person on one page."""
    found = _found(user_id)
    return render_template(
        "admin/person.html",
        person=found,
        browser_name=browser_name,
        why_ended=ENDED,
        deputies=deputies.of_person(actor(), user_id, now()),
        now=now(),
    )


@desk.route("/people/<int:user_id>/edit", methods=["GET", "POST"])
@guarded(Action.PEOPLE_EDIT)
def edit_person(user_id: int) -> ResponseReturnValue:
    """Correct name, address, telephone or sort key."""
    found = _found(user_id)
    form = PersonForm(obj=found)
    if form.validate_on_submit():
        try:
            accounts.edit(actor(), user_id, _change(form))
        except Refused as refusal:
            form.blame(refusal, {"person": "name", "address": "email"})
            form.show_again(found.seen)
        else:
            flash(_("The changes are saved."), "good")
            return redirects.to("admin.person", user_id=user_id)
    return render_template("admin/person_edit.html", form=form, person=found), form.status


@desk.route("/people/<int:user_id>/deactivate", methods=["GET", "POST"])
@guarded(Action.PEOPLE_EDIT)
def deactivate(user_id: int) -> ResponseReturnValue:
    """Close the account, after a page that says what this causes."""
    found = _found(user_id)
    form = DeactivateForm()
    if form.validate_on_submit():
        try:
            accounts.deactivate(actor(), user_id, form.reason.data or "")
        except Refused as refusal:
            form.blame(refusal, {"person.no_reason": "reason"})
        else:
            flash(_("The account is deactivated."), "good")
            return redirects.to("admin.person", user_id=user_id)
    return render_template("admin/deactivate.html", form=form, person=found), form.status


@desk.post("/people/<int:user_id>/reactivate")
@guarded(Action.PEOPLE_EDIT)
def reactivate(user_id: int) -> ResponseReturnValue:
    """Open a closed account again."""
    accounts.reactivate(actor(), user_id)
    flash(_("The account is active again."), "good")
    return redirects.to("admin.person", user_id=user_id)


@desk.post("/people/<int:user_id>/end-sign-ins")
@guarded(Action.PEOPLE_EDIT)
def end_sign_ins(user_id: int) -> ResponseReturnValue:
    """Sign a person out everywhere."""
    ended = accounts.end_sessions(actor(), user_id)
    flash(ngettext("%(n)s sign-in is ended.", "%(n)s sign-ins are ended.", ended), "good")
    return redirects.to("admin.person", user_id=user_id)


@desk.post("/people/<int:user_id>/end-second-factors")
@guarded(Action.FACTORS_END)
def end_factors(user_id: int) -> ResponseReturnValue:
    """Let a person who lost telephone and key begin anew."""
    ended = factors.end_all(actor(), user_id)
    flash(ngettext("%(n)s second factor is ended.", "%(n)s second factors are ended.", ended), "good")
    return redirects.to("admin.person", user_id=user_id)


def _found(user_id: int) -> Person:
    found = read(actor(), user_id)
    if found is None:
        abort(404)
    return found


def _change(form: PersonForm) -> PersonEdit:
    return PersonEdit(
        name=form.name.data or "",
        email=form.email.data or None,
        phone=form.phone.data or None,
        sort_key=form.sort_key.data or "",
        seen=form.seen.data or "",
    )
