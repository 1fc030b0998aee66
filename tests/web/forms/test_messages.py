"""What the form library says by itself reaches people in our words and their language."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import DateField, EmailField, IntegerField, SelectField, StringField, TimeField
from wtforms.validators import InputRequired, Length, NumberRange, Regexp

from mobility.i18n import use_locale
from mobility.web.forms.blaming import FilterForm
from mobility.web.forms.messages import SAID
from mobility.web.forms.words import choices


class _Form(FilterForm):
    name = StringField("n", [InputRequired()])
    short = StringField("s", [Length(max=3)])
    long = StringField("l", [Length(min=3)])
    exact = StringField("x", [Length(min=3, max=3)])
    between = StringField("b", [Length(min=2, max=3)])
    code = StringField("c", [Regexp("[a-z]+$")])
    count = IntegerField("i", [NumberRange(min=1, max=5)])
    day = DateField("d")
    clock = TimeField("t")
    kind = SelectField("k", choices=choices([("a", "a")]))
    least = IntegerField("m", [NumberRange(min=2)])
    email = EmailField("e")


SENT = MultiDict(
    {"short": "four", "long": "a", "exact": "ab", "between": "a", "code": "1", "count": "x", "day": "31.2.",
     "clock": "25:00", "kind": "b", "least": "1"}
)  # fmt: skip
ENGLISH = {
    "name": ["Fill in this field."],
    "short": ["Write at most 3 characters."],
    "long": ["Write at least 3 characters."],
    "exact": ["Write exactly 3 characters."],
    "between": ["Write 2 to 3 characters."],
    "code": ["This is not in the form asked for."],
    "count": ["Enter a whole number."],
    "day": ["Enter a date of the calendar, such as 2026-08-31."],
    "clock": ["Enter a time of day, such as 09:00."],
    "kind": ["Choose one of those offered."],
    "least": ["Enter 2 or more."],
}


def _errors() -> dict[str, list[str]]:
    form = _Form(formdata=SENT)
    assert form.validate() is False
    return {name: [str(error) for error in errors][:1] for name, errors in form.errors.items()}


def test_in_english(app: Flask) -> None:
    with app.test_request_context():
        assert _errors() == ENGLISH


def test_in_chinese_nothing_stays_english(app: Flask) -> None:
    with app.test_request_context(), use_locale("zh_Hans"):
        said = _errors()
    assert said.keys() == ENGLISH.keys()
    assert said["short"] == ["最多可填写3个字符。"]
    assert [text for texts in said.values() for text in texts if any("a" <= mark <= "z" for mark in text)] == []


@pytest.mark.parametrize("english", sorted(SAID))
def test_each_sentence_is_one_that_the_library_says(english: str) -> None:
    from inspect import getsource

    import wtforms
    from wtforms.fields import choices as lists
    from wtforms.fields import datetime, numeric

    said = "".join(getsource(module) for module in (wtforms.validators, lists, datetime, numeric))
    assert f'"{english}"' in said
