"""Acts on all of a call, each shown before it is done: a host withdrawn, the whole call cancelled."""

from __future__ import annotations

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue

from mobility.blueprints.coordinator.desk import desk
from mobility.core.access import Action
from mobility.core.terms import Reason, Refused
from mobility.i18n import _, in_current, ngettext
from mobility.queries import calls
from mobility.queries import hosts as offered
from mobility.services.calls.cancel import AT_ONCE, cancel
from mobility.services.calls.withdraw_host import withdraw_host
from mobility.web import redirects
from mobility.web.guards import actor, guarded


@desk.get("/calls/<int:call_id>/hosts")
@guarded(Action.HOST_WITHDRAW)
def hosts(call_id: int) -> str:
    """The hosts of the call with their places and wishes."""
    call = calls.call(call_id, actor())
    return render_template("coordinator/hosts.html", call=call, lines=offered.demand(call_id, actor()))


@desk.get("/calls/<int:call_id>/hosts/<int:option_id>/withdraw")
@guarded(Action.HOST_WITHDRAW)
def withdraw(call_id: int, option_id: int) -> str:
    """Show whom the withdrawal of a host would reach."""
    return _withdraw(call_id, option_id)


@desk.post("/calls/<int:call_id>/hosts/<int:option_id>/withdraw")
@guarded(Action.HOST_WITHDRAW, needs_fresh_proof=True)
def withdraw_now(call_id: int, option_id: int) -> ResponseReturnValue:
    """Withdraw the host once the coordinator has said to be sure."""
    line = _line(call_id, option_id)
    if "is_sure" not in request.form:
        return _withdraw(call_id, option_id, (Reason("act.not_sure"),)), 422
    try:
        done = withdraw_host(call_id, option_id, actor())
    except Refused as refused:
        if refused.code.endswith(".unknown"):
            raise
        return _withdraw(call_id, option_id, refused.reasons), 422
    told = done.placed_count + done.wished_count
    words = ngettext(
        "%(host)s is withdrawn; %(n)s person is told.",
        "%(host)s is withdrawn; %(n)s people are told.",
        told,
        host=in_current(line.option.name),
    )
    flash(words, "good")
    return redirects.to("coordinator.hosts", call_id=call_id)


@desk.get("/calls/<int:call_id>/cancel")
@guarded(Action.CALL_CANCEL)
def cancel_call(call_id: int) -> str:
    """Show whom cancelling the call would reach."""
    return _cancel(call_id)


@desk.post("/calls/<int:call_id>/cancel")
@guarded(Action.CALL_CANCEL, needs_fresh_proof=True)
def cancel_call_now(call_id: int) -> ResponseReturnValue:
    """Cancel the call once the coordinator has said to be sure."""
    calls.call(call_id, actor())
    if "is_sure" not in request.form:
        return _cancel(call_id, (Reason("act.not_sure"),)), 422
    try:
        count = cancel(call_id, actor(), version=request.form.get("version", type=int))
    except Refused as refused:
        if refused.code.endswith(".unknown"):
            raise
        return _cancel(call_id, refused.reasons), 422
    if count > AT_ONCE:
        flash(_("The call is cancelled. Its %(count)s files are ended one after the other now.", count=count), "good")
    else:
        flash(
            ngettext(
                "The call is cancelled; %(n)s person is told.", "The call is cancelled; %(n)s people are told.", count
            ),
            "good",
        )
    return redirects.to("coordinator.call", call_id=call_id)


def _line(call_id: int, option_id: int) -> offered.Demand:
    calls.call(call_id, actor())
    found = next((one for one in offered.demand(call_id, actor()) if one.option.id == option_id), None)
    if found is None:
        raise Refused("host.unknown")
    return found


def _withdraw(call_id: int, option_id: int, reasons: tuple[Reason, ...] = ()) -> str:
    call, line = calls.call(call_id, actor()), _line(call_id, option_id)
    return render_template("coordinator/withdraw_host.html", call=call, line=line, reasons=reasons)


def _cancel(call_id: int, reasons: tuple[Reason, ...] = ()) -> str:
    call = calls.call(call_id, actor())
    live = calls.live_by_stage(call_id, actor())
    return render_template("coordinator/cancel_call.html", call=call, live=live, reasons=reasons, at_once=AT_ONCE)
