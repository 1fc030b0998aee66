"""Outcomes from a file: every line judged and shown, then recorded as a whole or not at all."""

from __future__ import annotations

import base64
import binascii

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue

from mobility.blueprints.coordinator.desk import desk
from mobility.blueprints.coordinator.outcomes import page, recorded_words
from mobility.core.access import Action
from mobility.core.terms import Reason, Refused
from mobility.queries import calls
from mobility.services.outcomes.sheet import judge, record_sheet
from mobility.services.outcomes.table import MOST_BYTES
from mobility.web import redirects
from mobility.web.guards import actor, guarded


@desk.post("/calls/<int:call_id>/outcomes/sheet/preview")
@guarded(Action.OUTCOME_RECORD, needs_fresh_proof=True)
def preview_sheet(call_id: int) -> ResponseReturnValue:
    call = calls.call(call_id, actor())
    given = request.files.get("file")
    content = given.stream.read(MOST_BYTES + 1) if given else b""
    try:
        report = judge(call_id, content, actor())
    except Refused as refused:
        return page(call, sheet_reasons=refused.reasons), 422
    kept = base64.b64encode(content).decode()
    text = render_template("coordinator/sheet.html", call=call, report=report, content=kept)
    return text, 200 if report.is_sound else 422


@desk.post("/calls/<int:call_id>/outcomes/sheet")
@guarded(Action.OUTCOME_RECORD, needs_fresh_proof=True)
def send_sheet(call_id: int) -> ResponseReturnValue:
    call = calls.call(call_id, actor())
    try:
        content = base64.b64decode(request.form.get("content", ""), validate=True)
        count = record_sheet(call_id, content, actor())
    except binascii.Error:
        return page(call, sheet_reasons=[Reason("sheet.unreadable")]), 422
    except Refused as refused:
        return page(call, sheet_reasons=refused.reasons), 422
    flash(recorded_words(count), "good")
    return redirects.to("coordinator.outcomes", call_id=call_id)
