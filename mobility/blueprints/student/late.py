"""The way in after the deadline: a student enters the code that a coordinator gave out."""

from __future__ import annotations

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue
from wtforms import StringField
from wtforms.validators import InputRequired

from mobility.blueprints.student.desk import desk
from mobility.core.access import Action
from mobility.core.terms import Refused
from mobility.i18n import _
from mobility.queries import late as lates
from mobility.services.applications.late import enter
from mobility.web import redirects
from mobility.web.forms.blaming import BlamingForm
from mobility.web.forms.words import lazy
from mobility.web.guards import actor, guarded
from mobility.web.identity import now

_TOLD = ("late_code.", "deadline.", "eligibility.", "limit.", "call.not_")
"""Reasons that the page itself explains; all others are answered by a page of their own."""


class CodeForm(BlamingForm):
    """The code, as it was given out."""

    code = StringField(
        lazy("Late code"),
        [InputRequired()],
        description=lazy("Ten letters and digits. Capital letters and hyphens do not matter."),
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )


@desk.get("/calls/<key>/late")
@guarded(Action.LATE_ENTER)
def late(key: str) -> ResponseReturnValue:
    """Ask for the code; who is invited, or opened a link with it, finds it filled in."""
    found = lates.call_to_enter(key, actor(), now())
    form = CodeForm(formdata=None, code=request.args.get("code") or found.invited_by or "")
    return render_template("student/late.html", call=found, form=form)


@desk.post("/calls/<key>/late")
@guarded(Action.LATE_ENTER)
def enter_late(key: str) -> ResponseReturnValue:
    """Use the code and go on to the application."""
    form = CodeForm()
    try:
        application_id = enter(key, form.code.data or "", actor())
    except Refused as refused:
        if not refused.code.startswith(_TOLD):
            raise
        form.blame(refused, {"late_code": "code"})
        return render_template("student/late.html", call=lates.call_to_enter(key, actor(), now()), form=form), 422
    flash(_("You are let in. Submit before the time of the code is over."), "success")
    return redirects.to("student.application", application_id=application_id)
