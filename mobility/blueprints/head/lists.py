"""The lists that wait for approval, and those that were decided before."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from mobility.blueprints.head.desk import desk
from mobility.core.access import Action
from mobility.queries import approval
from mobility.web.guards import actor, guarded


@desk.get("/approvals")
@guarded(Action.APPROVAL_QUEUE)
def queue() -> ResponseReturnValue:
    """What waits for a head, and what waits for its release."""
    lines = approval.open_lists(actor())
    waiting = [line for line in lines if line.is_open]
    approved = [line for line in lines if not line.is_open]
    return render_template("head/queue.html", waiting=waiting, approved=approved)


@desk.get("/approvals/archive")
@guarded(Action.APPROVAL_QUEUE)
def archive() -> ResponseReturnValue:
    """Lists that were approved or returned, the newest first."""
    page = approval.archive(actor(), before=request.args.get("before", type=int))
    following = page.before and url_for("head.archive", before=page.before)
    return render_template("head/archive.html", lines=page.lines, next_url=following)
