"""The desk of another office shows what waits, only the few facts it needs, and takes its answer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from mobility.core.terms import Role
from mobility.database import db, now
from mobility.models import Application, Call, OfficeCheck, Student, Unit
from tests.browsing import Browser
from tests.client import Client
from tests.databases import counted
from tests.factories.calls import NOON
from tests.factories.cases import make_application
from tests.factories.checks import make_check
from tests.factories.clock import stop_clock_at
from tests.factories.hosts import make_choices, make_exchange, make_option
from tests.factories.people import make_fact, make_staff, make_student, make_unit


@pytest.fixture(autouse=True)
def at_noon(app: Flask) -> None:
    assert app.testing is not None
    stop_clock_at(NOON)


@pytest.fixture
def office() -> Unit:
    return make_unit(kind="office")


@pytest.fixture
def exchange() -> Call:
    return make_exchange()


@pytest.fixture
def visitor(client: Client, office: Unit) -> Browser:
    visitor = Browser(client)
    visitor.sign_in(make_staff(Role.CHECKER, unit=office))
    return visitor


def _question(call: Call, office: Unit, name: str = "李秀宁", days: int = 3) -> OfficeCheck:
    file = make_application(
        call, make_student(name=name), state="qualification_check", school_outcome="recommended", school_rank=1
    )
    return make_check(file, office, due_at=now() + timedelta(days=days))


def test_a_question_shows_few_facts_and_takes_an_answer(visitor: Browser, exchange: Call, office: Unit) -> None:
    question = _question(exchange, office)
    file = db.session.get_one(Application, question.application_id)
    student = db.session.get_one(Student, file.student_id)
    make_fact(student, "average", {"value": 88}, scale="100", as_of=NOON.date())
    make_choices(file, make_option(exchange))
    db.session.commit()
    queue = visitor.visit("/checks")
    page = visitor.visit(queue.link("李秀宁"))
    assert "Weighted average: 88" in page.text
    assert "Spring semester 2027" in page.text
    for hidden in (student.birth_on.isoformat(), "Date of birth", "Documents", "Answers"):
        assert hidden not in page.text
    empty = visitor.press(page, "Answer", {"answer": "no"})
    assert (empty.status, "Say in a remark why" in empty.text) == (422, True)
    done = visitor.press(empty, "Answer", {"answer": "no", "remark": "Two courses are failed."})
    assert "Your office's answer is kept." in done.text
    assert "Nothing waits for your office" in done.text
    answered = visitor.visit("/checks?show=answered")
    assert "No 12 Oct" in answered.text or "No" in answered.all("tbody td")[-1]
    again = visitor.visit(answered.link("李秀宁"))
    assert again.values()["remark"] == "Two courses are failed."


def test_without_a_choice_the_page_says_so(visitor: Browser, exchange: Call, office: Unit) -> None:
    page = visitor.visit(f"/checks/{_question(exchange, office).id}")
    refused = visitor.press(page, "Answer")
    assert (refused.status, "Choose yes or no." in refused.text) == (422, True)


def test_a_page_that_is_behind_is_told_and_can_be_sent_again(visitor: Browser, exchange: Call, office: Unit) -> None:
    question = _question(exchange, office)
    old = visitor.visit(f"/checks/{question.id}")
    visitor.press(visitor.visit(f"/checks/{question.id}"), "Answer", {"answer": "yes"})
    late = visitor.press(old, "Answer", {"answer": "no", "remark": "Failed."})
    assert late.status == 409
    assert late.values()["remark"] == "Failed."
    visitor.press(late, "Change the answer")
    db.session.refresh(question)
    assert question.answer == "no"


def test_what_is_overdue_is_said_and_the_oldest_comes_first(visitor: Browser, exchange: Call, office: Unit) -> None:
    _question(exchange, office, "甲", days=-1)
    _question(exchange, office, "乙")
    page = visitor.visit("/checks")
    assert "1 answer is overdue." in page.text
    assert page.all("tbody th") == ["甲", "乙"]


def test_the_coordinator_sees_each_office_and_who_is_missing(client: Client, exchange: Call, office: Unit) -> None:
    question = _question(exchange, office)
    file = db.session.get_one(Application, question.application_id)
    make_check(file, make_unit(kind="office"), answer="no", remark="Not paid.", answered_at=now())
    desk = Browser(client)
    desk.sign_in(make_staff(Role.COORDINATOR))
    page = desk.visit(f"/office/files/{file.id}")
    assert page.all(".office-checks .badge-state") == ["not yet", "No"]
    assert "Not paid." in page.text
    refused = desk.press(page, "Qualified")
    assert (refused.status, "Waiting for the answer of 1 more office(s)." in refused.text) == (422, True)


def test_the_queue_costs_the_same_for_few_and_many(visitor: Browser, exchange: Call, office: Unit) -> None:
    _question(exchange, office)
    visitor.visit("/checks")
    with counted() as few:
        visitor.visit("/checks")
    for _ in range(55):
        _question(exchange, office)
    with counted() as many:
        first = visitor.visit("/checks")
    assert (len(many), len(many) <= 12) == (len(few), True)
    assert len(first.all("tbody tr")) == 50
    assert len(visitor.visit(first.link("More")).all("tbody tr")) == 6
