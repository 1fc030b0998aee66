"""One list in full: what it says of each file, and the files of the call that are not in it."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from mobility.blueprints.head.desk import desk
from mobility.core.access import Action
from mobility.queries import approval
from mobility.queries import proposed_list as lists
from mobility.web.guards import actor, guarded
from mobility.web.identity import now


@desk.get("/approvals/<int:proposal_id>")
@guarded(Action.APPROVAL_QUEUE)
def proposed_list(proposal_id: int) -> ResponseReturnValue:
    """Everything a head needs to decide about the list."""
    line = approval.line(proposal_id, actor())
    rows = lists.rows(proposal_id, actor())
    return render_template(
        "head/list.html",
        line=line,
        rows=rows,
        affected=lists.affected(rows),
        left_out=lists.left_out_counts(proposal_id, line.call_id, actor()),
        why_not=approval.why_not_approve(proposal_id, actor(), now()) if line.is_open else None,
    )


@desk.get("/approvals/<int:proposal_id>/others")
@guarded(Action.APPROVAL_QUEUE)
def left_out(proposal_id: int) -> ResponseReturnValue:
    """The handed-in files of the call that are not in the list, and why."""
    line = approval.line(proposal_id, actor())
    counts = lists.left_out_counts(proposal_id, line.call_id, actor())
    stage = next((one.stage for one in counts if one.stage.key == request.args.get("stage")), None)
    state, after = stage.key if stage else None, request.args.get("after", type=int)
    page = lists.left_out(proposal_id, line.call_id, actor(), state=state, after=after)
    following = page.following and url_for("head.left_out", proposal_id=proposal_id, stage=state, after=page.following)
    return render_template(
        "head/left_out.html", line=line, counts=counts, stage=stage, rows=page.rows, next_url=following
    )
