"""A language examiner enters marks in a dense list that keeps what was typed; the office sets the test up and reads."""

from __future__ import annotations

import pytest
from flask import Flask

from mobility.core.terms import Role
from mobility.models import Application, Call
from tests.browsing import Browser
from tests.client import Client
from tests.databases import counted
from tests.factories.calls import NOON, make_call
from tests.factories.cases import make_application
from tests.factories.clock import stop_clock_at
from tests.factories.language_tests import make_mark, make_test
from tests.factories.people import make_staff, make_student


@pytest.fixture(autouse=True)
def at_noon(app: Flask) -> None:
    assert app.testing is not None
    stop_clock_at(NOON)


@pytest.fixture
def call() -> Call:
    return make_call()


@pytest.fixture
def visitor(client: Client, call: Call) -> Browser:
    visitor = Browser(client)
    visitor.sign_in(make_staff(Role.EXAMINER, call=call, name="石老师"))
    return visitor


def _sits(call: Call, name: str = "李秀宁") -> Application:
    return make_application(call, make_student(name=name), state="selection")


def test_from_the_office_to_the_examiner_and_back(client: Client, call: Call) -> None:
    file, other = _sits(call), _sits(call, "黄蓉")
    office, examiner = make_staff(Role.COORDINATOR), make_staff(Role.EXAMINER, call=call, name="石老师")
    desk, table = Browser(client), Browser(Client.of(client.application))
    desk.sign_in(office)
    table.sign_in(examiner)
    address = f"/office/calls/{call.id}/language-test"
    empty = desk.visit(desk.visit(f"/office/calls/{call.id}").link("Language test"))
    assert "This call has no language test" in empty.text
    flawed = desk.press(empty, "Save", {"name_en": "English test", "name_zh": "英语笔试", "share": "400"})
    assert (flawed.status, "Choose a share from 0 to 100 per cent." in flawed.text) == (422, True)
    kept = desk.press(flawed, "Save", {"share": "40", "due_on": "2026-10-20"})
    assert ("The language test is kept." in kept.text, "石老师" in kept.text) == (True, True)
    page = table.visit(table.visit("/language-tests").link("English test"))
    assert page.all("tbody th") == ["李秀宁", "黄蓉"]
    refused = table.press(
        page,
        "Save marks",
        {f"mark-{file.id}": "88.5", f"mark-{other.id}": "870", f"remark-{other.id}": "Left early."},
    )
    assert (refused.status, refused.all("tbody th")) == (422, ["黄蓉"])
    assert "1 mark is kept." in refused.text
    assert refused.values()[f"remark-{other.id}"] == "Left early."
    done = table.press(refused, "Save marks", {f"mark-{other.id}": "", f"absent-{other.id}": "1"})
    assert "2 marks are not handed over yet" in done.text
    assert "2 marks are handed over." in table.press(done, "Hand over").text
    assert "88.5 of 100" in desk.visit(f"/office/files/{file.id}").text
    assert "English test makes 40 per cent" in desk.visit(f"/office/calls/{call.id}/selection").text
    closed = desk.press(desk.visit(address), "Close the test")
    assert "Nobody can enter or change a mark." in closed.text
    assert "This test is closed" in table.visit(table.visit("/language-tests?show=closed").link("English test")).text


def test_the_list_is_searched_and_costs_the_same_for_few_and_many(visitor: Browser, call: Call) -> None:
    make_test(call, make_staff(Role.COORDINATOR))
    address = f"/language-tests/{call.id}"
    assert "Nobody sits this test yet" in visitor.visit(address).text
    make_mark(_sits(call), make_staff(Role.EXAMINER))
    visitor.visit(address)
    with counted() as few:
        visitor.visit(address)
    for _ in range(51):
        _sits(call, "黄蓉")
    with counted() as many:
        first = visitor.visit(address)
    assert (len(many), len(many) <= 12, len(first.all("tbody tr"))) == (len(few), True, 50)
    assert len(visitor.visit(first.link("More")).all("tbody tr")) == 2
    assert visitor.visit(f"{address}?q=lixiuning").all("tbody th") == ["李秀宁"]
    assert "Nothing fits" in visitor.visit(f"{address}?q=lixiuning&show=open").text
    assert len(visitor.visit(f"{address}?show=open&q=huangrong").all("tbody tr")) == 50
