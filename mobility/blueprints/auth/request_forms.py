"""The forms by which an account is asked for and by which that is decided."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import EmailField, HiddenField, RadioField, SelectField, StringField, TelField, TextAreaField
from wtforms.validators import InputRequired, Length

from mobility.core.eligibility import FIELDS, field_name
from mobility.i18n import in_current
from mobility.queries.account_requests import School
from mobility.queries.keyset import key
from mobility.services.account_requests.ask import REMARK_LENGTH, Asking
from mobility.services.account_requests.decide import CATEGORIES, LEVELS, NOTE_LENGTH, REASONS, Enrollment
from mobility.web.forms.blaming import BlamingForm
from mobility.web.forms.fields import DayField
from mobility.web.forms.numbers import WholeNumberField
from mobility.web.forms.words import choices, lazy, shown
from mobility.wording import codes
from mobility.wording.eligibility import CATEGORIES as CATEGORY_NAMES
from mobility.wording.eligibility import LEVELS as LEVEL_NAMES


class AskForm(BlamingForm):
    """Who asks, of which school, and where the invitation is to go."""

    number = StringField(
        lazy("Student number"),
        [InputRequired(lazy("Enter your student number.")), Length(max=40)],
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )
    name = StringField(
        lazy("Name"),
        [InputRequired(lazy("Enter your name.")), Length(max=200)],
        description=lazy("As the registry of the university has it."),
        render_kw={"autocomplete": "name"},
    )
    unit = SelectField(lazy("School"), [InputRequired(lazy("Choose your school."))], coerce=key)
    email = EmailField(
        lazy("E-mail address"),
        [InputRequired(lazy("Enter your e-mail address.")), Length(max=254)],
        description=lazy("The invitation goes there. Take an address that only you read."),
        render_kw={"autocomplete": "email"},
    )
    phone = TelField(
        lazy("Telephone"),
        [Length(max=40)],
        description=lazy("Your school may call you to make sure that it is you."),
        render_kw={"autocomplete": "tel"},
    )
    remark = TextAreaField(lazy("Anything your school should know"), [Length(max=REMARK_LENGTH)], render_kw={"rows": 3})

    def __init__(self, *given: Any, schools: Sequence[School], **named: Any) -> None:
        super().__init__(*given, **named)
        offered = [(str(school.id), in_current(school.name)) for school in schools]
        self["unit"].choices = choices([("", lazy("Choose your school")), *offered])

    def asking(self, locale: str) -> Asking:
        """What was typed, as the service takes it."""
        return Asking(
            number=self.number.data or "",
            name=self["name"].data or "",
            unit_id=self.unit.data or 0,
            email=self.email.data or "",
            phone=self.phone.data or "",
            remark=self.remark.data or "",
            locale=locale,
        )


class ConfirmRequestForm(BlamingForm):
    """One button, for the wording that was looked at."""

    seen = HiddenField()

    def wording(self) -> int:
        return key(self["seen"].data or "") or 0

    def enrollment(self) -> Enrollment | None:
        """What is entered of somebody new; None where the registry has them."""
        return None


class EnrollForm(ConfirmRequestForm):
    """What the record of somebody new needs."""

    level = RadioField(
        lazy("Level of study"),
        [InputRequired(lazy("Choose the level of study."))],
        choices=choices((str(level), shown(LEVEL_NAMES[str(level)])) for level in LEVELS),
    )
    entry_year = WholeNumberField(lazy("Year of entry"), [InputRequired(lazy("Enter the year of entry."))])
    program_years = WholeNumberField(lazy("Length in years"), [InputRequired(lazy("Enter a whole number."))])
    field = SelectField(lazy("Field of study"), [InputRequired(lazy("Choose the field of study."))])
    major = StringField(lazy("Major"), [Length(max=200)])
    birth_on = DayField(lazy("Date of birth"), [InputRequired(lazy("Enter the date of birth."))])
    category = RadioField(
        lazy("Category of student"),
        [InputRequired(lazy("Choose the category."))],
        choices=choices((key, shown(CATEGORY_NAMES[key])) for key in CATEGORIES),
        default=CATEGORIES[0],
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        named_fields = [(code, f"{code} {in_current(field_name(code))}") for code in FIELDS]
        self["field"].choices = choices([("", lazy("Choose the field of study")), *named_fields])

    def enrollment(self) -> Enrollment | None:
        born = self.birth_on.data
        if born is None:
            raise LookupError("a form that was not validated")
        return Enrollment(
            level=int(self.level.data),
            entry_year=self.entry_year.data,
            program_years=self.program_years.data,
            field=self["field"].data,
            birth_on=born,
            category=self.category.data,
            major=self.major.data or "",
        )


class RefuseRequestForm(BlamingForm):
    """Why not."""

    reason = RadioField(
        lazy("Reason"),
        [InputRequired(lazy("Choose a reason."))],
        choices=choices((key, shown(codes()[f"account_request.reason.{key}"])) for key in REASONS),
    )
    note = TextAreaField(
        lazy("Note"),
        [Length(max=NOTE_LENGTH)],
        description=lazy("For the school and the office. Needed for another reason."),
        render_kw={"rows": 2},
    )
    seen = HiddenField()

    def wording(self) -> int:
        return key(self["seen"].data or "") or 0
