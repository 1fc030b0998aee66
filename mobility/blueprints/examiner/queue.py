"""The tests that a language examiner enters marks for."""

from __future__ import annotations

from flask import render_template, request, url_for

from mobility.blueprints.examiner.desk import desk
from mobility.core.access import Action
from mobility.queries import language_marks
from mobility.web.guards import actor, guarded


@desk.get("")
@guarded(Action.MARK_QUEUE)
def queue() -> str:
    """A page of the tests that are open for marks, or of the closed ones."""
    is_closed = request.args.get("show") == "closed"
    page = language_marks.sittings(actor(), is_closed=is_closed, before=request.args.get("before", type=int))
    show = "closed" if is_closed else None
    following = page.following and url_for("examiner.queue", show=show, before=page.following)
    return render_template("examiner/queue.html", page=page, is_closed=is_closed, next_url=following)
