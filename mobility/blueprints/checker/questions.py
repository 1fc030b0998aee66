"""The questions put to an office: waiting, answered, and one of them with the few facts it is about."""

from __future__ import annotations

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from mobility.blueprints.checker.desk import desk
from mobility.core.access import Action
from mobility.core.terms import Refused
from mobility.i18n import _
from mobility.queries import checks
from mobility.queries.checks import QuestionSheet
from mobility.services.checks.answer import LONGEST_REMARK, answer
from mobility.web import redirects
from mobility.web.forms.blaming import BlamingForm
from mobility.web.forms.words import choices, lazy
from mobility.web.guards import actor, guarded
from mobility.web.identity import now


class AnswerForm(BlamingForm):
    """Yes or no, and why."""

    seen = HiddenField()
    answer = RadioField(
        lazy("Does your office agree?"),
        [InputRequired(lazy("Choose yes or no."))],
        choices=choices([("yes", lazy("Yes, we agree")), ("no", lazy("No, we do not agree"))]),
    )
    remark = TextAreaField(
        lazy("Remark"),
        [Optional(), Length(max=LONGEST_REMARK)],
        description=lazy("Needed for a no. The international office reads it, the student does not."),
        render_kw={"rows": 4},
    )

    @classmethod
    def of(cls, sheet: QuestionSheet) -> AnswerForm:
        """The form with what was answered before."""
        question = sheet.question
        return cls(formdata=None, seen=question.mark, answer=question.answer, remark=question.remark)


@desk.get("")
@guarded(Action.CHECK_QUEUE)
def queue() -> str:
    """A page of the questions that wait, or of those answered."""
    is_answered = request.args.get("show") == "answered"
    page = checks.queue(actor(), now(), is_answered=is_answered, after=request.args.get("after", type=int))
    show = "answered" if is_answered else None
    following = page.following and url_for("checker.queue", show=show, after=page.following)
    return render_template("checker/queue.html", page=page, is_answered=is_answered, next_url=following)


@desk.get("/<int:check_id>")
@guarded(Action.CHECK_ANSWER)
def question(check_id: int) -> str:
    """One question, with the form to answer it."""
    sheet = checks.sheet(check_id, actor())
    return _page(sheet, AnswerForm.of(sheet))


@desk.post("/<int:check_id>")
@guarded(Action.CHECK_ANSWER)
def give(check_id: int) -> ResponseReturnValue:
    """Keep the answer, and show the questions that still wait."""
    form = AnswerForm()
    if form.validate_on_submit():
        try:
            answer(check_id, form.answer.data, form.remark.data or "", actor(), seen=form.seen.data or "")
        except Refused as refused:
            form.blame(refused, {"check.answer_missing": "answer", "check.remark_missing": "remark"})
        else:
            flash(_("Your office's answer is kept."), "good")
            return redirects.to("checker.queue")
    sheet = checks.sheet(check_id, actor())
    form.show_again(sheet.question.mark)
    return _page(sheet, form), form.status


def _page(sheet: QuestionSheet, form: AnswerForm) -> str:
    return render_template("checker/question.html", sheet=sheet, form=form)
