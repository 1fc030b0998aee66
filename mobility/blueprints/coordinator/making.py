"""Calls are made here: from last year's edition or from a file, edited as drafts, looked at, published."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue

from mobility.blueprints.coordinator.call_forms import EVENING, DraftForm, EditionForm
from mobility.blueprints.coordinator.desk import desk
from mobility.core.access import Action
from mobility.core.terms import Reason, Refused
from mobility.i18n import _
from mobility.queries import drafts
from mobility.services.calls import bring as files
from mobility.services.calls import draft as drafting
from mobility.services.calls import edition as editions
from mobility.services.calls.call_file import MOST_BYTES
from mobility.services.calls.edition import Edition
from mobility.web import redirects
from mobility.web.guards import actor, guarded
from mobility.web.paging import next_page

FIELDS = {"call.dates_order": "deadline_on", "calendar": "deadline_time", "host": "hosts"}


@desk.get("/calls")
@guarded(Action.CALL_VIEW)
def all_calls() -> str:
    return _list()


@desk.post("/calls/import")
@guarded(Action.CALL_EDIT)
def import_call() -> ResponseReturnValue:
    """The file is judged and shown first; what is kept in the page is judged again before the draft is made."""
    given = request.files.get("file")
    try:
        if given:
            content = given.stream.read(MOST_BYTES + 1)
            file = files.judge(content, actor())
            kept = base64.b64encode(content).decode()
            return render_template("coordinator/import_call.html", record=file.record, content=kept)
        call_id = files.bring(base64.b64decode(request.form.get("content", ""), validate=True), actor())
    except binascii.Error:
        return _list([Reason("call_file.not_utf8")]), 422
    except Refused as refused:
        return _list(refused.reasons), 422
    flash(_("The draft is made. Look at it, then publish it."), "good")
    return redirects.to("coordinator.draft", call_id=call_id)


@desk.route("/calls/<int:call_id>/next-edition", methods=["GET", "POST"])
@guarded(Action.CALL_EDIT)
def next_edition(call_id: int) -> ResponseReturnValue:
    old = drafts.draft(call_id, actor())
    form = (
        EditionForm() if request.method == "POST" else EditionForm(formdata=None, edition=old.edition + 1, at=EVENING)
    )
    moved: Edition | None = None
    if form.validate_on_submit():
        try:
            assert form.edition.data is not None
            deadline = form.moment(old.time_zone)
            if form.is_confirmed.data == "yes":
                made = editions.make(call_id, form.edition.data, deadline, actor())
                flash(_("The draft is made. Look at it, then publish it."), "good")
                return redirects.to("coordinator.draft", call_id=made)
            moved = editions.rehearse(call_id, form.edition.data, deadline, actor())
        except Refused as refused:
            form.blame(refused, {"call.edition_there": "edition", "calendar": "at"})
    text = render_template(
        "coordinator/next_edition.html", old=old, form=form, moved=moved, partners=dict(drafts.partners(actor()))
    )
    return text, form.status


@desk.route("/calls/<int:call_id>/draft", methods=["GET", "POST"])
@guarded(Action.CALL_EDIT)
def draft(call_id: int) -> ResponseReturnValue:
    found = drafts.draft(call_id, actor())
    if found.state != "draft":
        return redirects.to("coordinator.call", call_id=call_id)
    form = DraftForm.of(found, drafts.partners(actor()), is_sent=request.method == "POST")
    if form.validate_on_submit():
        try:
            edited, version = form.edited(found.time_zone), request.form.get("version", type=int)
            drafting.edit(call_id, edited, form.edited_hosts(), actor(), version=version)
        except Refused as refused:
            form.blame(refused, FIELDS)
        else:
            flash(_("The draft is saved. Nobody but the office sees it."), "good")
            return redirects.to("coordinator.draft", call_id=call_id)
    return render_template("coordinator/draft.html", call=found, form=form), form.status


@desk.get("/calls/<int:call_id>/publish")
@guarded(Action.CALL_EDIT)
def preview_call(call_id: int) -> str:
    return _preview(call_id, drafting.open_faults(call_id, actor()))


@desk.post("/calls/<int:call_id>/publish")
@guarded(Action.CALL_EDIT)
def publish_call(call_id: int) -> ResponseReturnValue:
    try:
        drafting.publish(call_id, actor(), version=request.form.get("version", type=int))
    except Refused as refused:
        if refused.code.endswith(".unknown"):
            raise
        return _preview(call_id, refused.reasons), 409 if refused.code.startswith("stale.") else 422
    flash(_("The call is published."), "good")
    return redirects.to("coordinator.call", call_id=call_id)


@desk.post("/calls/<int:call_id>/discard")
@guarded(Action.CALL_EDIT)
def discard_call(call_id: int) -> ResponseReturnValue:
    try:
        drafting.discard(call_id, actor(), version=request.form.get("version", type=int))
    except Refused as refused:
        if refused.code.endswith(".unknown"):
            raise
        return _preview(call_id, refused.reasons), 409 if refused.code.startswith("stale.") else 422
    flash(_("The draft is thrown away."), "good")
    return redirects.to("coordinator.all_calls")


def _list(reasons: Sequence[Reason] = ()) -> str:
    page = drafts.calls(actor(), request.args.get("after", type=int))
    next_url = next_page("after", page.following) if request.method == "GET" else None
    return render_template("coordinator/calls.html", calls=page.lines, reasons=reasons, next_url=next_url)


def _preview(call_id: int, reasons: Sequence[Reason]) -> str:
    return render_template("coordinator/publish.html", call=drafts.draft(call_id, actor()), reasons=reasons)
