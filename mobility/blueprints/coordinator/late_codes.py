"""The codes by which a call lets students in after its deadline: made, listed with their uses, revoked."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired

from mobility.blueprints.coordinator.desk import desk
from mobility.blueprints.coordinator.forms import instant
from mobility.core.access import Action
from mobility.core.terms import Refused
from mobility.i18n import _
from mobility.queries import calls, late
from mobility.services.calls import late_codes as codes
from mobility.web import redirects
from mobility.web.forms.blaming import BlamingForm
from mobility.web.forms.fields import ClockField, DayField
from mobility.web.forms.numbers import WholeNumberField
from mobility.web.forms.words import lazy
from mobility.web.guards import actor, guarded
from mobility.web.identity import now

_FIELDS: Final = {
    "late_code.no_note": "note",
    "late_code.long": "note",
    "late_code.uses": "most_uses",
    "late_code.one_student": "most_uses",
    "late_code.no_student": "student_number",
    "access.own_case": "student_number",
    "late_code": "on",
    "calendar": "at",
}
"""Which field a refusal is about."""


class LateCodeForm(BlamingForm):
    """Until when, how often, for whom, and why."""

    on = DayField(lazy("Good until, day"), [InputRequired(lazy("Choose a date."))])
    at = ClockField(lazy("Time"), [InputRequired(lazy("Choose a time."))])
    student_number = StringField(
        lazy("For one student: student number"),
        description=lazy("They get a letter with the code, and nobody else can use it."),
    )
    most_uses = WholeNumberField(
        lazy("How many students may use it"), [InputRequired(lazy("Enter a whole number."))], default="1"
    )
    note = TextAreaField(
        lazy("Why"),
        [InputRequired(lazy("Say why students may apply late."))],
        description=lazy("For the office and the audit; students do not see it."),
        render_kw={"rows": 2},
    )

    def moment(self, zone: str) -> datetime:
        return instant(self.on, self.at, zone)


@desk.get("/calls/<int:call_id>/late-codes")
@guarded(Action.LATE_CODE_MANAGE)
def late_codes(call_id: int) -> str:
    """The codes of the call with who used them, and a form for a new one."""
    return _page(call_id, LateCodeForm(formdata=None))


@desk.post("/calls/<int:call_id>/late-codes")
@guarded(Action.LATE_CODE_MANAGE)
def make_late_code(call_id: int) -> ResponseReturnValue:
    """Make a code; one for a named student is sent to them."""
    form = LateCodeForm()
    found = calls.call(call_id, actor())
    if not form.validate_on_submit():
        return _page(call_id, form), form.status
    try:
        code = codes.make(
            call_id,
            actor(),
            valid_until=form.moment(found.time_zone),
            note=form.note.data or "",
            most_uses=form.most_uses.data or 0,
            student_number=form.student_number.data,
        )
    except Refused as refused:
        form.blame(refused, _FIELDS)
        return _page(call_id, form), form.status
    flash(_("The code is %(code)s. It stands in the list below.", code=code), "good")
    return redirects.to("coordinator.late_codes", call_id=call_id)


@desk.post("/calls/<int:call_id>/late-codes/<int:late_code_id>/revoke")
@guarded(Action.LATE_CODE_MANAGE)
def revoke_late_code(call_id: int, late_code_id: int) -> ResponseReturnValue:
    """Let nobody else in by a code."""
    codes.revoke(late_code_id, call_id, actor())
    flash(_("The code is revoked. Who used it before keeps their time."), "good")
    return redirects.to("coordinator.late_codes", call_id=call_id)


def _page(call_id: int, form: LateCodeForm) -> str:
    found = calls.call(call_id, actor())
    return render_template(
        "coordinator/late_codes.html", call=found, form=form, codes=late.codes(call_id, actor(), now()), now=now()
    )
