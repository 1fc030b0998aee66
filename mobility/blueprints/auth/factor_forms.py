"""The forms of second factors."""

from __future__ import annotations

from wtforms import HiddenField, StringField, SubmitField
from wtforms.validators import InputRequired, Length

from mobility.services.people.factors import NAME_LENGTH
from mobility.web.forms.blaming import BlamingForm
from mobility.web.forms.words import lazy


class CodeForm(BlamingForm):
    """A code of an app, or one of the paper."""

    code = StringField(
        lazy("Verification code"),
        [InputRequired(lazy("Enter the code.")), Length(max=40)],
        description=lazy("The six digits that your app shows, or one of your recovery codes."),
        render_kw={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"},
    )
    submit = SubmitField(lazy("Verify"))


class AppForm(BlamingForm):
    """The first code of a new app, and what the person calls it."""

    code = StringField(
        lazy("Verification code"),
        [InputRequired(lazy("Enter the code.")), Length(max=40)],
        description=lazy("The six digits that the app shows now."),
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"},
    )
    name = StringField(
        lazy("What you call it"),
        [Length(max=NAME_LENGTH)],
        description=lazy("So that you know it again, such as “my phone”."),
    )
    submit = SubmitField(lazy("Confirm"))


class PasskeyForm(BlamingForm):
    """What a passkey answered; the script of the page puts it in."""

    credential = HiddenField()
    name = StringField(
        lazy("What you call it"),
        [Length(max=NAME_LENGTH)],
        description=lazy("So that you know it again, such as “my laptop”."),
    )
    submit = SubmitField(lazy("Add a passkey"))
