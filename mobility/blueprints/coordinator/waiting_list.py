"""A call's waiting lists: who waits in which order, and the end of it."""

from __future__ import annotations

from flask import flash, render_template
from flask.typing import ResponseReturnValue

from mobility.blueprints.coordinator.desk import desk
from mobility.core.access import Action
from mobility.i18n import ngettext
from mobility.queries import calls, selection
from mobility.services.selection.waitlist import close
from mobility.web import redirects
from mobility.web.guards import actor, guarded


@desk.get("/calls/<int:call_id>/waiting-list")
@guarded(Action.WAITLIST_CLOSE)
def waiting_list(call_id: int) -> str:
    call = calls.call(call_id, actor())
    return render_template("coordinator/waiting_list.html", call=call, waiting=selection.waiting(call_id, actor()))


@desk.post("/calls/<int:call_id>/waiting-list/close")
@guarded(Action.WAITLIST_CLOSE, needs_fresh_proof=True)
def close_waiting_list(call_id: int) -> ResponseReturnValue:
    count = close(call_id, actor())
    text = ngettext(
        "The waiting list is closed; %(n)s person is told.", "The waiting list is closed; %(n)s people are told.", count
    )
    flash(text, "good")
    return redirects.to("coordinator.call", call_id=call_id)
