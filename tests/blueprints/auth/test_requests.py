"""Asking for an account over HTTP: from the sign-in page to the school, to the invitation, to being signed in."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from mobility.core.terms import Role
from mobility.database import db
from mobility.models import AccountRequest, OutboxMessage, Student, Unit, User
from tests.browsing import Browser, Page, Sent
from tests.client import Client
from tests.databases import counted
from tests.factories.account_requests import make_request
from tests.factories.letters import token_of
from tests.factories.people import make_staff, make_student, make_unit, make_user

PASSWORD = "seven cranes over the lake"


@pytest.fixture
def nursing(app: object) -> Unit:
    assert app is not None
    return make_unit()


@pytest.fixture
def anybody(client: Client) -> Browser:
    return Browser(client)


@pytest.fixture
def school(client: Client, nursing: Unit) -> Browser:
    browser = Browser(Client(client.application, client.application.response_class))
    browser.sign_in(make_staff(Role.OFFICER, unit=nursing))
    return browser


def _ask(anybody: Browser, unit: Unit, number: str, name: str = "李秀宁", email: str = "li@mail.example") -> Page:
    form = anybody.visit(anybody.visit("/sign-in").link("Ask for an account"))
    given: dict[str, Sent] = {"number": number, "name": name, "unit": str(unit.id), "email": email}
    return anybody.press(form, "Ask for the account", given)


def _accept(anybody: Browser) -> Page:
    letter = db.session.scalars(select(OutboxMessage).where(OutboxMessage.notice == "invitation")).one()
    page = anybody.visit(f"/invitation/{token_of(letter)}")
    return anybody.press(page, "Save the password", {"password": PASSWORD, "again": PASSWORD})


def test_from_asking_to_being_signed_in(anybody: Browser, school: Browser, nursing: Unit) -> None:
    student = make_student(nursing, user=make_user(name="李秀宁", email=None, password_hash=None))
    assert _ask(anybody, nursing, student.number).heading == "Your school has your request"
    listed = school.visit("/account-requests")
    assert "Name and number agree" in listed.text
    assert "1 request for an account waits for you" in school.visit("/school").text
    request = school.visit(listed.link("李秀宁"))
    with counted() as statements:
        school.visit(request.path)
    assert len(statements) <= 12
    confirmed = school.press(request, "Confirm and send the invitation")
    assert "The invitation is on its way" in confirmed.text
    assert "No request waits for you" in confirmed.text
    assert "Confirmed" in school.visit("/account-requests?state=decided").text
    assert "you are signed in" in _accept(anybody).text
    user = db.session.get_one(User, student.user_id, populate_existing=True)
    assert user.email == "li@mail.example"
    assert user.email_verified_at is not None
    assert anybody.visit("/account").status == 200


def test_somebody_whom_the_registry_lacks_is_entered(anybody: Browser, school: Browser, nursing: Unit) -> None:
    _ask(anybody, nursing, "2026NEW1")
    request = school.visit(school.visit("/account-requests").link("李秀宁"))
    empty = school.press(request, "Confirm and send", {"major": "护理学", "entry_year": "soon"})
    assert (empty.status, empty.values()["major"], empty.values()["entry_year"]) == (422, "护理学", "soon")
    facts: dict[str, Sent] = {
        "level": "6",
        "entry_year": "1800",
        "program_years": "4",
        "field": "0913",
        "birth_on": "2008-03-14",
    }
    wrong = school.press(empty, "Confirm and send", facts)
    assert "Year of entry: Enter the year of entry, such as 2024." in wrong.text
    school.press(wrong, "Confirm and send", {"entry_year": "2026"})
    student = db.session.scalars(select(Student).where(Student.number == "2026NEW1")).one()
    assert (student.major, student.entry_year, student.unit_id) == ("护理学", 2026, nursing.id)
    assert "you are signed in" in _accept(anybody).text


def test_the_answer_is_the_same_whoever_has_an_account(anybody: Browser, nursing: Unit) -> None:
    known, unreached = make_student(nursing), make_student(nursing, user=make_user(email=None))
    email, school = str(db.session.get_one(User, known.user_id).email), str(nursing.id)
    answers, costs = set(), set()
    for number, name in ((known.number, known.name), (unreached.number, unreached.name), ("NOBODY1", "黄蓉")):
        form = anybody.visit("/ask-for-an-account")
        given: dict[str, Sent] = {"number": number, "name": name, "unit": school, "email": email}
        with counted() as statements:
            answers.add(anybody.press(form, "Ask for the account", given).text)
        costs.add(len(statements))
    assert (len(answers), len(costs)) == (1, 1)
    assert db.session.scalar(select(OutboxMessage.id)) is None


def test_what_was_typed_wrong_is_said_and_kept(anybody: Browser, nursing: Unit) -> None:
    form = anybody.visit("/ask-for-an-account")
    given: dict[str, Sent] = {"number": "2026?", "name": "李秀宁", "unit": str(nursing.id), "email": "li@mail.example"}
    page = anybody.press(form, "Ask for the account", given)
    assert (page.status, page.values()["number"], page.values()["name"]) == (422, "2026?", "李秀宁")
    assert len(page.all(".error-summary li")) == 1
    assert db.session.scalar(select(AccountRequest.id)) is None


def test_a_refusal_has_a_reason_and_a_second_decision_is_told(anybody: Browser, school: Browser, nursing: Unit) -> None:
    row = make_request(nursing)
    page = school.visit(f"/account-requests/{row.id}")
    assert school.press(page, "Refuse the request").status == 422
    unsaid = school.press(page, "Refuse the request", {"reason": "other"})
    assert "Note: Say why." in unsaid.text
    assert "Refused" in school.press(page, "Refuse the request", {"reason": "not_found"}).text
    late = school.press(page, "Refuse the request", {"reason": "not_reached"})
    assert (late.status, "Somebody else has decided this request already." in late.text) == (422, True)
    assert row.reason == "not_found"


def test_a_changed_request_is_looked_at_again(school: Browser, nursing: Unit) -> None:
    student = make_student(nursing, user=make_user(name="李秀宁", email=None, password_hash=None))
    row = make_request(nursing, number=student.number, name="李秀宁")
    page = school.visit(f"/account-requests/{row.id}")
    row.email, row.ask_count = "other@mail.example", 2
    db.session.commit()
    stale = school.press(page, "Confirm and send the invitation")
    assert (stale.status, "asked for 2 times" in stale.text) == (409, True)
    assert "other@mail.example" in stale.text
    school.press(stale, "Confirm and send the invitation")
    assert db.session.get_one(User, student.user_id, populate_existing=True).email == "other@mail.example"
