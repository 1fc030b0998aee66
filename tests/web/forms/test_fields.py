"""Days and times of day are read as browsers send them and as people type them."""

from __future__ import annotations

from datetime import date, time

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import Form

from mobility.web.forms.fields import ClockField, DayField


class _Form(Form):
    on = DayField("Day")
    at = ClockField("Time")


def _form(on: str = "", at: str = "") -> _Form:
    return _Form(MultiDict({"on": on, "at": at}))


@pytest.mark.parametrize("typed", ["2026-10-16", " 2026/10/16 ", "2026年10月16日", "２０２６-１０-１６"])
def test_a_day_is_read_in_the_ways_people_write_it(typed: str) -> None:
    form = _form(on=typed)
    assert form.validate()
    assert form.on.data == date(2026, 10, 16)


@pytest.mark.parametrize("typed", ["09:00", "9:00", "９：００", "9时00分", "09:00:00"])
def test_a_time_is_read_in_the_ways_people_write_it(typed: str) -> None:
    form = _form(at=typed)
    assert form.validate()
    assert form.at.data == time(9, 0)


def test_nothing_typed_is_nothing() -> None:
    form = _form(" ", " ")
    assert form.validate()
    assert (form.on.data, form.at.data) == (None, None)


@pytest.mark.parametrize(
    ("on", "at", "field"),
    [("2026-02-30", "", "on"), ("soon", "", "on"), ("", "24:00", "at"), ("", "9", "at"), ("", "09:60", "at")],
)
def test_what_cannot_be_read_stays_in_the_field_with_a_sentence(on: str, at: str, field: str) -> None:
    form = _form(on, at)
    assert not form.validate()
    assert list(form.errors) == [field]
    assert form[field].data is None
    assert (form.on.raw_data, form.at.raw_data) == ([on], [at])
