"""Desks check documents: on the page of a file, beside the pages of a document, and from the list of what waits."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select, update

from mobility.core.terms import Role
from mobility.database import db
from mobility.models import Application, AuditEvent, Call, Document, Student, Submission, Unit
from tests.browsing import Browser
from tests.client import Client
from tests.databases import counted
from tests.factories.calls import NOON, make_call
from tests.factories.cases import make_application
from tests.factories.clock import stop_clock_at
from tests.factories.documents import make_document
from tests.factories.files import pdf
from tests.factories.people import make_staff, make_student, make_unit

MOST = 12


@pytest.fixture(autouse=True)
def at_noon(app: object) -> None:
    stop_clock_at(NOON)


@pytest.fixture
def unit() -> Unit:
    return make_unit()


@pytest.fixture
def call() -> Call:
    return make_call()


@pytest.fixture
def student(unit: Unit) -> Student:
    return make_student(unit, name="黄蓉")


@pytest.fixture
def file(call: Call, student: Student) -> Application:
    return make_application(call, student, state="school_check")


@pytest.fixture
def visitor(client: Client, unit: Unit) -> Browser:
    visitor = Browser(client)
    visitor.sign_in(make_staff(Role.OFFICER, unit=unit))
    return visitor


@pytest.fixture
def coordinator(client: Client) -> Browser:
    visitor = Browser(client)
    visitor.sign_in(make_staff(Role.COORDINATOR))
    return visitor


def _state(document: Document) -> tuple[str, str | None]:
    db.session.refresh(document)
    return document.state, document.return_code


def _was_handed_in(file: Application) -> None:
    number = f"{file.number}-1"
    given = {"institution_id": file.institution_id, "application_id": file.id, "sequence": 1, "content": {}}
    db.session.add(Submission(**given, receipt_number=number, submitted_at=NOON - timedelta(days=1)))
    db.session.commit()


def test_on_the_page_of_the_file(visitor: Browser, file: Application) -> None:
    document = make_document(file)
    address = f"/school/applications/{file.id}"
    done = visitor.press(visitor.visit(address), "Accept")
    assert (done.path, _state(document)) == (address, ("accepted", None))
    done = visitor.press(done, "Take this back")
    assert (done.path, _state(document)) == (address, ("uploaded", None))
    done = visitor.press(done, "Give the document back", {"code": "incomplete", "text": "Page two."})
    assert (done.path, _state(document)) == (address, ("returned", "incomplete"))
    assert "Pages are missing · Page two." in done.text


def test_what_is_not_said_well_is_asked_for_beside_the_pages(coordinator: Browser, file: Application) -> None:
    document = make_document(file)
    refused = coordinator.press(
        coordinator.visit(f"/office/files/{file.id}"), "Give the document back", {"text": "Once more, please."}
    )
    assert (refused.status, refused.path) == (422, f"/documents/{document.id}/check")
    assert "Choose why you give it back." in refused.text
    assert refused.values()["text"] == "Once more, please."
    done = coordinator.press(refused, "Give the document back", {"code": "other"})
    assert (done.path, _state(document)) == (f"/documents/{document.id}/pages", ("returned", "other"))


def test_a_stale_page_says_so_and_keeps_the_words(visitor: Browser, file: Application) -> None:
    document = make_document(file)
    page = visitor.visit(f"/documents/{document.id}/pages")
    db.session.execute(update(Document).values(state="accepted", checked_at=NOON, version=2))
    late = visitor.press(page, "Give the document back", {"code": "wrong", "text": "Not the transcript."})
    assert late.status == 409
    assert "Somebody else has checked this document meanwhile." in late.text
    assert "Not the transcript." in late.text
    assert _state(document) == ("accepted", None)


def test_from_the_list_one_goes_on_to_the_next(visitor: Browser, call: Call, file: Application, unit: Unit) -> None:
    first, elsewhere = make_document(file), make_document(make_application(call, state="school_check"))
    other = make_document(make_application(call, make_student(unit, name="郭靖"), state="school_check"))
    make_document(make_application(call, make_student(unit), state="draft"))
    make_document(file, "guardian_consent", scan="waiting")
    page = visitor.visit("/documents/to-check")
    assert page.all("tbody td:nth-child(2)") == ["黄蓉", "郭靖"]
    assert visitor.visit("/documents/to-check?text=guojing").all("tbody td:nth-child(2)") == ["郭靖"]
    pages = visitor.visit(page.soup.select("tbody th a")[0]["href"])  # type: ignore[arg-type]  # one value, since the attribute is no list
    after = visitor.press(pages, "Accept")
    assert after.path == f"/documents/{other.id}/pages"
    assert visitor.press(after, "Accept").path == "/documents/to-check"
    assert [_state(one)[0] for one in (first, other, elsewhere)] == ["accepted", "accepted", "uploaded"]
    assert "Nothing waits to be checked" in visitor.visit("/documents/to-check").text
    assert len(visitor.visit("/documents/to-check?state=accepted").all("tbody tr")) == 2


def test_the_student_sees_why_and_replaces_it_and_the_desk_sees_both(
    client: Client, file: Application, student: Student, unit: Unit
) -> None:
    _was_handed_in(file)
    before = make_document(file, state="returned", return_code="unreadable", return_reason="Page two.", checked_at=NOON)
    me = Browser(client)
    me.sign_in(student)
    assert "Replace a document" in me.visit("/home").text
    assert "1 document came back to you" in me.visit(f"/applications/{file.id}").text
    page = me.visit(f"/applications/{file.id}/documents")
    assert "It cannot be read. Take it anew in good light, with all four corners in the picture. Page two." in page.text
    done = me.press(page, "Replace", {"file": (BytesIO(pdf("Once more")), "again.pdf")})
    assert "1 earlier version" in done.text
    assert f"/documents/{before.id}/pages" in str(done.soup)
    officer = Browser(Client.of(client.application))
    officer.sign_in(make_staff(Role.OFFICER, unit=unit))
    case = officer.visit(f"/school/applications/{file.id}")
    assert "again.pdf" in case.text
    old = officer.visit(f"/documents/{before.id}/pages")
    assert "This is an earlier version" in old.text
    assert officer.client.get(f"/documents/{before.id}").data == pdf("A transcript")
    told = db.session.scalars(select(AuditEvent.object_id).where(AuditEvent.action == "document.download")).all()
    assert told == [before.id]


def test_the_list_and_the_pages_cost_the_same_for_many(coordinator: Browser, call: Call) -> None:
    def costs() -> list[int]:
        sent = []
        for path in ("/documents/to-check", f"/documents/{document.id}/pages", f"/office/files/{file.id}"):
            coordinator.visit(path)
            with counted() as statements:
                assert coordinator.client.get(path).status_code == 200
            sent.append(len(statements))
        return sent

    file = make_application(call, state="school_check")
    document = make_document(file)
    few = costs()
    for _number in range(60):
        make_document(make_application(call, state="school_check"), storage_key=f"1/{_number}")
    for _number in range(5):
        make_document(file, storage_key=f"1/old-{_number}", replaced_at=NOON)
    assert costs() == few
    assert max(few) <= MOST
    assert len(coordinator.visit("/documents/to-check").all("tbody tr")) == 50
