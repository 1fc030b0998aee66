"""Recalling and giving up: each a page of its own that says first what follows from it."""

from __future__ import annotations

from flask import flash, render_template
from flask.typing import ResponseReturnValue

from mobility.blueprints.student.acts import seen_stage
from mobility.blueprints.student.desk import desk
from mobility.blueprints.student.move_forms import GIVE_UP_CODES, GIVE_UP_FIELDS, GiveUpForm
from mobility.core.access import Action
from mobility.core.terms import Refused
from mobility.i18n import _
from mobility.queries import application as applications
from mobility.services.applications import giving_up, moves
from mobility.web import redirects
from mobility.web.guards import actor, guarded
from mobility.web.identity import now


@desk.get("/applications/<int:application_id>/recall")
@guarded(Action.APPLICATION_RECALL)
def recall(application_id: int) -> ResponseReturnValue:
    """Ask once more before a submission is taken back, or say why it cannot be."""
    mine = applications.own(application_id, actor(), now())
    return render_template("student/recall.html", mine=mine, reasons=mine.why_not(Action.APPLICATION_RECALL))


@desk.post("/applications/<int:application_id>/recall")
@guarded(Action.APPLICATION_RECALL)
def recall_now(application_id: int) -> ResponseReturnValue:
    """Take the submission back."""
    moves.recall(application_id, actor(), seen_stage=seen_stage())
    flash(_("Your application is yours to edit again. It takes part only once you have submitted it again."), "signal")
    return redirects.to("student.application", application_id=application_id)


@desk.get("/applications/<int:application_id>/give-up")
@guarded(Action.APPLICATION_GIVE_UP)
def give_up(application_id: int) -> ResponseReturnValue:
    """Say what giving up means at this stage, and ask why, before it is done."""
    return _give_up_page(application_id, GiveUpForm())


@desk.post("/applications/<int:application_id>/give-up")
@guarded(Action.APPLICATION_GIVE_UP)
def give_up_now(application_id: int) -> ResponseReturnValue:
    """Give the application up; for a quarter of an hour that may be undone."""
    form = GiveUpForm()
    try:
        giving_up.give_up(
            application_id,
            actor(),
            reason=form.reason.data or "",
            note=form.note.data or "",
            seen_stage=seen_stage(),
        )
    except Refused as refused:
        if not refused.code.startswith(GIVE_UP_CODES):
            raise
        form.blame(refused, GIVE_UP_FIELDS)
        return _give_up_page(application_id, form), form.status
    return redirects.to("student.progress", application_id=application_id)


@desk.post("/applications/<int:application_id>/undo-give-up")
@guarded(Action.APPLICATION_KEEP)
def undo_give_up(application_id: int) -> ResponseReturnValue:
    """Keep the application after all."""
    giving_up.undo(application_id, actor())
    flash(_("Undone. Your application goes on as before."), "success")
    return redirects.to("student.application", application_id=application_id)


def _give_up_page(application_id: int, form: GiveUpForm) -> str:
    mine = applications.own(application_id, actor(), now())
    reasons = mine.why_not(Action.APPLICATION_GIVE_UP)
    return render_template("student/give_up.html", mine=mine, reasons=reasons, form=form)
