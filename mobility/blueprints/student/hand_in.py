"""Checking one's answers, the declaration and the submit, for the first time and after a return."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from mobility.blueprints.student.acts import is_ticked, seen_fingerprint, titles_of
from mobility.blueprints.student.desk import desk
from mobility.core.access import Action
from mobility.core.terms import Refused
from mobility.queries import application as applications
from mobility.queries.answer_sheet import answer_sheet
from mobility.queries.judging import verdict
from mobility.queries.tasks import task_list
from mobility.services.applications.submit import resubmit, submit
from mobility.web import redirects
from mobility.web.guards import actor, guarded
from mobility.web.identity import now

_TOLD_ON_THE_PAGE = ("declaration.", "section.", "wishes.", "document.", "eligibility.", "limit.", "stale.content")
"""Reasons that the page of answers itself explains; all others are answered by a page of their own."""


@desk.get("/applications/<int:application_id>/check")
@guarded(Action.APPLICATION_EDIT)
def check(application_id: int) -> ResponseReturnValue:
    """Every answer with a way to change it, and below them the declaration."""
    return _page(application_id)


@desk.post("/applications/<int:application_id>/submit")
@guarded(Action.APPLICATION_SUBMIT)
def send(application_id: int) -> ResponseReturnValue:
    """Submit; pressed twice it leads to the same receipt."""
    try:
        submit(application_id, actor(), has_declared=is_ticked("has_declared"), fingerprint=seen_fingerprint())
    except Refused as refused:
        return _explained(application_id, refused)
    return redirects.to("student.receipt", application_id=application_id)


@desk.post("/applications/<int:application_id>/resubmit")
@guarded(Action.APPLICATION_RESUBMIT)
def send_again(application_id: int) -> ResponseReturnValue:
    """Hand a returned file in again."""
    try:
        resubmit(application_id, actor(), has_declared=is_ticked("has_declared"), fingerprint=seen_fingerprint())
    except Refused as refused:
        return _explained(application_id, refused)
    return redirects.to("student.receipt", application_id=application_id)


def _explained(application_id: int, refused: Refused) -> ResponseReturnValue:
    if not all(reason.code.startswith(_TOLD_ON_THE_PAGE) for reason in refused.reasons):
        raise refused
    return _page(application_id, refused), 409 if refused.code == "stale.content" else 422


def _page(application_id: int, refused: Refused | None = None) -> str:
    mine, held = applications.own_with_content(application_id, actor(), now())
    return render_template(
        "student/check.html",
        mine=mine,
        held=held,
        tasks=task_list(mine, held),
        sheet=answer_sheet(held),
        verdict=verdict(held),
        reasons=refused.reasons if refused else (),
        titles=titles_of(held),
    )
