"""A request is decided once, by whoever may, on what was looked at; a proven address is never changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mobility import database
from mobility.core.terms import Refused, Role
from mobility.database import db
from mobility.models import AccountRequest, AuditEvent, OneTimeLink, OutboxMessage, Student, Unit, User
from mobility.queries import account_requests as reading
from mobility.services.account_requests.ask import Asking, ask
from mobility.services.account_requests.decide import Enrollment, confirm, refuse
from mobility.services.people import safeguards
from mobility.services.people.safeguards import Safeguards
from mobility.services.people.sign_in import sign_in
from tests.databases import counted
from tests.factories.account_requests import make_request
from tests.factories.deputies import make_deputy
from tests.factories.people import PASSWORD, actor, make_grant, make_staff, make_student, make_unit, make_user
from tests.servers import DatabaseUrls

NEW = Enrollment(level=6, entry_year=2025, program_years=5, field="0912", birth_on=date(2006, 5, 4))
ADDRESS = "new@mail.example"


@pytest.fixture
def nursing(database_session: Session) -> Unit:
    safeguards.use(Safeguards(argon2_profile="quick", key=b"tests"))
    return make_unit()


def _unreached(unit: Unit, **columns: Any) -> Student:
    """Somebody of the registry without an address."""
    given = {"email": None, "password_hash": None, "name": "李秀宁", "locale": None}
    return make_student(unit, user=make_user(**(given | columns)))


def _asked(student: Student, **columns: Any) -> AccountRequest:
    given = {"number": student.number, "name": student.name, "email": ADDRESS, "user_id": student.user_id}
    return make_request(db.session.get_one(Unit, student.unit_id), **(given | columns))


def _refusal(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def test_who_is_in_the_registry_gets_the_address_and_the_invitation(nursing: Unit) -> None:
    student = _unreached(nursing)
    row = _asked(student, phone="13800000000", locale="zh_Hans")
    officer = make_staff(Role.OFFICER, unit=nursing)
    assert confirm(actor(officer), row.id, 1) is False
    user = db.session.get_one(User, student.user_id, populate_existing=True)
    assert (user.email, user.email_verified_at, user.phone, user.locale) == (ADDRESS, None, "13800000000", "zh_Hans")
    letter = db.session.scalars(select(OutboxMessage)).one()
    assert (letter.notice, letter.user_id, letter.address) == ("invitation", user.id, ADDRESS)
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "account_request.decide")).one()
    assert (event.outcome, event.object_id, event.params) == ("confirmed", row.id, {"user_id": user.id})
    assert (row.state, row.decided_by) == ("confirmed", officer.id)
    assert _refusal(lambda: refuse(actor(officer), row.id, 1, "not_found")) == "account_request.decided"


def test_who_is_not_is_entered_first(nursing: Unit) -> None:
    row = make_request(nursing, email=ADDRESS)
    officer = actor(make_staff(Role.OFFICER, unit=nursing))
    wrong = {
        "account_request.entry_year": replace(NEW, entry_year=1800),
        "account_request.program_years": replace(NEW, program_years=0),
        "account_request.birth_on": replace(NEW, birth_on=date(2024, 5, 4)),
        "account_request.facts": replace(NEW, field="9999"),
        "stale.account_request": None,
    }
    found = [_refusal(partial(confirm, officer, row.id, 1, given)) for given in wrong.values()]
    assert found == list(wrong)
    assert confirm(officer, row.id, 1, NEW) is True
    student = db.session.scalars(select(Student).where(Student.number == row.number)).one()
    assert (student.name, student.unit_id, student.field, student.is_vocational) == (
        row.name,
        nursing.id,
        "0912",
        False,
    )
    assert db.session.get_one(User, student.user_id).email == ADDRESS
    assert row.user_id == student.user_id


def test_what_cannot_be_confirmed(nursing: Unit) -> None:
    officer, office = actor(make_staff(Role.OFFICER, unit=nursing)), actor(make_staff(Role.COORDINATOR))
    proven = _asked(make_student(nursing))
    other_name = _asked(_unreached(nursing), name="黄蓉")
    staff = _unreached(nursing)
    make_grant(db.session.get_one(User, staff.user_id), Role.REVIEWER)
    of_staff = _asked(staff, email="b@mail.example")
    closed = _asked(_unreached(nursing, is_active=False))
    elsewhere = _unreached(make_unit())
    of_elsewhere = _asked(elsewhere, unit_id=nursing.id)
    taken = _asked(_unreached(nursing), email=make_user().email)
    own = make_staff(Role.OFFICER, unit=nursing, email=None, password_hash=None)
    of_own = _asked(make_student(nursing, user=own))
    deputy = make_staff(Role.CHECKER, unit=make_unit(kind="office"))
    make_deputy(own, deputy)
    found = {
        name: _refusal(partial(confirm, who, row.id, 1))
        for name, row, who in (
            ("proven", proven, office),
            ("other name", other_name, office),
            ("staff", of_staff, office),
            ("closed", closed, office),
            ("elsewhere", of_elsewhere, officer),
            ("taken", taken, office),
            ("own", of_own, actor(own)),
            ("of whom one is deputy", of_own, actor(deputy)),
        )
    }
    assert found == {
        "proven": "account_request.has_account",
        "other name": "account_request.name_differs",
        "staff": "account_request.has_roles",
        "closed": "account_request.closed",
        "elsewhere": "account_request.other_school",
        "taken": "address.taken",
        "own": "access.own_case",
        "of whom one is deputy": "access.own_case",
    }
    assert db.session.scalar(select(func.count(OutboxMessage.id))) == 0
    confirm(office, of_elsewhere.id, 1)
    confirm(actor(make_staff(Role.ADMINISTRATOR)), of_staff.id, 1)
    assert db.session.get_one(User, elsewhere.user_id, populate_existing=True).email is not None


def test_a_reason_is_needed_and_kept(nursing: Unit) -> None:
    student = _unreached(nursing)
    row, office = _asked(student), actor(make_staff(Role.COORDINATOR))
    assert _refusal(lambda: refuse(office, row.id, 1, "no such")) == "account_request.no_reason"
    assert _refusal(lambda: refuse(office, row.id, 1, "other", " ")) == "account_request.no_note"
    assert _refusal(lambda: refuse(office, row.id, 1, "other", "x" * 501)) == "account_request.long"
    assert _refusal(lambda: refuse(office, row.id, 2, "differs")) == "stale.account_request"
    refuse(office, row.id, 1, "differs", "Called.")
    assert (row.state, row.reason, row.note, row.user_id) == ("refused", "differs", "Called.", None)


def test_each_sees_those_of_their_schools_in_pages_of_one_statement(nursing: Unit) -> None:
    medicine = make_unit()
    own, other = make_request(nursing), make_request(medicine)
    officer, office = actor(make_staff(Role.OFFICER, unit=nursing)), actor(make_staff(Role.COORDINATOR))
    assert [row.id for row in reading.requests(officer, is_open=True).rows] == [own.id]
    assert reading.open_count(office) == 2
    assert _refusal(lambda: refuse(officer, other.id, 1, "not_found")) == "account_request.unknown"
    assert reading.requests(actor(make_staff(Role.HEAD)), is_open=True).rows == ()
    for _ in range(reading.PAGE_SIZE):
        make_request(nursing)
    with counted() as statements:
        first = reading.requests(office, is_open=True)
    second = reading.requests(office, is_open=True, after=first.following)
    assert (len(statements), len(first.rows), len(second.rows), second.following) == (1, reading.PAGE_SIZE, 2, None)
    refuse(office, own.id, 1, "not_found")
    assert [row.id for row in reading.requests(office, is_open=False).rows] == [own.id]


def test_asking_again_takes_the_place_of_the_first_request_and_is_slowed_down(nursing: Unit) -> None:
    student = _unreached(nursing)
    first = Asking(f" {student.number}", "李 秀宁", nursing.id, "a@mail.example", phone="138 0000 0000")
    ask(nursing.institution_id, first, address="192.0.2.7")
    ask(nursing.institution_id, Asking(student.number, "李秀宁", nursing.id, ADDRESS, locale="en"))
    row = db.session.scalars(select(AccountRequest)).one()
    assert (row.number, row.email, row.phone, row.ask_count, row.locale) == (student.number, ADDRESS, None, 2, "en")
    assert row.user_id == student.user_id
    office = actor(make_staff(Role.COORDINATOR))
    assert _refusal(lambda: confirm(office, row.id, 1)) == "stale.account_request"
    for _ in range(3):
        ask(nursing.institution_id, first)
    assert _refusal(lambda: ask(nursing.institution_id, first)) == "account_request.wait"


def test_what_is_typed_is_looked_at(nursing: Unit) -> None:
    sound: dict[str, Any] = {"number": "2026X1", "name": "李秀宁", "unit_id": nursing.id, "email": ADDRESS}
    office = make_unit(kind="office")
    wrong: dict[str, dict[str, Any]] = {
        "import.number_impossible": {"number": "a b"},
        "import.question_mark": {"name": "李?宁"},
        "person.no_name": {"name": " "},
        "unit.unknown": {"unit_id": office.id},
        "address.impossible": {"email": "nobody"},
        "record.phone": {"phone": "call me"},
    }
    for code, given in wrong.items():
        assert _refusal(partial(ask, nursing.institution_id, Asking(**(sound | given)))) == code
    assert db.session.scalar(select(func.count(AccountRequest.id))) == 0


def test_a_campus_that_asks_for_accounts_can_still_sign_in(nursing: Unit) -> None:
    safeguards.use(Safeguards(argon2_profile="quick", key=b"tests", free_at_address=3))
    user, address = make_user(), "192.0.2.9"
    for number in range(3):
        ask(nursing.institution_id, Asking(f"N{number}", "李秀宁", nursing.id, ADDRESS), address=address)
    one_more = Asking("N9", "李秀宁", nursing.id, ADDRESS)
    assert _refusal(lambda: ask(nursing.institution_id, one_more, address=address)) == "account_request.wait"
    assert sign_in(nursing.institution_id, str(user.email), PASSWORD, address=address).user_id == user.id


@pytest.fixture
def crowded(fresh_database: Callable[[], DatabaseUrls]) -> Iterator[Flask]:
    """A program on a database of its own, with a connection for everybody."""
    app = Flask("crowd")
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"pool_size": 10}
    database.init(app, fresh_database().app)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_of_many_who_decide_at_once_one_wins_and_many_who_ask_leave_one_request(crowded: Flask) -> None:
    unit = make_unit()
    student, new = _unreached(unit), make_request(unit)
    row = _asked(student)
    office = [actor(make_staff(Role.COORDINATOR)) for _ in range(6)]
    ids, number, institution_id, unit_id = (row.id, new.id), "N1", unit.institution_id, unit.id
    asking = Asking(number, "李秀宁", unit_id, ADDRESS)

    def settle(at: int) -> None:
        if at % 2:
            confirm(office[at], ids[0], 1)
        else:
            refuse(office[at], ids[0], 1, "not_found")

    assert _all_at_once(crowded, settle) == {"done": 1, "account_request.decided": 5}
    entered = _all_at_once(crowded, lambda at: confirm(office[at], ids[1], 1, NEW))
    assert entered == {"done": 1, "account_request.decided": 5}
    asked = _all_at_once(crowded, lambda _at: ask(institution_id, asking))
    assert asked == {"done": 5, "account_request.wait": 1}
    query = select(AccountRequest.ask_count).where(AccountRequest.number == number)
    assert db.session.scalars(query).all() == [5]
    confirmed = select(func.count(AccountRequest.id)).where(AccountRequest.state == "confirmed")
    assert db.session.scalar(select(func.count(OneTimeLink.id))) == db.session.scalar(confirmed)


def _all_at_once(app: Flask, act: Callable[[int], object], crowd: int = 6) -> Counter[str]:
    start = Barrier(crowd)

    def one(number: int) -> str:
        with app.app_context():
            start.wait(timeout=30)
            try:
                act(number)
            except Refused as refusal:
                return refusal.code
            finally:
                db.session.remove()
            return "done"

    db.session.commit()
    with ThreadPoolExecutor(crowd) as pool:
        return Counter(pool.map(one, range(crowd)))
