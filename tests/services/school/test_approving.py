"""Where the institution asks for it, a school's list is handed in by its vice dean, and by nobody else."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from mobility.core.scoring.school_list import Place
from mobility.core.terms import Actor, Refused, Role
from mobility.database import db
from mobility.models import Application, AuditEvent, Call, OutboxMessage, SchoolList, Student, Unit, User
from mobility.queries.school import listing
from mobility.services.institutions.school_rule import set_needs_vice_dean
from mobility.services.school.approving import approve, send_back
from mobility.services.school.listing import hand_in, save
from mobility.services.school.taking_back import take_back
from tests.factories.cases import make_application
from tests.factories.people import actor, home, make_grant, make_institution, make_staff, make_student, make_unit


@pytest.fixture(autouse=True)
def asked_for(database_session: Session) -> None:
    home().settings = {"needs_vice_dean": True}
    database_session.commit()


@pytest.fixture
def dean(unit: Unit) -> Actor:
    return actor(make_staff(Role.VICE_DEAN, unit=unit))


@pytest.fixture
def files(call: Call, unit: Unit, officer: Actor) -> list[Application]:
    made = [make_application(call, make_student(unit), state="school_list") for _ in range(2)]
    save(call.id, unit.id, {made[0].id: Place("recommended", 1), made[1].id: Place("alternate", 1)}, officer, version=0)
    return made


def _code(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def _list() -> SchoolList:
    return db.session.scalars(select(SchoolList)).one()


def _letters(notice: str) -> list[int]:
    return list(db.session.scalars(select(OutboxMessage.user_id).where(OutboxMessage.notice == notice)))


def _states(files: list[Application]) -> set[str]:
    for file in files:
        db.session.refresh(file)
    return {file.state for file in files}


def test_what_the_officer_finishes_waits_for_the_vice_dean(
    call: Call, unit: Unit, officer: Actor, dean: Actor, files: list[Application]
) -> None:
    assert hand_in(call.id, unit.id, officer, note="Good ones.") == 2
    held = _list()
    assert (held.handed_in_at, held.prepared_by, held.note) == (None, officer.user_id, "Good ones.")
    assert (_states(files), _letters("school_list_to_approve")) == ({"school_list"}, [dean.user_id])
    assert _code(lambda: hand_in(call.id, unit.id, officer)) == "school_list.prepared"
    assert _code(lambda: save(call.id, unit.id, {}, officer, version=None)) == "school_list.prepared"
    assert approve(held.id, dean, version=held.version) == 2
    assert (_list().handed_in_by, _states(files)) == (dean.user_id, {"qualification_check"})
    assert len(_letters("school_recommended") + _letters("school_alternate")) == 2
    done = select(AuditEvent.action, AuditEvent.outcome, AuditEvent.actor_role).where(
        AuditEvent.object_kind == "school_list"
    )
    assert [tuple(row) for row in db.session.execute(done.order_by(AuditEvent.id))][1:] == [
        ("school.hand_in", "prepared", "officer"),
        ("school.hand_in", None, "vice_dean"),
        ("school.approve", "approved", "vice_dean"),
    ]
    assert _code(lambda: approve(held.id, dean, version=_list().version)) == "school_list.not_waiting"


@pytest.mark.usefixtures("files")
def test_a_list_comes_back_with_a_reason_and_can_be_changed_again(
    call: Call, unit: Unit, officer: Actor, dean: Actor
) -> None:
    hand_in(call.id, unit.id, officer)
    list_id, version = _list().id, _list().version
    assert _code(lambda: send_back(list_id, dean, "  ", version=version)) == "school_list.no_reason"
    assert _code(lambda: send_back(list_id, dean, "x" * 2001, version=version)) == "school_list.long_note"
    assert _code(lambda: send_back(list_id, dean, "Why?", version=version - 1)) == "stale.school_list"
    send_back(list_id, dean, " Swap them. ", version=version)
    assert (_list().prepared_at, _list().return_note) == (None, "Swap them.")
    assert _letters("school_list_returned") == [officer.user_id]
    hand_in(call.id, unit.id, officer)
    assert (_list().prepared_by, _list().return_note) == (officer.user_id, None)
    assert len(_letters("school_list_to_approve")) == 2


@pytest.mark.usefixtures("files")
def test_nobody_approves_a_list_of_another_school_or_one_they_prepared(
    call: Call, unit: Unit, officer: Actor, dean: Actor
) -> None:
    both = db.session.get_one(User, officer.user_id)
    make_grant(both, Role.VICE_DEAN, unit=unit)
    hand_in(call.id, unit.id, officer)
    list_id, version = _list().id, _list().version
    other = actor(make_staff(Role.VICE_DEAN, unit=make_unit()))
    assert _code(lambda: approve(list_id, other, version=version)) == "school_list.unknown"
    assert _code(lambda: approve(list_id, officer, version=version)) == "access.role"
    assert _code(lambda: approve(list_id, actor(both), version=version)) == "school_list.own_preparation"
    assert approve(list_id, dean, version=version) == 2


def test_a_vice_dean_with_an_application_of_their_own_hands_in_nothing(
    call: Call, unit: Unit, officer: Actor, dean: Actor, files: list[Application]
) -> None:
    student = db.session.get_one(Student, files[0].student_id)
    person = db.session.get_one(User, student.user_id)
    make_grant(person, Role.VICE_DEAN, unit=unit)
    assert dean.user_id != person.id
    hand_in(call.id, unit.id, officer)
    list_id, version = _list().id, _list().version
    assert _code(lambda: approve(list_id, actor(person), version=version)) == "access.own_case"
    db.session.rollback()
    assert _states(files) == {"school_list"}


@pytest.mark.usefixtures("files")
def test_without_a_vice_dean_nothing_is_set_aside(call: Call, unit: Unit, officer: Actor) -> None:
    assert _code(lambda: hand_in(call.id, unit.id, officer)) == "school_list.no_vice_dean"
    assert _list().prepared_at is None


@pytest.mark.usefixtures("files")
def test_the_officer_takes_the_list_back_and_whoever_was_told_is_told(
    call: Call, unit: Unit, officer: Actor, dean: Actor
) -> None:
    untold = make_staff(Role.VICE_DEAN, unit=unit)
    hand_in(call.id, unit.id, officer)
    list_id, version = _list().id, _list().version
    asked = update(OutboxMessage).where(OutboxMessage.user_id == dean.user_id)
    db.session.execute(asked.values(state="sent"))
    db.session.commit()
    other = actor(make_staff(Role.OFFICER, unit=make_unit()))
    assert _code(lambda: take_back(call.id, unit.id, other, version=version)) == "school_list.unknown"
    assert _code(lambda: take_back(call.id, unit.id, dean, version=version)) == "school_list.unknown"
    assert _code(lambda: take_back(call.id, unit.id, officer, version=version - 1)) == "stale.school_list"
    take_back(call.id, unit.id, officer, version=version)
    assert (_list().prepared_at, _letters("school_list_taken_back")) == (None, [dean.user_id])
    assert untold.id in _letters("school_list_to_approve")
    assert _code(lambda: approve(list_id, dean, version=version)) == "school_list.not_waiting"
    assert _code(lambda: take_back(call.id, unit.id, officer)) == "school_list.not_waiting"
    newest = select(AuditEvent.action, AuditEvent.outcome).order_by(AuditEvent.id.desc()).limit(1)
    assert tuple(db.session.execute(newest).one()) == ("school.hand_in", "taken_back")
    hand_in(call.id, unit.id, officer)
    assert approve(list_id, dean, version=_list().version) == 2
    assert _code(lambda: take_back(call.id, unit.id, officer)) == "school_list.handed_in"


def test_a_school_may_have_a_rule_of_its_own(
    call: Call, unit: Unit, officer: Actor, dean: Actor, files: list[Application]
) -> None:
    admin, other = actor(make_staff(Role.ADMINISTRATOR)), make_unit(code="law")
    lawyer = actor(make_staff(Role.OFFICER, unit=other))
    make_staff(Role.VICE_DEAN, unit=other)
    set_needs_vice_dean(other.id, False, admin, seen=None)
    assert (listing(call.id, unit.id, officer).needs_vice_dean, listing(call.id, other.id, lawyer).needs_vice_dean) == (
        True,
        False,
    )
    assert (hand_in(call.id, unit.id, officer), hand_in(call.id, other.id, lawyer)) == (len(files), 0)
    waits = select(SchoolList.unit_id, SchoolList.handed_in_at.is_(None)).order_by(SchoolList.unit_id)
    assert [tuple(row) for row in db.session.execute(waits)] == [(unit.id, True), (other.id, False)]
    home().settings = {"needs_vice_dean": False}
    db.session.commit()
    take_back(call.id, unit.id, officer, version=_list_of(unit).version)
    set_needs_vice_dean(unit.id, True, admin, seen=None)
    hand_in(call.id, unit.id, officer)
    assert _list_of(unit).prepared_at is not None
    set_needs_vice_dean(unit.id, None, admin, seen=True)
    assert not listing(call.id, unit.id, officer).needs_vice_dean
    assert approve(_list_of(unit).id, dean, version=_list_of(unit).version) == len(files)
    assert _code(lambda: set_needs_vice_dean(unit.id, False, admin, seen=True)) == "stale.unit"
    for unit_id in (make_unit(kind="office").id, make_unit(make_institution("other")).id, 99_999):
        act = partial(set_needs_vice_dean, unit_id, True, admin, seen=None)
        assert _code(act) == "unit.unknown"
    assert _code(lambda: set_needs_vice_dean(unit.id, True, officer, seen=None)) == "access.role"


def _list_of(unit: Unit) -> SchoolList:
    return db.session.scalars(select(SchoolList).where(SchoolList.unit_id == unit.id)).one()
