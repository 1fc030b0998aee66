"""The terms at home: set in one table, told beside a flaw, and what students and desks read of them."""

from __future__ import annotations

from datetime import date

import pytest

from mobility.core.terms import Role
from mobility.queries.home_terms import home_terms
from tests.browsing import Browser, Sent
from tests.client import Client
from tests.factories.calls import NOON
from tests.factories.clock import stop_clock_at
from tests.factories.hosts import make_exchange, make_option
from tests.factories.people import actor, make_staff

TERM: dict[str, Sent] = {
    "terms-0-name_zh": "2026年秋季学期",
    "terms-0-name_en": "Autumn 2026",
    "terms-0-starts_on": "2026-09-01",
    "terms-0-ends_on": "2026-12-31",
    "terms-0-exams_from": "2027-01-04",
    "terms-0-exams_to": "2027-01-15",
}


@pytest.fixture
def visitor(client: Client) -> Browser:
    stop_clock_at(NOON)
    visitor = Browser(client)
    visitor.sign_in(make_staff(Role.ADMINISTRATOR))
    return visitor


def test_terms_are_set_and_warn_where_a_stay_cuts_into_them(visitor: Browser) -> None:
    call = make_exchange()
    make_option(call, starts_on=date(2027, 1, 10), ends_on=date(2027, 6, 30))
    make_option(call, starts_on=date(2027, 1, 10), ends_on=None)
    assert "Mind the dates" not in visitor.visit(f"/calls/{call.key}").text
    opened = visitor.visit("/home-terms")
    done = visitor.press(opened, "Save the terms", dict(TERM))
    assert "The terms are saved." in done.text
    assert {name: done.values()[name] for name in TERM} == TERM
    page = visitor.visit(f"/calls/{call.key}")
    assert page.all(".clash") == [
        "Mind the dates: the stay overlaps the exams of “Autumn 2026” at home, 4 January 2027 to 15 January 2027."
    ]
    stale = visitor.press(opened, "Save the terms", {**TERM, "terms-0-name_en": "Other"})
    assert (stale.status, "Somebody else changed the terms" in stale.text) == (409, True)
    emptied = visitor.press(done, "Save the terms", {"terms-0-starts_on": ""})
    assert emptied.values()["terms-0-name_en"] == ""
    assert home_terms(actor(make_staff(Role.ADMINISTRATOR))) == ()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"terms-0-name_en": " "}, "Enter the name of each term in both languages."),
        ({"terms-0-ends_on": "2026-08-31"}, "Autumn 2026: the days are in the wrong order."),
        ({"terms-0-exams_to": ""}, "enter the first and the last day of the exams, or neither"),
        ({"terms-0-exams_from": "2027-01-20"}, "Autumn 2026: the days are in the wrong order."),
    ],
)
def test_flaws_are_told_and_what_was_typed_is_kept(visitor: Browser, wrong: dict[str, Sent], words: str) -> None:
    page = visitor.press(visitor.visit("/home-terms"), "Save the terms", {**TERM, **wrong})
    assert page.status == 422
    assert words in page.text
    assert page.values()["terms-0-name_zh"] == "2026年秋季学期"
