"""Every kind of exception with who made it, for whom and why; each reader within their own reach."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mobility.core.access import Action
from mobility.core.terms import Actor, Param, Role
from mobility.database import db, now, transaction
from mobility.models import Application, Call, Student, User
from mobility.queries.exceptions import KINDS, ExceptionFilter, ExceptionRow, search
from mobility.services.applications.late import enter
from mobility.services.calls.late_codes import make
from mobility.services.casework import acts, audit, remarks
from tests.databases import counted
from tests.factories.calls import NOON, make_call
from tests.factories.cases import make_application, make_remark
from tests.factories.checks import make_check
from tests.factories.clock import stop_clock_at
from tests.factories.hosts import make_exchange
from tests.factories.people import actor, make_grant, make_institution, make_staff, make_student, make_unit, make_user


@pytest.fixture(autouse=True)
def at_noon(database_session: Session) -> None:
    stop_clock_at(NOON)


@pytest.fixture
def office() -> User:
    return make_staff(Role.COORDINATOR, name="郭靖")


@pytest.fixture
def head(office: User) -> Actor:
    return actor(make_staff(Role.HEAD))


def _told(row: ExceptionRow) -> tuple[str, str | None, str | None, str | None]:
    return row.kind, row.made_by, row.student_name, row.why


def _settle(file: Application, who: User, outcome: str, verdict: str, reason: str) -> None:
    with transaction():
        remark = remarks.write(file, actor(who), reason, is_shown_to_student=True)
        _record(file, who, Action.FACTS_SETTLE, outcome, {"now": verdict, "remark": remark})


def _record(file: Application, who: User, action: Action, outcome: str | None, params: dict[str, Param]) -> None:
    audit.record(
        *(actor(who), action),
        outcome=outcome,
        object_kind="application",
        object_id=file.id,
        application_id=file.id,
        params=params,
    )


def test_who_is_let_in_late_was_let_in_by_who_made_the_code(office: User, head: Actor) -> None:
    call, student = make_call(), make_student(name="王芳", number="2026007")
    until = call.deadline_at + timedelta(days=2)
    named = make(call.id, actor(office), valid_until=until, note="In hospital.", student_number="2026007")
    make(call.id, actor(office), valid_until=until, note="The network was down.", most_uses=30)
    enter(call.key, named, actor(student))
    rows = search(head, ExceptionFilter()).rows
    assert [_told(row) for row in rows] == [
        ("late", "郭靖", "王芳", "In hospital."),
        ("late_code", "郭靖", None, "The network was down."),
        ("late_code", "郭靖", "王芳", "In hospital."),
    ]
    assert [row.most_uses for row in rows] == [1, 30, 1]
    assert rows[0].application_id == db.session.scalar(select(Application.id))
    assert {(row.call_title, row.happened_at) for row in rows} == {(call.title, now())}


def test_a_file_qualified_over_a_no_carries_the_remark(office: User, head: Actor) -> None:
    call, asked = make_exchange(), make_unit(kind="office")
    files = [make_application(call, make_student(name=name), state="qualification_check") for name in ("甲", "乙")]
    for file, said in zip(files, ("no", "yes"), strict=True):
        make_check(file, asked, answer=said, answered_at=now())
        acts.act(file.id, Action.QUALIFICATION_DECIDE, actor(office), outcome="qualified", remark="By telephone.")
    assert [_told(row) for row in search(head, ExceptionFilter()).rows] == [("said_no", "郭靖", "甲", "By telephone.")]


def test_who_is_admitted_although_not_eligible_is_told_until_they_hand_in_again(office: User, head: Actor) -> None:
    call = make_call()
    files = [make_application(call, make_student(name=name), state="selection") for name in "甲乙丙丁"]
    for file, verdict in zip(files, ("not_eligible", "eligible", "not_eligible", "not_eligible"), strict=True):
        _settle(file, office, "taken", verdict, "The registry corrected a mark.")
    why = make_remark(files[0], office, "The faculty vouches for her.")
    with transaction():
        _record(files[0], office, Action.QUALIFICATION_DECIDE, "qualified", {"remark": why.id})
        _record(files[1], office, Action.QUALIFICATION_DECIDE, "qualified", {})
        _record(files[2], office, Action.APPLICATION_RESUBMIT, None, {"now": "eligible"})
        _record(files[2], office, Action.QUALIFICATION_DECIDE, "qualified", {})
        _record(files[3], office, Action.LIST_PROPOSE, None, {"decision": "not_selected"})
        _record(files[3], office, Action.LIST_PROPOSE, None, {"decision": "reserve"})
        _record(files[3], office, Action.LIST_PROPOSE, None, {"decision": "candidate"})
    assert [_told(row) for row in search(head, ExceptionFilter()).rows] == [
        ("ineligible", "郭靖", "丁", None),
        ("ineligible", "郭靖", "丁", None),
        ("ineligible", "郭靖", "甲", "The faculty vouches for her."),
    ]


def test_facts_left_aside_tell_the_verdict_they_would_have_led_to(office: User, head: Actor) -> None:
    file = make_application(student=make_student(name="甲"), state="selection")
    _settle(file, office, "left", "not_eligible", "The mark of the deadline counts.")
    [row] = search(head, ExceptionFilter()).rows
    assert _told(row) == ("left_aside", "郭靖", "甲", "The mark of the deadline counts.")
    assert (row.application_number, row.now_outcome) == (file.number, "not_eligible")


def _left(call: Call, office: User, student_name: str = "王芳") -> Application:
    file = make_application(call, make_student(user=make_user(name=student_name), name=student_name), state="selection")
    _settle(file, office, "left", "eligible", "As agreed.")
    return file


def test_the_list_is_narrowed_by_kind_call_and_person(office: User, head: Actor) -> None:
    one, other = make_call(), make_call()
    files = [_left(one, office, "王芳"), _left(other, office, "丁一")]
    make(one.id, actor(office), valid_until=one.deadline_at + timedelta(days=2), note="In hospital.")

    def found(**wanted: object) -> list[int | None]:
        return [row.application_id for row in search(head, ExceptionFilter(**wanted)).rows]  # type: ignore[arg-type]  # filters by name

    by_kind = {kind: found(kind=kind) for kind in KINDS}
    left = [files[1].id, files[0].id]
    assert {kind: ids for kind, ids in by_kind.items() if ids} == {"late_code": [None], "left_aside": left}
    assert found(call_id=other.id) == [files[1].id]
    assert found(text="wf") == [files[0].id]
    assert found(text=str(files[1].number).lower()) == [files[1].id]
    assert found(text="guojing") == [None, *left]
    assert found(text="nobody") == []


def test_each_reader_sees_the_exceptions_within_their_reach(office: User, head: Actor) -> None:
    one, other = make_call(), make_call()
    file = _left(one, office)
    _left(other, office)
    make(one.id, actor(office), valid_until=one.deadline_at + timedelta(days=2), note="In hospital.")
    applicant = db.session.get_one(User, db.session.get_one(Student, file.student_id).user_id)
    make_grant(applicant, Role.HEAD)
    seen = {
        "head": head,
        "auditor": actor(make_staff(Role.AUDITOR)),
        "of one call": actor(make_staff(Role.HEAD, call=one)),
        "about oneself": actor(applicant),
        "coordinator": actor(office),
        "elsewhere": actor(make_staff(Role.HEAD, institution=make_institution("other"))),
    }
    assert {name: len(search(who, ExceptionFilter()).rows) for name, who in seen.items()} == {
        "head": 3,
        "auditor": 3,
        "of one call": 2,
        "about oneself": 2,
        "coordinator": 0,
        "elsewhere": 0,
    }


def test_pages_follow_each_other_at_the_same_cost(office: User, head: Actor) -> None:
    file = _left(make_call(), office)
    for _ in range(6):
        _settle(file, office, "left", "eligible", "As agreed.")
    with counted() as statements:
        first = search(head, ExceptionFilter(), size=4)
    second = search(head, ExceptionFilter(), first.following, size=4)
    ids = [row.id for row in (*first.rows, *second.rows)]
    assert (len(statements), len(ids), second.following) == (1, 7, None)
    assert ids == sorted(set(ids), reverse=True)
