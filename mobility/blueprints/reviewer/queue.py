"""The files assigned to a reviewer: to be scored, and scored."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from mobility.blueprints.reviewer.desk import desk
from mobility.core.access import Action
from mobility.queries import review as reviews
from mobility.web.guards import actor, guarded
from mobility.web.identity import now


@desk.get("/reviews")
@guarded(Action.REVIEW_QUEUE)
def queue() -> ResponseReturnValue:
    """A page of the files to score, or of the scored ones."""
    is_scored = request.args.get("show") == "scored"
    page = reviews.queue(actor(), now(), is_scored=is_scored, after=request.args.get("after", type=int))
    show = "scored" if is_scored else None
    following = page.following and url_for("reviewer.queue", show=show, after=page.following)
    return render_template("reviewer/queue.html", page=page, is_scored=is_scored, next_url=following)
