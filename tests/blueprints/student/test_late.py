"""A code is entered on a page of its own, made on one of the office's, and a link brings it along."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from mobility.core.terms import Actor, Role
from mobility.database import db
from mobility.models import Application, Call, LateCode, Student
from mobility.services.applications.start import start
from mobility.services.casework.sweep import run_due
from tests.browsing import Browser
from tests.client import Client
from tests.factories.calls import DEADLINE
from tests.factories.clock import stop_clock_at
from tests.factories.late import make_late_code
from tests.factories.people import make_staff


def test_the_whole_way_from_the_office_to_the_draft(
    client: Client, window: Browser, call: Call, student: Student, me: Actor
) -> None:
    application_id = start(call.key, me)
    stop_clock_at(DEADLINE + timedelta(hours=1))
    run_due()
    office = Browser(Client(client.application, client.application.response_class))
    office.sign_in(make_staff(Role.COORDINATOR))
    page = office.visit(office.visit(f"/office/calls/{call.id}").link("Late codes"))
    unsaid = office.press(page, "Make the code", {"on": "2026-10-23", "at": "12:00", "student_number": "nobody"})
    assert (unsaid.status, unsaid.values()["student_number"]) == (422, "nobody")
    wrong = office.press(unsaid, "Make the code", {"note": "Ill."})
    assert "There is no student with this number." in wrong.text
    made = office.press(wrong, "Make the code", {"student_number": student.number})
    code = db.session.scalars(select(LateCode.code)).one()
    assert code[:5] in made.text

    window.sign_in(student)
    assert "You may still apply late" in window.visit("/home").text
    asked = window.visit(window.visit(f"/calls/{call.key}").link("I have a late code"))
    assert asked.values()["code"] == code
    refused = window.press(asked, "Use the code", {"code": "no such"})
    assert (refused.status, refused.values()["code"]) == (422, "no such")
    inside = window.press(refused, "Use the code", {"code": code})
    assert inside.path == f"/applications/{application_id}"
    assert "Friday 23 October 2026" in inside.text

    assert "1 of 1" in office.visit(f"/office/calls/{call.id}/late-codes").text
    assert db.session.get_one(Application, application_id, populate_existing=True).state == "draft"


def test_a_code_is_revoked(client: Client, call: Call) -> None:
    row = make_late_code(call, make_staff(Role.COORDINATOR))
    office = Browser(client)
    office.sign_in(make_staff(Role.COORDINATOR))
    page = office.press(office.visit(f"/office/calls/{call.id}/late-codes"), "Revoke")
    assert "Revoked" in page.text
    db.session.refresh(row)
    assert row.revoked_at is not None


@pytest.mark.parametrize("typed", ["", "<script>", "x" * 4000])
def test_what_is_no_code_is_explained(window: Browser, call: Call, typed: str) -> None:
    page = window.press(window.visit(f"/calls/{call.key}/late"), "Use the code", {"code": typed})
    assert page.status == 422
    assert "There is no such code for this call." in page.text
