"""The receipt number leads to exactly the version that was handed in under it, for whoever may see the application."""

from __future__ import annotations

from datetime import date

import pypdfium2
import pytest
import segno
from flask import Flask
from PIL import Image, ImageOps
from sqlalchemy import select

from mobility.core.access import Action
from mobility.core.calendar.clash import HomeTerm
from mobility.core.terms import Actor, Role, Text
from mobility.database import db
from mobility.models import AuditEvent, Call, Student, User
from mobility.queries.home_terms import as_stored
from mobility.services.applications.moves import recall
from mobility.services.applications.save_section import save_section
from mobility.services.applications.submit import submit
from tests.browsing import Browser, Page
from tests.client import Client
from tests.factories.calls import NOON, make_call
from tests.factories.clock import stop_clock_at
from tests.factories.exchange import begin_exchange
from tests.factories.filled import ANSWERS, hand_in
from tests.factories.hosts import make_exchange
from tests.factories.options import make_option
from tests.factories.people import actor, home, make_staff, make_student


@pytest.fixture(autouse=True)
def at_noon(app: Flask) -> None:
    assert app.testing is not None
    stop_clock_at(NOON)


@pytest.fixture
def call() -> Call:
    return make_call()


@pytest.fixture
def student() -> Student:
    return make_student()


@pytest.fixture
def me(student: Student) -> Actor:
    return actor(student)


def _window(client: Client, person: User | Student) -> Browser:
    window = Browser(client)
    window.sign_in(person)
    return window


def _words(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    pages = (document[number].get_textpage().get_text_range() for number in range(len(document)))
    return " ".join("".join(pages).split())


def _code(content: bytes, size: int) -> list[list[int]]:
    """The squares of the code on the first page, `size` to a side, 1 where they are black."""
    page = pypdfium2.PdfDocument(content)[0]
    left, _bottom, right, _top = next(iter(page.get_objects([pypdfium2.raw.FPDF_PAGEOBJ_PATH]))).get_bounds()
    picture = ImageOps.invert(page.render(scale=8).to_pil().convert("L")).point(lambda one: 255 * (one > 127))
    around = picture.crop((round(left * 8), 0, round(right * 8), picture.height // 6))
    squares = around.crop(around.getbbox()).resize((size, size), Image.Resampling.BOX)
    return [[int(squares.getpixel((x, y)) > 127) for x in range(size)] for y in range(size)]  # type: ignore[operator]  # gray


def test_each_number_opens_its_own_version(client: Client, call: Call, student: Student, me: Actor) -> None:
    first = hand_in(call, me)
    recall(first.application_id, me)
    later = {**ANSWERS["contact"], "emergency_name": "王秀英"}
    save_section(first.application_id, "contact", later, me, revision=1)
    second = submit(first.application_id, me, has_declared=True)
    window = _window(client, student)
    for receipt, there, absent in ((first, "李建国", "王秀英"), (second, "王秀英", "李建国")):
        page = window.visit(f"/receipts/{receipt.receipt_number}")
        assert (there in page.text, absent in page.text) == (True, False)
        answer = client.get(page.link("Save as PDF"))
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.headers["Content-Disposition"].startswith(f'attachment; filename="{receipt.receipt_number}.pdf"')
        wanted = segno.make(f"http://localhost/receipts/{receipt.receipt_number}", error="m", micro=False).matrix
        assert _code(answer.get_data(), len(wanted)) == [list(row) for row in wanted]
        text = _words(answer.get_data())
        assert (receipt.receipt_number in text, there in text, absent in text) == (True, True, False)


def test_it_speaks_the_readers_language(client: Client, call: Call, student: Student, me: Actor) -> None:
    number = hand_in(call, me).receipt_number
    _window(client, student).client.set_cookie("lang", "zh_Hans", domain="localhost")
    text = _words(client.get(f"/receipts/{number}/pdf").get_data())
    assert ("回执编号" in text, "诚信承诺" in text) == (True, True)


def test_the_office_opens_it_and_the_audit_says_so(client: Client, call: Call, me: Actor) -> None:
    receipt = hand_in(call, me)
    coordinator = make_staff(Role.COORDINATOR)
    window = _window(client, coordinator)
    page = window.visit(f"/receipts/{receipt.receipt_number}")
    assert receipt.receipt_number in page.text
    assert "Back to the receipt" not in page.text
    events = db.session.scalars(select(AuditEvent).where(AuditEvent.action == Action.RECEIPT_OPEN)).all()
    assert [(event.actor_id, event.is_quiet) for event in events] == [(coordinator.id, True)]


def test_strangers_and_strange_numbers_are_answered_alike(client: Client, call: Call, me: Actor) -> None:
    number = hand_in(call, me).receipt_number
    window = _window(client, make_student())
    answers = [window.visit(path) for path in (f"/receipts/{number}", f"/receipts/{number}/pdf", "/receipts/none")]
    assert [(page.status, page.heading) for page in answers] == [(404, answers[0].heading)] * 3


def test_whoever_is_not_signed_in_is_asked_to(client: Client, call: Call, me: Actor) -> None:
    number = hand_in(call, me).receipt_number
    answer = client.get(f"/receipts/{number}")
    assert answer.status_code == 303
    assert f"next=/receipts/{number}" in answer.headers["Location"].replace("%2F", "/")


def test_where_dates_clash_it_is_said_from_the_wish_to_the_paper(client: Client, student: Student, me: Actor) -> None:
    autumn = HomeTerm(Text(en="Autumn", zh_Hans="秋季学期"), date(2026, 9, 1), date(2027, 1, 3))
    home().settings = {"home_terms": [as_stored(autumn)]}
    call = make_exchange()
    options = make_option(call, starts_on=date(2026, 12, 20)), make_option(call)
    application_id = begin_exchange(call, me, *options, is_willing=True)
    window = _window(client, student)
    words = "the stay begins on 20 December 2026, and teaching of “Autumn” at home lasts until 3 January 2027."
    for page in ("wishes", "check"):
        assert _clashes(window.visit(f"/applications/{application_id}/{page}")) == [f"Mind the dates: {words}"], page
    receipt = submit(application_id, me, has_declared=True)
    home().settings = {}
    db.session.commit()
    for page in ("receipt", "print"):
        assert _clashes(window.visit(f"/applications/{application_id}/{page}")) == [f"Mind the dates: {words}"], page
    paper = _words(client.get(f"/receipts/{receipt.receipt_number}/pdf").data)
    said = ("Wishes", f"Mind the dates: {words}", "Willing to be placed elsewhere")
    assert [one for one in said if one not in paper] == []
    home().settings = {"home_terms": [as_stored(autumn)]}
    db.session.commit()
    desk = _window(Client(client.application, client.application.response_class), make_staff(Role.COORDINATOR))
    assert _clashes(desk.visit(f"/office/files/{application_id}")) == [f"Mind the dates: {words}"]


def _clashes(page: Page) -> list[str]:
    return page.all(".clash")
