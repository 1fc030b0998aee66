"""The score sheet: what a reviewer reads of one student, and the score they give."""

from __future__ import annotations

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue

from mobility.blueprints.reviewer.desk import desk
from mobility.blueprints.reviewer.forms import ScoreForm
from mobility.core.access import Action
from mobility.core.terms import Refused
from mobility.i18n import _
from mobility.queries import review as reviews
from mobility.queries.review import Sheet
from mobility.services.review import score
from mobility.web import redirects
from mobility.web.guards import actor, guarded
from mobility.wording import describe_reason


@desk.get("/reviews/<int:review_id>")
@guarded(Action.REVIEW_SCORE)
def sheet(review_id: int) -> ResponseReturnValue:
    """One file with the reviewer's own score."""
    found = reviews.sheet(review_id, actor())
    return _page(found, ScoreForm.of(found))


@desk.post("/reviews/<int:review_id>")
@guarded(Action.REVIEW_SCORE)
def give(review_id: int) -> ResponseReturnValue:
    """Save the score as a draft, or submit it, by the button that was pressed."""
    is_final = request.form.get("act") == "submit"
    form = ScoreForm()
    if form.validate_on_submit():
        try:
            (score.submit if is_final else score.save_draft)(review_id, form.typed, actor(), version=form.version)
        except Refused as refused:
            if refused.code == "review.closed":
                return _closed(refused)
            form.blame(refused, ScoreForm.FIELDS)
        else:
            return _onwards(review_id, is_final=is_final)
    found = reviews.sheet(review_id, actor())
    form.show_again(str(found.version))
    return _page(found, form)


@desk.post("/reviews/<int:review_id>/reopen")
@guarded(Action.REVIEW_SCORE)
def reopen(review_id: int) -> ResponseReturnValue:
    """Take a submitted score back, to change it."""
    form = ScoreForm()
    try:
        score.reopen(review_id, actor(), version=form.version)
    except Refused as refused:
        if refused.code == "review.closed":
            return _closed(refused)
        raise
    flash(_("The score is open again. It does not count until you submit it."), "info")
    return redirects.to("reviewer.sheet", review_id=review_id)


def _page(found: Sheet, form: ScoreForm) -> ResponseReturnValue:
    return render_template("reviewer/sheet.html", sheet=found, form=form), form.status


def _onwards(review_id: int, *, is_final: bool) -> ResponseReturnValue:
    """After a draft the same file, after a score the next one."""
    if not is_final:
        flash(_("Saved as a draft. Only a submitted score counts."), "info")
        return redirects.to("reviewer.sheet", review_id=review_id)
    following = reviews.next_to_score(actor(), review_id)
    if following is None:
        flash(_("The score is submitted. You have scored every file that waits for you."), "good")
        return redirects.to("reviewer.queue", show="scored")
    flash(_("The score is submitted. Here is the next file."), "good")
    return redirects.to("reviewer.sheet", review_id=following)


def _closed(refused: Refused) -> ResponseReturnValue:
    """The list was proposed meanwhile, so the sheet may be gone; the queue is not."""
    flash(describe_reason(refused.reasons[0]), "signal")
    return redirects.to("reviewer.queue")
