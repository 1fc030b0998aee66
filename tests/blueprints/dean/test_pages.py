"""From the officer's list over the vice dean's desk and back, as people press it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from mobility.core.terms import Role
from mobility.database import db
from mobility.models import Application
from tests.browsing import Browser
from tests.client import Client
from tests.databases import counted
from tests.factories.calls import NOON, make_call
from tests.factories.cases import make_application
from tests.factories.clock import stop_clock_at
from tests.factories.people import home, make_staff, make_student, make_unit


@pytest.fixture(autouse=True)
def asked_for(app: Flask) -> None:
    assert app.testing is not None
    stop_clock_at(NOON)
    home().settings = {"needs_vice_dean": True}
    db.session.commit()


def test_a_list_is_prepared_returned_prepared_again_and_approved(app: Flask) -> None:
    unit, call = make_unit(), make_call(deadline_at=NOON - timedelta(days=1))
    file = make_application(
        call, make_student(unit, name="李秀宁"), state="school_list", school_outcome="recommended", school_rank=1
    )
    officer, dean = Browser(Client.of(app)), Browser(Client.of(app))
    officer.sign_in(make_staff(Role.OFFICER, unit=unit, name="赵敏"))
    dean.sign_in(make_staff(Role.VICE_DEAN, unit=unit))
    assert "No list waits for you" in dean.visit("/dean").text
    page = f"/school/calls/{call.id}/units/{unit.id}"
    given = officer.press(officer.visit(f"{page}/hand-in"), "Give the list to the vice dean")
    assert ("With the vice dean" in given.text, "Save the list" in given.text) == (True, False)
    queue = dean.visit("/dean")
    found = dean.visit(queue.link("Scholarship"))
    assert ("李秀宁" in found.text, "Prepared by 赵敏" in found.text) == (True, True)
    empty = dean.press(found, "Return the list")
    assert (empty.status, "Say what has to change" in empty.text) == (422, True)
    dean.press(empty, "Return the list", {"note": "Add a second one."})
    back = officer.visit(page)
    assert ("Add a second one." in back.text, "Save the list" in back.text) == (True, True)
    officer.press(officer.visit(f"{page}/hand-in"), "Give the list to the vice dean")
    stale = dean.press(found, "Approve this list")
    assert stale.status == 409
    with counted() as statements:
        again = dean.visit("/dean")
    assert len(statements) <= 12
    done = dean.press(dean.visit(again.link("Scholarship")), "Approve this list")
    assert "The list is approved and handed in." in done.text
    db.session.expire_all()
    assert db.session.get_one(Application, file.id).state == "qualification_check"
    assert "read-only now" in officer.visit(page).text


def test_an_officer_takes_a_list_back_once(app: Flask) -> None:
    unit, call = make_unit(), make_call(deadline_at=NOON - timedelta(days=1))
    make_staff(Role.VICE_DEAN, unit=unit)
    officer = Browser(Client.of(app))
    officer.sign_in(make_staff(Role.OFFICER, unit=unit))
    page = f"/school/calls/{call.id}/units/{unit.id}"
    given = officer.press(officer.visit(f"{page}/hand-in"), "Give the list to the vice dean")
    taken = officer.press(given, "Take the list back")
    assert ("can be changed" in taken.text, "With the vice dean" in taken.text) == (True, False)
    late = officer.press(given, "Take the list back")
    assert (late.status, "does not wait for approval any more" in late.text) == (409, True)
