"""Go or no-go of a group, and the fees that hang on it."""

from __future__ import annotations

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mobility.blueprints.coordinator.desk import desk
from mobility.core.access import Action
from mobility.core.terms import Reason, Refused
from mobility.i18n import ngettext
from mobility.queries import calls, groups
from mobility.services.groups import decide
from mobility.services.groups.refund import note_refunds
from mobility.web import redirects
from mobility.web.guards import actor, guarded
from mobility.web.strictness import repeats

STATES = ("due", "paid", "refund_due", "refunded", "waived")


@desk.get("/calls/<int:call_id>/group")
@guarded(Action.GROUP_DECIDE)
def group(call_id: int) -> str:
    return _group(call_id)


@desk.post("/calls/<int:call_id>/group/go")
@guarded(Action.GROUP_DECIDE)
def group_goes(call_id: int) -> ResponseReturnValue:
    try:
        count = decide.go(call_id, actor(), is_below_minimum_accepted="is_below_minimum_accepted" in request.form)
    except Refused as refused:
        if refused.code.endswith(".unknown"):
            raise
        return _group(call_id, refused.reasons), 422
    flash(ngettext("It takes place; %(n)s person is told.", "It takes place; %(n)s people are told.", count), "good")
    return redirects.to("coordinator.group", call_id=call_id)


@desk.post("/calls/<int:call_id>/group/no-go")
@guarded(Action.GROUP_DECIDE)
def group_ends(call_id: int) -> ResponseReturnValue:
    if "is_sure" not in request.form:
        return _group(call_id, (Reason("group.not_sure"),)), 422
    try:
        count = decide.no_go(call_id, actor())
    except Refused as refused:
        if refused.code.endswith(".unknown"):
            raise
        return _group(call_id, refused.reasons), 422
    flash(
        ngettext(
            "It does not take place; %(n)s person is told.", "It does not take place; %(n)s people are told.", count
        ),
        "good",
    )
    return redirects.to("coordinator.call", call_id=call_id)


@desk.get("/calls/<int:call_id>/fees")
@guarded(Action.OUTCOME_RECORD)
def fees(call_id: int) -> str:
    return _fees(call_id)


@desk.post("/calls/<int:call_id>/fees/refunded")
@guarded(Action.OUTCOME_RECORD)
@repeats("id")
def fees_refunded(call_id: int) -> ResponseReturnValue:
    calls.call(call_id, actor())
    try:
        count = note_refunds(call_id, request.form.getlist("id", type=int), actor())
    except Refused as refused:
        if refused.code.endswith(".unknown"):
            raise
        return _fees(call_id, refused.reasons), 422
    flash(ngettext("%(n)s fee is noted as returned.", "%(n)s fees are noted as returned.", count), "good")
    return redirects.to("coordinator.fees", call_id=call_id, state="refund_due")


def _group(call_id: int, reasons: tuple[Reason, ...] = ()) -> str:
    call = calls.call(call_id, actor())
    return render_template("coordinator/group.html", call=call, group=groups.group(call_id, actor()), reasons=reasons)


def _fees(call_id: int, reasons: tuple[Reason, ...] = ()) -> str:
    state = request.args.get("state", "")
    state = state if state in STATES else ""
    page = groups.fees(call_id, actor(), state=state, after=request.args.get("after", 0, type=int))
    following = url_for("coordinator.fees", call_id=call_id, state=state or None, after=page.following)
    return render_template(
        "coordinator/fees.html",
        call=calls.call(call_id, actor()),
        page=page,
        state=state,
        states=STATES,
        next_url=following if page.following else None,
        reasons=reasons,
    )
