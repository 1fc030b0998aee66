"""The lists that wait, one of them with all its students, and the two answers to it."""

from __future__ import annotations

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from mobility.blueprints.dean.desk import desk
from mobility.core.access import Action
from mobility.core.scoring.school_list import LONGEST_NOTE
from mobility.core.terms import Refused, Role
from mobility.i18n import _
from mobility.queries import school, school_approval
from mobility.queries.school_approval import WaitingList
from mobility.services.school import approving
from mobility.web import redirects
from mobility.web.forms.seen import SeenForm
from mobility.web.forms.words import lazy
from mobility.web.guards import actor, guarded


class ReturnForm(SeenForm):
    """What has to change before the list comes again."""

    note = TextAreaField(
        lazy("What has to change?"),
        [
            InputRequired(lazy("Say what has to change, so that the list can be handed in anew.")),
            Length(max=LONGEST_NOTE),
        ],
        description=lazy("The school's officers read it; students do not."),
        render_kw={"rows": 4},
    )


@desk.get("")
@guarded(Action.SCHOOL_APPROVE)
def queue() -> str:
    """The lists that wait, and the last ones handed in."""
    return render_template(
        "dean/queue.html",
        waiting=school_approval.lists(actor()),
        handed_in=school_approval.lists(actor(), is_handed_in=True),
    )


@desk.get("/lists/<int:list_id>")
@guarded(Action.SCHOOL_APPROVE)
def school_list(list_id: int) -> ResponseReturnValue:
    """One list with everybody on it."""
    found = school_approval.one(list_id, actor())
    return _page(found, *_forms(found))


@desk.post("/lists/<int:list_id>/approve")
@guarded(Action.SCHOOL_APPROVE, needs_fresh_proof=True)
def approve(list_id: int) -> ResponseReturnValue:
    """Approve the list, which hands it in."""
    form = SeenForm()
    if form.validate_on_submit():
        try:
            approving.approve(list_id, actor(), version=form.version)
        except Refused as refused:
            form.blame(refused, {})
        else:
            flash(_("The list is approved and handed in. Every student on it gets a letter."), "good")
            return redirects.to("dean.queue")
    found = school_approval.one(list_id, actor())
    form.show_again(str(found.version))
    return _page(found, form, _forms(found)[1])


@desk.post("/lists/<int:list_id>/return")
@guarded(Action.SCHOOL_APPROVE)
def send_back(list_id: int) -> ResponseReturnValue:
    """Return the list with a reason."""
    form = ReturnForm()
    if form.validate_on_submit():
        try:
            approving.send_back(list_id, actor(), form.note.data or "", version=form.version)
        except Refused as refused:
            form.blame(refused, {"school_list.no_reason": "note", "school_list.long_note": "note"})
        else:
            flash(_("The list is back with the school's officers."), "good")
            return redirects.to("dean.queue")
    found = school_approval.one(list_id, actor())
    form.show_again(str(found.version))
    return _page(found, _forms(found)[0], form)


def _forms(found: WaitingList) -> tuple[SeenForm, ReturnForm]:
    seen = str(found.version)
    return SeenForm(formdata=None, seen=seen), ReturnForm(formdata=None, seen=seen)


def _page(found: WaitingList, approval: SeenForm, return_form: ReturnForm) -> ResponseReturnValue:
    listing = school.listing(found.call_id, found.unit_id, actor(), Role.VICE_DEAN)
    status = max(approval.status, return_form.status)
    text = render_template("dean/list.html", found=found, listing=listing, approval=approval, return_form=return_form)
    return text, status
