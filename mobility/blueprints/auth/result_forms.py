"""One form for each kind of result, so that nobody is asked for what the result does not have."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import ClassVar

from wtforms import Field, RadioField, SelectField, SubmitField
from wtforms.validators import InputRequired, Optional

from mobility.core.eligibility import TESTS, Fact
from mobility.core.eligibility.languages import SKILLS, LanguageTest
from mobility.services.people.declared import AVERAGE_SCALE, GPA_SCALES, LANGUAGE, DeclaredFact
from mobility.web.forms.blaming import BlamingForm
from mobility.web.forms.fields import DayField
from mobility.web.forms.numbers import NumberField, WholeNumberField
from mobility.web.forms.words import choices, lazy, shown
from mobility.wording.eligibility import SKILLS as SKILL_NAMES

_NUMBER = lazy("Enter a number.")
_WHOLE = lazy("Enter a whole number.")
_DECIMAL = {"inputmode": "decimal"}
_DIGITS = {"inputmode": "numeric"}


class ResultForm(BlamingForm):
    """What all results have: the day on which they were true."""

    fields_of_codes: ClassVar[Mapping[str, str]] = {
        "fact.in_future": "as_of",
        "fact.before_entry": "as_of",
        "fact": "number",
    }

    as_of = DayField(
        lazy("As of"),
        [InputRequired(lazy("Enter the date."))],
        description=lazy("The day on which the records showed this, such as the end of the last semester."),
    )
    submit = SubmitField(lazy("Save the result"))


class AverageForm(ResultForm):
    """A weighted average."""

    number = NumberField(lazy("Weighted average (0 to 100)"), [InputRequired(_NUMBER)], render_kw=_DECIMAL)


class GradePointForm(ResultForm):
    """A grade point average on its scale."""

    scale = SelectField(lazy("Scale"), choices=choices((scale, scale) for scale in GPA_SCALES))
    number = NumberField(lazy("Grade point average"), [InputRequired(_NUMBER)], render_kw=_DECIMAL)


class RankForm(ResultForm):
    """A rank among so many."""

    number = WholeNumberField(lazy("Your rank in the major"), [InputRequired(_WHOLE)], render_kw=_DIGITS)
    of = WholeNumberField(lazy("People ranked"), [InputRequired(_WHOLE)], render_kw=_DIGITS)


class FailsForm(ResultForm):
    """Whether any compulsory course was failed."""

    fields_of_codes: ClassVar[Mapping[str, str]] = {**ResultForm.fields_of_codes, "fact": "has_fails"}

    has_fails = RadioField(
        lazy("Have you failed a compulsory course?"),
        [InputRequired(lazy("Choose yes or no."))],
        choices=choices([("no", lazy("No")), ("yes", lazy("Yes"))]),
    )


class GradedTestForm(ResultForm):
    """A language test that ends in a grade."""

    fields_of_codes: ClassVar[Mapping[str, str]] = {**ResultForm.fields_of_codes, "fact": "grade"}

    grade = SelectField(lazy("Result"))


class ScoredTestForm(ResultForm):
    """A language test that ends in a number."""

    number = NumberField(lazy("Total score"), [InputRequired(_NUMBER)], render_kw=_DECIMAL)


class SkilledTestForm(ScoredTestForm):
    """A language test with marks for each skill."""

    fields_of_codes: ClassVar[Mapping[str, str]] = {**ResultForm.fields_of_codes, "fact.skill_outside": "listening"}

    listening = NumberField(shown(SKILL_NAMES["listening"]), [Optional()], render_kw=_DECIMAL)
    reading = NumberField(shown(SKILL_NAMES["reading"]), [Optional()], render_kw=_DECIMAL)
    writing = NumberField(shown(SKILL_NAMES["writing"]), [Optional()], render_kw=_DECIMAL)
    speaking = NumberField(shown(SKILL_NAMES["speaking"]), [Optional()], render_kw=_DECIMAL)


_MARKS: Mapping[str, type[ResultForm]] = {
    "average": AverageForm,
    "gpa": GradePointForm,
    "rank": RankForm,
    "has_fails": FailsForm,
}


def form_for(key: str, stored: Fact | None) -> ResultForm | None:
    """The form for a result's key, filled with what is stored of it; None for a key that no result has."""
    values = {} if stored is None else _values(stored)
    if key in _MARKS:
        return _MARKS[key](data=values)
    test = TESTS.get(key.removeprefix(LANGUAGE)) if key.startswith(LANGUAGE) else None
    return None if test is None else _test_form(test, values)


def read(form: ResultForm, key: str) -> DeclaredFact:
    """What the form says, as the service takes it."""
    given: Mapping[str, Field] = form._fields
    number = form.data.get("number")
    has_fails = form.data.get("has_fails")
    scale = AVERAGE_SCALE if key == "average" else form.data.get("scale")
    return DeclaredFact(
        key=key,
        as_of=form.data["as_of"],
        number=None if number is None else Decimal(number),
        of=form.data.get("of"),
        grade=form.data.get("grade") or "",
        has_fails=None if has_fails is None else has_fails == "yes",
        scale=scale,
        skills={skill: given[skill].data for skill in SKILLS if skill in given and given[skill].data is not None},
    )


def _values(stored: Fact) -> dict[str, object]:
    """A stored result as the fields of its form hold it."""
    value = stored.value
    has_fails = ("yes" if value.get("value") else "no") if stored.key == "has_fails" else None
    return {
        "as_of": stored.as_of,
        "scale": stored.scale,
        "number": value.get("position", value.get("score", value.get("value"))),
        "of": value.get("of"),
        "grade": value.get("score"),
        "has_fails": has_fails,
        **dict(value.get("skills") or {}),
    }


def _test_form(test: LanguageTest, values: dict[str, object]) -> ResultForm:
    kind = GradedTestForm if test.grades else SkilledTestForm if test.has_skills else ScoredTestForm
    form: ResultForm = kind(data=values)
    if test.grades:
        form["grade"].choices = choices((grade, grade) for grade in test.grades)
    form["as_of"].label.text = lazy("Day of the test")
    form["as_of"].description = ""
    return form
