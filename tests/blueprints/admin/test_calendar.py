"""The administrator's calendar: the year as published, days set and taken back, flaws beside their fields."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from mobility.core.terms import Role
from mobility.database import db
from mobility.models import WorkDay
from tests.browsing import Browser, Sent
from tests.client import Client
from tests.factories.calls import NOON
from tests.factories.clock import stop_clock_at
from tests.factories.people import make_staff

TYPED: dict[str, Sent] = {"first": "2026-11-11", "kind": "free", "name_zh": "校庆日", "name_en": "Founding day"}


@pytest.fixture
def visitor(client: Client) -> Browser:
    stop_clock_at(NOON)
    visitor = Browser(client)
    visitor.sign_in(make_staff(Role.ADMINISTRATOR))
    return visitor


def test_the_year_is_shown_as_published_and_an_unsettled_one_says_so(visitor: Browser) -> None:
    page = visitor.visit("/working-days")
    assert "Thursday 1 October 2026" in page.text
    assert "not published completely" not in page.text
    assert "not published completely" in visitor.visit("/working-days?year=2027").text


def test_a_day_is_set_and_taken_back(visitor: Browser) -> None:
    done = visitor.press(visitor.visit("/working-days"), "Set these days", TYPED)
    assert "1 day is set. Due dates are being counted again." in done.text
    assert "Wednesday 11 November 2026" in done.text
    back = visitor.press(done, "Remove")
    assert "The day counts as published again." in back.text
    assert db.session.scalars(select(WorkDay)).all() == []


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"first": ""}, "first", "Choose a date."),
        ({"last": "2026-11-10"}, "last", "The last day lies before the first."),
        ({"last": "2026-12-31"}, "last", "At most 31 days"),
        ({"kind": None}, "kind", "Choose free or worked."),
        ({"name_en": " "}, "name_en", "Enter a name in both languages."),
    ],
)
def test_a_flaw_is_told_beside_its_field_and_what_was_typed_stays(
    visitor: Browser, fields: dict[str, Sent], field: str, words: str
) -> None:
    shown = visitor.press(visitor.visit("/working-days"), "Set these days", TYPED | fields)
    assert shown.status == 422
    assert words in " ".join(shown.all(f"#{field}-error"))
    assert shown.values()["name_zh"] == "校庆日"
    assert db.session.scalars(select(WorkDay)).all() == []


@pytest.mark.parametrize("day", ["2026-11-12", "nonsense", "2026-02-30"])
def test_a_day_that_is_not_set_is_not_there(visitor: Browser, day: str) -> None:
    answer = visitor.client.post(f"/working-days/{day}/remove", data={"csrf_token": visitor.token()})
    assert answer.status_code == 404
