"""The inbox: every letter that was sent to the person who is signed in, staff included."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from mobility.blueprints.student.desk import desk
from mobility.core.access import Action
from mobility.queries import inbox as inboxes
from mobility.services.inbox.read import read_letter
from mobility.web.guards import actor, guarded


@desk.get("/letters")
@guarded(Action.INBOX_READ)
def inbox() -> ResponseReturnValue:
    before = request.args.get("before", type=int)
    return render_template("student/inbox.html", page=inboxes.inbox(actor(), before=before))


@desk.get("/letters/<int:message_id>")
@guarded(Action.INBOX_READ)
def letter(message_id: int) -> ResponseReturnValue:
    return render_template("student/letter.html", letter=read_letter(message_id, actor()))
