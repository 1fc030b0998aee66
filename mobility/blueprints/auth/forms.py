"""The forms of the accounts desk."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from wtforms import EmailField, HiddenField, PasswordField, RadioField, SelectField, StringField, SubmitField, TelField
from wtforms.validators import EqualTo, InputRequired, Length

from mobility.core.eligibility import TESTS
from mobility.i18n import in_current
from mobility.regions import in_order, nationalities, region_name
from mobility.services.people.declared import LANGUAGE, MARKS
from mobility.services.people.passwords import SHORTEST
from mobility.web.forms.blaming import BlamingForm, FilterForm
from mobility.web.forms.words import choices, lazy
from mobility.wording.people import GENDERS, MARK_NAMES

_NEW_HINT = lazy("At least %(length)s characters. Several words in a row are easy to remember.", length=SHORTEST)


class SignInForm(BlamingForm):
    """Address or number, and password; with what was typed when the sign-in before it had ended, sealed."""

    carried = HiddenField()
    login = StringField(
        lazy("E-mail address or student number"),
        [InputRequired(lazy("Enter your e-mail address or student number."))],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = PasswordField(
        lazy("Password"),
        [InputRequired(lazy("Enter your password."))],
        render_kw={"autocomplete": "current-password"},
    )
    submit = SubmitField(lazy("Sign in"))


class ForgottenForm(BlamingForm):
    """Whose password is forgotten."""

    login = StringField(
        lazy("E-mail address or student number"),
        [InputRequired(lazy("Enter your e-mail address or student number."))],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    submit = SubmitField(lazy("Send the link"))


class FirstPasswordForm(BlamingForm):
    """A new password, twice."""

    password = PasswordField(
        lazy("New password"),
        [InputRequired(lazy("Enter a new password."))],
        description=_NEW_HINT,
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        lazy("New password once more"),
        [
            InputRequired(lazy("Enter the new password once more.")),
            EqualTo("password", lazy("The two passwords differ. Enter the same one twice.")),
        ],
        render_kw={"autocomplete": "new-password"},
    )
    submit = SubmitField(lazy("Save the password"))


class PasswordForm(FirstPasswordForm):
    """The old password, and a new one twice."""

    current = PasswordField(
        lazy("Present password"),
        [InputRequired(lazy("Enter your present password."))],
        render_kw={"autocomplete": "current-password"},
    )


class AddressForm(BlamingForm):
    """A new address, and the password as a proof."""

    email = EmailField(
        lazy("New e-mail address"),
        [InputRequired(lazy("Enter the new e-mail address.")), Length(max=254)],
        render_kw={"autocomplete": "email"},
    )
    current = PasswordField(
        lazy("Present password"),
        [InputRequired(lazy("Enter your present password."))],
        render_kw={"autocomplete": "current-password"},
    )
    submit = SubmitField(lazy("Send the link"))


class ConfirmForm(BlamingForm):
    """One button."""

    submit = SubmitField(lazy("Confirm"))


class PreferencesForm(BlamingForm):
    """Language and colors."""

    locale = RadioField(
        lazy("Language"), [InputRequired()], choices=choices([("en", "English"), ("zh_Hans", "简体中文")])
    )
    theme = RadioField(
        lazy("Colors"),
        [InputRequired()],
        choices=choices([("auto", lazy("As the device")), ("light", lazy("Light")), ("dark", lazy("Dark"))]),
    )
    submit = SubmitField(lazy("Save"))


def _or_none(value: str | None) -> str | None:
    return value or None


class DetailsForm(BlamingForm):
    """What students write into their own record."""

    phone = TelField(lazy("Telephone"), render_kw={"autocomplete": "tel"})
    latin_family_name = StringField(
        lazy("Family name in Latin letters"),
        description=lazy("As in the travel document. Leave it empty where the document has one name only."),
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    latin_given_name = StringField(
        lazy("Given names in Latin letters"),
        description=lazy("As in the travel document."),
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    gender = SelectField(
        lazy("Gender"),
        choices=choices([("", lazy("Not given")), *GENDERS.items()]),
        coerce=_or_none,
        description=lazy("As in the travel document."),
    )
    nationality = SelectField(lazy("Nationality"), coerce=_or_none, description=lazy("As in the travel document."))
    seen = HiddenField()
    submit = SubmitField(lazy("Save"))

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        names = [(code, region_name(code)) for code in in_order(nationalities())]
        self.nationality.choices = choices([("", lazy("Not given")), *names])


class ResultKindForm(FilterForm):
    """Which result to enter: one that is not there yet."""

    kind = SelectField(lazy("What do you want to enter?"))

    def __init__(self, *given: Any, without: Collection[str] = (), **named: Any) -> None:
        super().__init__(*given, **named)
        marks = [(key, str(MARK_NAMES[key])) for key in MARKS]
        tests = [(f"{LANGUAGE}{test.key}", in_current(test.name)) for test in TESTS.values()]
        self["kind"].choices = choices(choice for choice in (*marks, *tests) if choice[0] not in without)
