"""The selection desk of a call: reviewers, the appointment, and the way to the proposal."""

from __future__ import annotations

from datetime import time

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue

from mobility.blueprints.coordinator.desk import desk
from mobility.blueprints.coordinator.forms import AssignForm, InviteForm
from mobility.core.access import Action
from mobility.core.calendar.zones import to_instant
from mobility.core.terms import Refused
from mobility.i18n import ngettext
from mobility.queries import calls
from mobility.queries import selection as selections
from mobility.services.selection.assign import assign
from mobility.services.selection.invite import Appointment, invite
from mobility.web import redirects
from mobility.web.guards import actor, guarded
from mobility.web.strictness import repeats

END_OF_DAY = time(17, 0)
ASSIGN_FIELDS = {"selection.no_reviewers": "reviewers", "reviewer": "reviewers", "selection.time_passed": "due_on"}
INVITE_FIELDS = {"selection.time_passed": "on", "selection.place_missing": "place", "calendar": "at"}


@desk.get("/calls/<int:call_id>/selection")
@guarded(Action.REVIEWERS_ASSIGN)
def selection(call_id: int) -> str:
    return _page(call_id)


@desk.post("/calls/<int:call_id>/reviewers")
@guarded(Action.REVIEWERS_ASSIGN)
@repeats("reviewers", "id")
def assign_reviewers(call_id: int) -> ResponseReturnValue:
    call = calls.call(call_id, actor())
    form = AssignForm.over(calls.reviewers(call_id, actor()), is_sent=True)
    if form.validate_on_submit():
        due_at = to_instant(form.due_on.data, END_OF_DAY, call.time_zone) if form.due_on.data else None
        files = request.form.getlist("id", type=int) or [one.id for one in selections.candidates(call_id, actor())]
        try:
            made = assign(call_id, files, form.reviewers.data or [], actor(), each=form.each.data, due_at=due_at)
        except Refused as refused:
            form.blame(refused, ASSIGN_FIELDS)
        else:
            flash(ngettext("%(n)s new review is assigned.", "%(n)s new reviews are assigned.", made), "good")
            return redirects.to("coordinator.selection", call_id=call_id)
    return _page(call_id, assign_form=form), form.status


@desk.post("/calls/<int:call_id>/invitation")
@guarded(Action.SELECTION_INVITE)
def invite_candidates(call_id: int) -> ResponseReturnValue:
    call = calls.call(call_id, actor())
    form = InviteForm()
    if form.validate_on_submit():
        try:
            appointment = Appointment(form.moment(call.time_zone), form.place.data or "", form.note.data or "")
            count = invite(call_id, appointment, actor())
        except Refused as refused:
            form.blame(refused, INVITE_FIELDS)
        else:
            flash(ngettext("%(n)s invitation is on its way.", "%(n)s invitations are on their way.", count), "good")
            return redirects.to("coordinator.selection", call_id=call_id)
    return _page(call_id, invite_form=form), form.status


def _page(call_id: int, assign_form: AssignForm | None = None, invite_form: InviteForm | None = None) -> str:
    return render_template(
        "coordinator/selection.html",
        call=calls.call(call_id, actor()),
        candidates=selections.candidates(call_id, actor()),
        ticked=frozenset(request.form.getlist("id", type=int)),
        assign_form=assign_form or AssignForm.over(calls.reviewers(call_id, actor()), is_sent=False),
        invite_form=invite_form or InviteForm(formdata=None),
        past=selections.past_proposals(call_id, actor()),
    )
