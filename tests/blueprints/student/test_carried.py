"""Answers sent after the end of a sign-in come back to their form after the next, for their own student alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from mobility.core.terms import Actor, Text
from mobility.database import db
from mobility.models import Application, Call, Choice, SectionAnswers, Student
from mobility.services.applications.start import start
from tests.browsing import Browser, Page
from tests.factories.calls import NOON, make_partner
from tests.factories.clock import stop_clock_at
from tests.factories.hosts import make_choices, make_exchange, make_option
from tests.factories.people import PASSWORD, make_student

SENT: dict[str, str | list[str] | None] = {
    "q_phone": "13012345678",
    "q_emergency_name": "李",
    "q_emergency_relation": "parent",
    "q_emergency_knows": "yes",
}
LATE = NOON + timedelta(hours=13)


@pytest.fixture
def ended(window: Browser, call: Call, me: Actor) -> Page:
    """What is answered to a section that is saved without scripts after the sign-in has ended."""
    page = window.visit(f"/applications/{start(call.key, me)}/sections/contact")
    stop_clock_at(LATE)
    return window.press(page, "Save and continue", dict(SENT))


def _sign_in(window: Browser, page: Page, student: Student, password: str = PASSWORD) -> Page:
    return window.press(page, "Sign in", {"login": student.number, "password": password})


def _stored() -> list[dict[str, object]]:
    return [dict(values) for values in db.session.scalars(select(SectionAnswers.values))]


def test_short_answers_come_back_to_the_form_and_are_saved_from_there(
    window: Browser, ended: Page, student: Student
) -> None:
    assert (ended.status, ended.heading) == (401, "Your sign-in has ended")
    assert "13012345678" not in str(ended.soup)
    page = window.press(ended, "Sign in again")
    assert (page.status, page.all(".error")) == (200, [])
    page = _sign_in(window, page, student, "wrong password")
    assert page.status == 422
    page = _sign_in(window, page, student)
    assert (page.heading, _stored()) == ("You are signed in again", [])
    page = window.press(page, "Back to my answers")
    assert ("Not saved yet" in page.text, _stored()) == (True, [])
    held = page.values()
    assert {name: held[name] for name in SENT} == SENT
    window.press(page, "Save and go on later")
    answers = {"phone": "13012345678", "emergency_name": "李", "emergency_relation": "parent", "emergency_knows": True}
    assert _stored() == [answers]


def test_wishes_come_back_with_the_step_that_was_pressed_and_are_saved_from_there(
    window: Browser, me: Actor, student: Student
) -> None:
    call = make_exchange()
    mine = db.session.get_one(Application, start(call.key, me))
    first, second = [make_option(call, make_partner(name=Text(en=one, zh_Hans=one))) for one in ("Alpha", "Beta")]
    make_choices(mine, first, second)
    db.session.commit()
    saved, turned = [first.id, second.id], [second.id, first.id]
    ranked = select(Choice.host_option_id).order_by(Choice.rank)
    page = window.visit(f"/applications/{mine.id}/wishes")
    stop_clock_at(LATE)
    ended = window.press(page, "Down Alpha", {"is_willing": "yes"})
    assert (ended.status, ended.heading) == (401, "Your sign-in has ended")
    page = window.press(_sign_in(window, window.press(ended, "Sign in again"), student), "Back to my answers")
    assert ("Not saved yet" in page.text, page.values()["is_willing"]) == (True, "yes")
    assert [int(str(one["value"])) for one in page.soup.select("input[name=option]")] == turned
    assert list(db.session.scalars(ranked)) == saved
    window.press(page, "Save and go on")
    db.session.expire_all()
    assert (list(db.session.scalars(ranked)), mine.is_willing) == (turned, True)


def test_nobody_else_and_nobody_later_is_given_them(window: Browser, ended: Page, student: Student) -> None:
    page = window.press(ended, "Sign in again")
    sealed = str(page.soup.select("input[name=carried]")[0]["value"])
    other = make_student()
    assert _sign_in(window, page, other).heading != "You are signed in again"
    for moment, value in ((LATE, sealed[:-8] + "AAAAAAA="), (LATE + timedelta(minutes=61), sealed)):
        stop_clock_at(moment)
        window.client.delete_cookie("mobility", domain="localhost")
        page = window.visit("/sign-in")
        fields = {"login": student.number, "password": PASSWORD, "carried": value, "csrf_token": window.token()}
        assert window.client.post("/sign-in", data=fields).status_code == 303
    assert _stored() == []
