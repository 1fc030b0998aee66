"""A student's whole way over HTTP, by the forms that the pages show: from the catalogue to the confirmed place."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest

from mobility.core.access import Action
from mobility.core.terms import Actor
from mobility.database import db
from mobility.models import Call, Student
from tests.browsing import Browser, Page
from tests.client import Client
from tests.factories.calls import DEADLINE, make_partner
from tests.factories.clock import stop_clock_at
from tests.factories.desks import act, award, propose, qualify, recommend, release
from tests.factories.filled import ANSWERS, PDF


def _fill(window: Browser, page: Page) -> Page:
    """Answer every section in turn, as "Save and continue" leads."""
    for section, answers in ANSWERS.items():
        assert page.path.endswith(f"/sections/{section}"), page.text
        known = {key: value for key, value in answers.items() if page.soup.select(f'[name="q_{key}"]')}
        page = window.press(page, "Save and continue", {f"q_{key}": value for key, value in known.items()})
        if len(known) < len(answers):
            rest = {f"q_{key}": value for key, value in answers.items()}
            page = window.press(page, "Save and continue", rest)
    return page


def _submitted(window: Browser, call: Call) -> Page:
    """From the page of the call to the receipt."""
    tasks = window.press(window.visit(f"/calls/{call.key}"), "Start your application")
    assert "0 of 6 parts are done" in tasks.text
    tasks = _fill(window, window.visit(tasks.link("Continue")))
    assert "5 of 6 parts are done" in tasks.text
    documents = window.visit(tasks.link("Continue"))
    documents = window.press(documents, "Upload", {"file": (BytesIO(PDF), "成绩单.pdf")})
    assert "成绩单.pdf" in documents.text
    tasks = window.visit(documents.link("Continue"))
    assert "Everything is there." in tasks.text
    check = window.visit(tasks.link("Check your answers"))
    return window.press(check, "Submit application", {"has_declared": "yes"})


def test_the_whole_way(window: Browser, call: Call, student: Student, me: Actor) -> None:
    receipt = _submitted(window, call)
    assert receipt.heading == "Your application has arrived"
    assert receipt.all(".receipt-number") == [f"{call.number_prefix}-0001-1"]
    application_id = int(receipt.path.split("/")[2])
    sheet = window.visit(receipt.link("Read and print"))
    assert "Why do you want to be a nurse?" in sheet.text
    assert "112.5" in sheet.text

    recommend(application_id)
    window.sign_in(student)
    assert "Your school recommended you." in window.visit(f"/applications/{application_id}").text
    qualify(application_id)
    release(application_id, propose(application_id))
    page = window.visit(f"/applications/{application_id}")
    assert "Results were released: you are a candidate." in page.text
    assert "Candidate, public notice" in page.text

    stop_clock_at(DEADLINE + timedelta(days=6))
    act(application_id, Actor.system(me.institution_id), Action.NOTICE_END)
    award(application_id, make_partner())
    window.sign_in(student)
    offer = window.visit(window.visit("/home").link("Confirm or decline your place"))
    assert "Nanyang Polytechnic" in offer.text
    assert "Six years of work in Singapore." in offer.text
    unticked = window.press(offer, "Confirm my place")
    assert (unticked.status, unticked.all(".error")) == (
        422,
        ["Tick the box to say that you have read what the place binds you to."],
    )
    _asks_no_bond_where_there_is_none(window, offer, call)
    confirmed = window.press(unticked, "Confirm my place", {"has_accepted": "yes"})
    assert "You have confirmed your place." in confirmed.text
    assert "You confirmed your place." in confirmed.text


def _asks_no_bond_where_there_is_none(window: Browser, offer: Page, call: Call) -> None:
    call.bond = None
    db.session.commit()
    unbound = window.press(offer, "Confirm my place")
    assert unbound.all(".error") == ["Tick the box to say that you take this place."]


def test_what_is_missing_is_named_and_linked(window: Browser, call: Call) -> None:
    window.press(window.visit(f"/calls/{call.key}"), "Start your application")
    check = window.visit(window.visit("/home").link("Finish and submit"))
    check = window.visit(check.link("Check your answers"))
    refused = window.press(check, "Submit application")
    assert refused.status == 422
    assert [link["href"] for link in refused.soup.select(".error-summary a")] == [
        "#has_declared",
        "#contact",
        "#motivation",
        "#background",
        "#understanding",
        "#family",
        "#documents",
    ]
    targets = {str(link["href"])[1:] for link in refused.soup.select(".error-summary a")}
    assert {str(one["id"]) for one in refused.soup.select("[id]")} >= targets


def test_a_double_click_shows_the_same_receipt(window: Browser, call: Call) -> None:
    receipt = _submitted(window, call)
    number = receipt.all(".receipt-number")
    application_id = int(receipt.path.split("/")[2])
    recalled = window.press(window.visit(f"/applications/{application_id}/recall"), "Recall my application")
    check = window.visit(recalled.link("Check your answers"))
    answers = [window.press(check, "Submit application", {"has_declared": "yes"}) for _click in range(2)]
    assert [answer.status for answer in answers] == [200, 200]
    assert answers[0].all(".receipt-number") == answers[1].all(".receipt-number") != number


@pytest.fixture
def late_window(client: Client, student: Student) -> Browser:
    """Signed in three minutes before the deadline."""
    stop_clock_at(DEADLINE - timedelta(minutes=3))
    window = Browser(client)
    window.sign_in(student)
    return window


def test_too_late_is_said_and_nothing_can_be_changed(late_window: Browser, call: Call) -> None:
    window = late_window
    window.press(window.visit(f"/calls/{call.key}"), "Start your application")
    tasks = window.visit(window.visit("/home").link("Finish and submit"))
    section = window.visit(tasks.link("How to reach you"))
    stop_clock_at(DEADLINE + timedelta(seconds=301))
    late = window.press(section, "Save and continue", {"q_phone": "13012345678"})
    assert (late.status, late.heading) == (422, "This is not possible now")
    page = window.visit(tasks.path)
    assert "Submit" not in " ".join(page.all("main button"))
    assert window.visit(section.path).all("main form") == []


@pytest.mark.parametrize("late_by", [0, 300])
def test_until_the_grace_ends_a_submit_is_taken(late_window: Browser, call: Call, late_by: int) -> None:
    window = late_window
    receipt = _submitted(window, call)
    recalled = window.press(window.visit(receipt.link("Recall it to edit")), "Recall my application")
    check = window.visit(recalled.link("Check your answers"))
    stop_clock_at(DEADLINE + timedelta(seconds=late_by))
    assert window.press(check, "Submit application", {"has_declared": "yes"}).heading == "Your application has arrived"


def test_one_second_after_the_grace_it_is_not(late_window: Browser, call: Call) -> None:
    window = late_window
    receipt = _submitted(window, call)
    recalled = window.press(window.visit(receipt.link("Recall it to edit")), "Recall my application")
    check = window.visit(recalled.link("Check your answers"))
    stop_clock_at(DEADLINE + timedelta(seconds=301))
    late = window.press(check, "Submit application", {"has_declared": "yes"})
    assert (late.status, late.heading) == (422, "This is not possible now")


def test_in_chinese(window: Browser, call: Call) -> None:
    chinese = Browser(window.client, "zh_Hans")
    page = chinese.press(chinese.visit(f"/calls/{call.key}"), "开始申请")
    assert "已完成0项，共6项" in page.text
    section = chinese.visit(page.link("联系方式与紧急联系人"))
    wrong = chinese.press(section, "保存并继续", {"q_phone": "电话"})
    assert wrong.status == 422
    assert wrong.values()["q_phone"] == "电话"
    assert section.soup.html is not None
    assert section.soup.html["lang"] == "zh-Hans"
