"""Stepping back from a file for a conflict of interest."""

from __future__ import annotations

from flask import flash, render_template
from flask.typing import ResponseReturnValue

from mobility.blueprints.reviewer.desk import desk
from mobility.blueprints.reviewer.forms import ConflictForm
from mobility.core.access import Action
from mobility.core.terms import Refused
from mobility.i18n import _
from mobility.queries import review as reviews
from mobility.services.review.conflict import declare_conflict
from mobility.web import redirects
from mobility.web.guards import actor, guarded


@desk.route("/reviews/<int:review_id>/conflict", methods=["GET", "POST"])
@guarded(Action.REVIEW_CONFLICT)
def conflict(review_id: int) -> ResponseReturnValue:
    """Say what connects the reviewer with the student; the file is gone for them afterwards."""
    found = reviews.sheet(review_id, actor())
    form = ConflictForm(data={"seen": str(found.version)})
    if form.validate_on_submit():
        try:
            declare_conflict(review_id, form.reason.data or "", actor(), version=form.version)
        except Refused as refused:
            form.blame(refused, {"review.no_reason": "reason", "review.long_reason": "reason"})
            form.show_again(str(found.version))
        else:
            flash(_("You have stepped back from this file. The office gives it to somebody else."), "good")
            return redirects.to("reviewer.queue")
    return render_template("reviewer/conflict.html", sheet=found, form=form), form.status
