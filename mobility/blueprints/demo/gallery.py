"""The gallery: every component in every state on one page, to look at before and after a change of the face."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from flask import flash, render_template, request
from wtforms import (
    BooleanField,
    EmailField,
    FileField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length

from mobility.blueprints.demo import samples
from mobility.blueprints.demo.desk import desk
from mobility.core.programs import scholarship
from mobility.core.terms import Reason
from mobility.core.workflow import Stage
from mobility.i18n import _
from mobility.web.forms.blaming import FilterForm
from mobility.web.forms.fields import ClockField, DayField
from mobility.web.forms.words import choices, lazy
from mobility.web.identity import now

TONGUES: Final = (("en", lazy("English")), ("zh", lazy("Chinese")), ("ms", lazy("Malay")))
"""What the examples of choices offer."""


class SampleForm(FilterForm):
    """One field of every kind; it is shown, never sent."""

    name = StringField(
        lazy("Name as in the travel document"),
        [InputRequired()],
        description=lazy("In the letters A to Z, family name first."),
        render_kw={"autocomplete": "name"},
    )
    email = EmailField(lazy("E-mail address"), [InputRequired()], render_kw={"autocomplete": "email"})
    password = PasswordField(lazy("Password"), render_kw={"autocomplete": "current-password"})
    day = DayField(lazy("Date of the test"))
    clock = ClockField(lazy("Time"))
    score = IntegerField(lazy("Score"), description=lazy("From 0 to 100."))
    statement = TextAreaField(lazy("Why do you want to go?"), [Length(max=500)], render_kw={"rows": 4})
    tongue = SelectField(lazy("Language"), choices=choices([("", lazy("Choose one")), *TONGUES]))
    wish = RadioField(
        lazy("First wish"), choices=choices(TONGUES), description=lazy("You can change it until you submit.")
    )
    others = SelectMultipleField(lazy("Languages you speak"), choices=choices(TONGUES))
    agreed = BooleanField(lazy("I have read the conditions."))
    paper = FileField(lazy("Transcript"), description=lazy("PDF, up to 10 MB."))


@desk.get("/dev/components")
def components() -> str:
    flash(_("Your application was submitted."), "good")
    return render_template(
        "dev/components.html",
        layout="layouts/staff.html" if request.args.get("for") == "staff" else "layouts/student.html",
        form=SampleForm(formdata=None),
        wrong=_wrong(),
        stale=_stale(),
        now=now(),
        near=now() + timedelta(hours=5),
        far=now() + timedelta(days=8),
        day=date(2026, 9, 1),
        reasons=(Reason("calendar.closed"), Reason("declaration.missing")),
        stages=_stages(),
        made_up=samples.shown(now()),
    )


def _wrong() -> SampleForm:
    """The same form as it comes back when nothing in it was right."""
    form = SampleForm(formdata=None, prefix="wrong-")
    form.name.data, form.day.raw_data = "", ["31.2.2026"]
    for field in form:
        field.errors = [_("Fill in this field.")]
    form.form_errors.append(_("Nothing of this form was saved."))
    return form


def _stale() -> SampleForm:
    """A form that came after somebody else's."""
    form = SampleForm(formdata=None, prefix="stale-")
    form.statement.data = _("What was typed stays on the page.")
    form.form_errors.append(_("Somebody else was first. Look at it once more."))
    return form


def _stages() -> list[Stage]:
    """One stage of each kind, as the scholarship has them."""
    seen = {(stage.kind, stage.is_good_end): stage for stage in reversed(scholarship.WORKFLOW.stages)}
    return list(reversed(seen.values()))
