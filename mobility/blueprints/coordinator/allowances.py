"""More than the cap for one school, and more places for a call: shown first, done with a reason, taken back."""

from __future__ import annotations

from typing import Final

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired

from mobility.blueprints.coordinator.desk import desk
from mobility.core.access import Action
from mobility.core.terms import Refused
from mobility.i18n import _, in_current
from mobility.queries import allowances as reading
from mobility.queries import calls
from mobility.queries.allowances import SchoolCap
from mobility.queries.calls import OfficeCall
from mobility.queries.keyset import key
from mobility.services.calls import allow
from mobility.web import redirects
from mobility.web.forms.blaming import BlamingForm
from mobility.web.forms.numbers import WholeNumberField
from mobility.web.forms.words import choices, lazy
from mobility.web.guards import actor, guarded
from mobility.wording import describe_reason

PLACES: Final = "places"
_FIELDS: Final = {
    "allowance.no_cap": "what",
    "allowance.no_reason": "reason",
    "allowance.long_reason": "reason",
    "allowance": "count",
    "school_list.handed_in": "what",
    "unit.unknown": "what",
}
"""Which field a refusal is about."""


class AllowForm(BlamingForm):
    """What is raised, to which number, and why."""

    what = SelectField(lazy("Of what"), [InputRequired(lazy("Choose what is raised."))])
    count = WholeNumberField(lazy("To how many"), [InputRequired(lazy("Enter a whole number."))])
    reason = TextAreaField(
        lazy("Why"),
        [InputRequired(lazy("Say why more are allowed."))],
        description=lazy("It stands on the head's page of exceptions."),
        render_kw={"rows": 2},
    )
    seen = HiddenField()
    is_confirmed = RadioField(
        lazy("Allow it now?"),
        [InputRequired()],
        choices=choices([("no", lazy("Show me first what changes")), ("yes", lazy("Yes, allow it"))]),
        default="no",
    )

    @classmethod
    def over(cls, call: OfficeCall, schools: tuple[SchoolCap, ...], *, is_sent: bool) -> AllowForm:
        """The form with everything of the call that has a number."""
        form = cls() if is_sent else cls(formdata=None)
        named = [
            (str(one.unit_id), _("%(school)s: recommends up to %(cap)s", school=in_current(one.name), cap=one.cap))
            for one in schools
            if one.handed_in_at is None
        ]
        whole = [] if call.place_count is None else [(PLACES, _("The call: %(n)s places", n=call.place_count))]
        form.what.choices = [*whole, *named]
        return form

    def number_now(self, call: OfficeCall, schools: tuple[SchoolCap, ...]) -> int | None:
        """What is allowed now of what was chosen."""
        if self.what.data == PLACES:
            return call.place_count
        return next((one.cap for one in schools if str(one.unit_id) == self.what.data), None)


@desk.get("/calls/<int:call_id>/allowances")
@guarded(Action.CALL_ALLOW)
def allowances(call_id: int) -> str:
    """What was allowed so far, and a form for more."""
    call, schools = calls.call(call_id, actor()), reading.school_caps(call_id, actor())
    return _page(call, schools, AllowForm.over(call, schools, is_sent=False))


@desk.post("/calls/<int:call_id>/allowances")
@guarded(Action.CALL_ALLOW)
def allow_more(call_id: int) -> ResponseReturnValue:
    """Show what would change, or allow it."""
    call, schools = calls.call(call_id, actor()), reading.school_caps(call_id, actor())
    form = AllowForm.over(call, schools, is_sent=True)
    if not form.validate_on_submit():
        return _page(call, schools, form), form.status
    if form.is_confirmed.data != "yes":
        form.seen.data = str(form.number_now(call, schools))
        return _page(call, schools, form, is_preview=True)
    try:
        _do(call_id, form)
    except Refused as refused:
        form.blame(refused, _FIELDS)
        return _page(call, schools, form), form.status
    flash(_("It is allowed, and stands among the exceptions with your reason."), "good")
    return redirects.to("coordinator.allowances", call_id=call_id)


@desk.post("/calls/<int:call_id>/allowances/<int:allowance_id>/take-back")
@guarded(Action.CALL_ALLOW)
def take_back(call_id: int, allowance_id: int) -> ResponseReturnValue:
    """Set the number back to what it was."""
    try:
        allow.take_back(allowance_id, call_id, actor())
    except Refused as refused:
        if refused.code.endswith(".unknown"):
            raise
        flash(describe_reason(refused.reasons[0]), "bad")
    else:
        flash(_("It is taken back: the number is as it was before."), "good")
    return redirects.to("coordinator.allowances", call_id=call_id)


def _do(call_id: int, form: AllowForm) -> None:
    given, seen = (int(form.count.data), form.reason.data or "", actor()), key(form.seen.data or "")
    if form.what.data == PLACES:
        allow.raise_places(call_id, *given, seen=seen)
    else:
        allow.raise_cap(call_id, int(form.what.data), *given, seen=seen)


def _page(call: OfficeCall, schools: tuple[SchoolCap, ...], form: AllowForm, *, is_preview: bool = False) -> str:
    return render_template(
        "coordinator/allowances.html",
        call=call,
        form=form,
        is_preview=is_preview,
        number_now=form.number_now(call, schools) if is_preview else None,
        school=next((one for one in schools if str(one.unit_id) == form.what.data), None),
        lines=reading.allowances(call.id, actor()),
    )
