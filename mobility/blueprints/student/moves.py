"""Recalling and giving up: each a page of its own that says first what follows from it."""

from __future__ import annotations

from flask import flash, render_template
from flask.typing import ResponseReturnValue

from mobility.blueprints.student.acts import seen_stage
from mobility.blueprints.student.desk import desk
from mobility.core.access import Action
from mobility.i18n import _
from mobility.queries import application as applications
from mobility.services.applications import moves
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
    """Say what giving up means at this stage, before it is done."""
    mine = applications.own(application_id, actor(), now())
    return render_template("student/give_up.html", mine=mine, reasons=mine.why_not(Action.APPLICATION_GIVE_UP))


@desk.post("/applications/<int:application_id>/give-up")
@guarded(Action.APPLICATION_GIVE_UP)
def give_up_now(application_id: int) -> ResponseReturnValue:
    """End the application for good."""
    moves.give_up(application_id, actor(), seen_stage=seen_stage())
    flash(_("You have given up this application."), "success")
    return redirects.to("student.progress", application_id=application_id)
