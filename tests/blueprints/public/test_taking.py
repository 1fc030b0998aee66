"""What somebody takes from a call: a calendar file in UTC, a sheet for paper, a code that phones read."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from icalendar import Calendar

from mobility.core.terms import Text
from mobility.database import db
from mobility.models import Call
from tests.browsing import Browser
from tests.client import Client
from tests.databases import counted
from tests.factories.calls import DEADLINE, NOON, make_call
from tests.factories.clock import stop_clock_at


@pytest.fixture(autouse=True)
def at_noon(app: Flask) -> None:
    assert "public.dates" in app.view_functions
    stop_clock_at(NOON)


@pytest.fixture
def visitor(client: Client) -> Browser:
    return Browser(client)


def _events(visitor: Browser, call: Call) -> dict[str, Any]:
    answer = visitor.client.get(f"/calls/{call.key}/dates.ics")
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{call.key}.ics"'
    return {str(one["uid"]).partition(f"-{call.id}-")[2]: one for one in Calendar.from_ical(answer.data).events}


class TestDates:
    def test_moments_are_in_utc_and_days_are_days(self, visitor: Browser) -> None:
        call = make_call()
        events = _events(visitor, call)
        assert set(events) == {"deadline@localhost", "step-1@localhost", "start@localhost"}
        deadline = events["deadline@localhost"]
        assert deadline.start == DEADLINE
        assert b"DTSTART:20261020T155900Z" in deadline.to_ical()
        assert deadline["dtstamp"].dt == NOON.replace(tzinfo=UTC)
        assert len(deadline.alarms.times) == 1
        assert (events["step-1@localhost"].start, events["step-1@localhost"].end) == (
            date(2026, 10, 20),
            date(2026, 10, 21),
        )
        assert events["start@localhost"].start == date(2027, 1, 5)
        assert str(deadline["summary"]) == f"Application deadline: {call.title.en}"
        assert "Tuesday 20 October 2026, 23:59 (Beijing time)" in str(deadline["description"])
        assert str(deadline["url"]) == f"http://localhost/calls/{call.key}"

    def test_a_moved_deadline_keeps_its_name_and_grows_its_sequence(self, visitor: Browser) -> None:
        call = make_call()
        before = _events(visitor, call)["deadline@localhost"]
        call.deadline_at = DEADLINE + timedelta(days=2)
        db.session.commit()
        after = _events(visitor, call)["deadline@localhost"]
        assert after["uid"] == before["uid"]
        assert after["sequence"] > before["sequence"]
        assert after.start == datetime(2026, 10, 22, 15, 59, tzinfo=UTC)

    def test_what_comes_says_when_it_opens_and_what_is_cancelled_has_no_dates(self, visitor: Browser) -> None:
        coming = make_call(opens_at=NOON + timedelta(days=1))
        assert "opens@localhost" in _events(visitor, coming)
        assert _events(visitor, make_call(state="cancelled")) == {}

    def test_in_chinese(self, client: Client) -> None:
        call = make_call(title=Text(en="Signs; and, more", zh_Hans="新加坡；护理，项目" * 12))
        events = _events(Browser(client, "zh_Hans"), call)
        assert str(events["deadline@localhost"]["summary"]) == f"报名截止时间：{call.title.zh_Hans}"


def test_the_sheet_says_all_that_the_page_says(visitor: Browser) -> None:
    call = make_call(place_count=20, costs=Text(en="The passport.", zh_Hans="护照费。"))
    page = visitor.visit(visitor.visit(f"/calls/{call.key}").link("Sheet to print"))
    for expected in (
        *(call.title.en, "First-years of nursing may sign up.", "The passport.", "20 places", "Nanyang Polytechnic"),
        *("Tuesday 20 October 2026, 23:59 (Beijing time)", "Six years of work", f"http://localhost/calls/{call.key}"),
    ):
        assert expected in page.text, expected
    assert page.all("nav") == []


def test_the_code_is_an_image_of_the_link(visitor: Browser) -> None:
    call = make_call()
    answer = visitor.client.get(f"/calls/{call.key}/code.svg")
    assert (answer.status_code, answer.content_type) == (200, "image/svg+xml")
    assert answer.data.lstrip().startswith(b"<?xml")
    other = visitor.client.get(f"/calls/{make_call().key}/code.svg")
    assert other.data != answer.data


@pytest.mark.parametrize("path", ["dates.ics", "print", "code.svg"])
def test_drafts_give_nothing_away(visitor: Browser, path: str) -> None:
    draft, shown = make_call(state="draft"), make_call()
    assert [visitor.client.get(f"/calls/{key}/{path}").status_code for key in (draft.key, "none", shown.key)] == [
        *(404, 404, 200)
    ]


def test_statements(visitor: Browser) -> None:
    call = make_call()
    visitor.visit("/help")
    for path in ("dates.ics", "print", "code.svg"):
        with counted() as sent:
            visitor.client.get(f"/calls/{call.key}/{path}")
        assert len(sent) <= 4, path
