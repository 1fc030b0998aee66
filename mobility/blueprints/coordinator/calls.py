"""A call as the office sees it, and its deadline moved."""

from __future__ import annotations

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue

from mobility.blueprints.coordinator.desk import desk
from mobility.blueprints.coordinator.forms import ExtendForm
from mobility.core.access import Action
from mobility.core.terms import Refused
from mobility.i18n import ngettext
from mobility.queries import calls
from mobility.services.calls.extend import extend
from mobility.web import redirects
from mobility.web.guards import actor, guarded
from mobility.web.identity import now

_FIELDS = {
    "call.not_later": "on",
    "call.already_closed": "on",
    "calendar": "at",
    "deadline.no_reason": "reason",
    "allowance.long_reason": "reason",
}


@desk.get("/calls/<int:call_id>")
@guarded(Action.CALL_VIEW)
def call(call_id: int) -> str:
    return render_template("coordinator/call.html", call=calls.call(call_id, actor()), now=now())


@desk.get("/calls/<int:call_id>/deadline")
@guarded(Action.CALL_EXTEND)
def deadline(call_id: int) -> str:
    form = ExtendForm(formdata=None)
    _ask_why(form, calls.call(call_id, actor()))
    return _page(call_id, form)


@desk.post("/calls/<int:call_id>/deadline")
@guarded(Action.CALL_EXTEND)
def move_deadline(call_id: int) -> ResponseReturnValue:
    form = ExtendForm()
    found = calls.call(call_id, actor())
    _ask_why(form, found)
    if not form.validate_on_submit():
        return _page(call_id, form), form.status
    try:
        moment = form.moment(found.time_zone)
        if form.is_confirmed.data != "yes":
            return _page(call_id, form, is_preview=True)
        version, reason = request.form.get("version", type=int), form.reason.data or ""
        told = extend(call_id, moment, actor(), version=version, reason=reason)
    except Refused as refused:
        form.blame(refused, _FIELDS)
        return _page(call_id, form), form.status
    flash(_moved(told), "good")
    return redirects.to("coordinator.call", call_id=call_id)


def _ask_why(form: ExtendForm, found: calls.OfficeCall) -> None:
    if calls.is_relied_on(found.id, found.opens_at, now()):
        form.ask_why()


def _moved(told: int) -> str:
    return ngettext(
        "The deadline is moved; %(n)s person is told.", "The deadline is moved; %(n)s people are told.", told
    )


def _page(call_id: int, form: ExtendForm, *, is_preview: bool = False) -> str:
    found = calls.call(call_id, actor())
    told = calls.told_by_extension(call_id, actor())
    return render_template(
        "coordinator/deadline.html", call=found, form=form, told=told, is_preview=is_preview, now=now()
    )
