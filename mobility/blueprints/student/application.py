"""The application itself: begun from a call, a list of tasks while it is open, else where it stands."""

from __future__ import annotations

from flask import flash, render_template
from flask.typing import ResponseReturnValue

from mobility.blueprints.student.acts import titles_of
from mobility.blueprints.student.desk import desk
from mobility.core.access import Action
from mobility.core.terms import Refused
from mobility.queries import application as applications
from mobility.queries import receipt as receipts
from mobility.queries import timeline as timelines
from mobility.queries.answer_sheet import frozen_documents, frozen_sheet
from mobility.queries.content import hold
from mobility.queries.definitions import form
from mobility.queries.record_changes import drift
from mobility.queries.tasks import task_list
from mobility.services.applications.start import start
from mobility.web import redirects
from mobility.web.guards import actor, guarded
from mobility.web.identity import now
from mobility.wording import describe_reason


@desk.post("/calls/<key>/start")
@guarded(Action.APPLICATION_START)
def begin(key: str) -> ResponseReturnValue:
    """Begin an application; whoever may not learns why on the page of the call."""
    try:
        application_id = start(key, actor())
    except Refused as refused:
        if refused.code.startswith(("deadline.", "eligibility.", "limit.", "call.not_")):
            flash(describe_reason(refused.reasons[0]), "signal")
            return redirects.to("public.call", key=key)
        raise
    return redirects.to("student.application", application_id=application_id)


@desk.get("/applications/<int:application_id>")
@guarded(Action.APPLICATION_VIEW)
def application(application_id: int) -> ResponseReturnValue:
    """The list of tasks while something can be changed, else where the file stands."""
    mine = applications.own(application_id, actor(), now())
    if not mine.is_editable:
        return _progress(mine)
    held = hold(application_id)
    return render_template(
        "student/tasks.html",
        mine=mine,
        held=held,
        tasks=task_list(mine, held),
        titles=titles_of(held),
        drift=drift(held) if mine.was_submitted else None,
    )


@desk.get("/applications/<int:application_id>/progress")
@guarded(Action.APPLICATION_VIEW)
def progress(application_id: int) -> ResponseReturnValue:
    """Where the file stands, who has it and what has happened to it."""
    return _progress(applications.own(application_id, actor(), now()))


@desk.get("/applications/<int:application_id>/receipt")
@guarded(Action.APPLICATION_VIEW)
def receipt(application_id: int) -> ResponseReturnValue:
    """The receipt of the newest submission."""
    mine = applications.own(application_id, actor(), now())
    return render_template("student/receipt.html", mine=mine, receipt=receipts.last_receipt(application_id, actor()))


@desk.get("/applications/<int:application_id>/print")
@guarded(Action.APPLICATION_VIEW)
def sheet(application_id: int) -> ResponseReturnValue:
    """Everything that was handed in, on a sheet for the printer."""
    receipt = receipts.last_receipt(application_id, actor())
    asked = form(receipt.questionnaire_id)
    return render_template(
        "print/application.html",
        receipt=receipt,
        sections=frozen_sheet(asked, receipt.content),
        documents=frozen_documents(asked, receipt.content),
        declaration=asked.declaration,
    )


def _progress(mine: applications.OwnApplication) -> str:
    events = timelines.timeline(mine.id, mine.workflow, mine.actor.user_id)
    held = hold(mine.id) if mine.was_submitted and not mine.stage.is_end else None
    return render_template(
        "student/progress.html",
        mine=mine,
        events=events,
        since=timelines.since(events, mine.stage),
        drift=drift(held) if held else None,
        returned_documents=held.returned_documents if held else (),
    )
