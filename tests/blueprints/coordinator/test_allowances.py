"""Raising a cap or the places over HTTP: shown first, done, read by the head, exported, taken back."""

from __future__ import annotations

from sqlalchemy import select

from mobility.core.access import Action
from mobility.core.terms import Role
from mobility.database import db
from mobility.models import AuditEvent, Call, SchoolList
from tests.browsing import Browser, Sent
from tests.client import Client
from tests.databases import counted
from tests.factories.people import make_staff, make_unit


def test_a_cap_is_raised_after_a_preview_and_taken_back(client: Client, visitor: Browser, call: Call) -> None:
    unit = make_unit()
    call.school_cap = 3
    db.session.commit()
    with counted() as statements:
        page = visitor.visit(visitor.visit(f"/office/calls/{call.id}").link("More than allowed"))
    assert len(statements) <= 24, "two pages"
    typed: dict[str, Sent] = {"what": str(unit.id), "count": "5", "reason": "Two top ranks."}
    assert visitor.press(page, "Go on", {**typed, "count": "2", "is_confirmed": "yes"}).status == 422
    preview = visitor.press(page, "Go on", typed)
    assert "5 instead of 3" in preview.text
    done = visitor.press(preview, "Go on", {**typed, "is_confirmed": "yes"})
    assert "among the exceptions" in done.text
    assert db.session.scalars(select(SchoolList.cap)).all() == [5]
    head = make_staff(Role.HEAD)
    visitor.press(done, "Undo the raise")
    assert db.session.scalars(select(SchoolList.cap)).all() == [3]
    reader = Browser(Client(client.application, client.application.response_class))
    reader.sign_in(head)
    assert f"{unit.name.en}: 3 → 5" in reader.visit("/exceptions?kind=cap").text
    answer = reader.send(reader.visit("/exceptions?kind=cap"), "Export as CSV")
    [_heads, line] = answer.data.decode("utf-8-sig").splitlines()
    assert "School's cap raised (taken back)" in line
    assert "Two top ranks." in line
    [event] = db.session.scalars(select(AuditEvent).where(AuditEvent.action == Action.EXCEPTIONS_EXPORT))
    assert event.params == {"count": 1, "kind": "csv"}


def test_the_call_gets_more_places(visitor: Browser, call: Call) -> None:
    page = visitor.visit(f"/office/calls/{call.id}/allowances")
    typed: dict[str, Sent] = {"what": "places", "count": "4", "reason": "From the host."}
    preview = visitor.press(page, "Go on", typed)
    assert "4 places instead of 2" in preview.text
    visitor.press(preview, "Go on", {**typed, "is_confirmed": "yes"})
    db.session.refresh(call)
    assert call.place_count == 4
