"""The calendar of one's own deadlines: a secret address, no more in it than titles and dates, ended by a new one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select

from mobility.core.terms import Actor
from mobility.database import db
from mobility.models import CalendarFeed, Call, Student, User
from mobility.queries.identity import digest
from mobility.services.applications.start import start
from tests.browsing import Browser
from tests.factories.calls import DEADLINE, NOON, make_call
from tests.factories.cases import make_application, make_offer
from tests.factories.clock import stop_clock_at


@pytest.fixture
def address(window: Browser) -> str:
    return _made(window, "Make an address")


def _made(window: Browser, button: str) -> str:
    page = window.press(window.visit("/calendar"), button)
    assert page.response.headers["Cache-Control"] == "private, no-cache"
    return str(page.soup.select_one("#address")["value"]).removeprefix("http://localhost")  # type: ignore[index]  # the page has the field


def _events(content: bytes) -> list[tuple[str, object]]:
    return [(str(one["summary"]), one.decoded("dtstart")) for one in Calendar.from_ical(content).walk("VEVENT")]


def test_it_holds_titles_and_dates_and_nothing_else(
    window: Browser, address: str, call: Call, student: Student, me: Actor
) -> None:
    start(call.key, me)
    offered = make_application(make_call(), student, state="contract")
    confirm_by = make_offer(offered).confirm_by
    make_application(make_call(), student, state="selection")
    answer = window.client.get(address)
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert answer.headers["X-Robots-Tag"] == "noindex, noarchive"
    assert sorted(at for _title, at in _events(answer.data)) == sorted([DEADLINE, confirm_by])  # type: ignore[type-var]  # every event has its time
    name = db.session.get_one(User, student.user_id).name
    text = answer.data.replace(b"\r\n ", b"").decode()
    assert not [word for word in (name, student.number, "offer", "Nanyang") if word in text]


def test_what_has_not_changed_is_not_sent_again(window: Browser, address: str, call: Call, me: Actor) -> None:
    start(call.key, me)
    first = window.client.get(address)
    stop_clock_at(NOON + timedelta(hours=1))
    again = window.client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    stop_clock_at(DEADLINE + timedelta(hours=1))
    changed = window.client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (changed.status_code, _events(changed.data)) == (200, [])


def test_a_new_address_ends_the_old_one_and_only_its_hash_is_kept(window: Browser, address: str) -> None:
    newer = _made(window, "Make a new address")
    assert [window.client.get(one).status_code for one in (address, newer)] == [404, 200]
    secret = newer.removeprefix("/calendar/").removesuffix(".ics")
    kept = db.session.scalars(select(CalendarFeed.secret_hash).where(CalendarFeed.ended_at.is_(None))).all()
    assert kept == [digest(secret)]
    page = window.visit("/calendar")
    assert secret not in page.soup.text
    window.press(page, "Remove the address")
    assert window.client.get(newer).status_code == 404


def test_nobody_who_left_is_read(window: Browser, address: str, student: Student) -> None:
    db.session.get_one(User, student.user_id).is_active = False
    db.session.commit()
    assert window.client.get(address).status_code == 404
