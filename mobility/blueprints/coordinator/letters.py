"""What was written to whom, and what became of it."""

from __future__ import annotations

from flask import render_template, request

from mobility.blueprints.coordinator.desk import desk
from mobility.core.access import Action
from mobility.queries import calls
from mobility.queries import letters as mail
from mobility.web.guards import actor, guarded

STATES = ("pending", "sent", "inbox_only", "bounced", "dead", "expired", "unwanted")


@desk.get("/letters")
@guarded(Action.LETTERS_VIEW)
def letters() -> str:
    state = request.args.get("state", "")
    call_id = request.args.get("call", type=int)
    before = request.args.get("before", type=int)
    return render_template(
        "coordinator/letters.html",
        page=mail.page(actor(), state=state if state in STATES else "", call_id=call_id, before=before),
        state=state,
        states=STATES,
        call_id=call_id,
        calls=calls.calls(actor()),
    )


@desk.get("/letters/<int:letter_id>")
@guarded(Action.LETTERS_VIEW)
def letter(letter_id: int) -> str:
    return render_template("coordinator/letter.html", letter=mail.whole(letter_id, actor()))
