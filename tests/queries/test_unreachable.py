"""Whom no letter reaches: by reason and by reach, page after page."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.orm import Session

from mobility.core.terms import Role
from mobility.database import db
from mobility.models import Call, Institution, OutboxMessage, Student, Unit, User
from mobility.queries.unreachable import PAGE_SIZE, unreachable
from tests.databases import counted
from tests.factories.cases import make_application
from tests.factories.people import actor, make_institution, make_staff, make_student, make_unit, make_user


@pytest.fixture
def nursing(database_session: Session) -> Unit:
    return make_unit()


def _letter(user: User, state: str, number: int, address: str | None = None) -> None:
    db.session.add(
        OutboxMessage(
            institution_id=user.institution_id,
            notice="returned",
            user_id=user.id,
            address=address or user.email,
            dedupe_key=f"{user.id}:{number}",
            message_id=f"{user.id}:{number}",
            state=state,
        )
    )
    db.session.commit()


def _user(unit: Unit, **columns: Any) -> User:
    user = make_user(**columns)
    make_student(unit, user=user)
    return user


def test_who_has_no_address_or_one_that_letters_come_back_from(nursing: Unit) -> None:
    none, bounced = _user(nursing, name="A", email=None, phone="13800000000"), _user(nursing, name="B")
    _letter(bounced, "dead", 1)
    arrived, moved, closed = (_user(nursing, name=name) for name in "CDE")
    _letter(arrived, "bounced", 1)
    _letter(arrived, "sent", 2)
    _letter(moved, "bounced", 1, "old@university.example")
    _letter(closed, "bounced", 1)
    closed.is_active = False
    db.session.commit()
    head = actor(make_staff(Role.HEAD))
    found = unreachable(head).rows
    assert [(row.id, row.phone) for row in found] == [(none.id, "13800000000"), (bounced.id, None)]
    assert [row.id for row in unreachable(head, "no_address").rows] == [none.id]
    assert [row.id for row in unreachable(head, "undeliverable").rows] == [bounced.id]
    assert [row.id for row in unreachable(head, text="b").rows] == [bounced.id]


def test_each_sees_those_within_their_reach(nursing: Unit) -> None:
    medicine = make_unit()
    own, other = _user(nursing, name="A", email=None), _user(medicine, name="B", email=None)
    _user(
        make_unit(make_institution("abroad")),
        institution=db.session.query(Institution).filter_by(key="abroad").one(),
        email=None,
    )
    application = make_application()
    applicant = db.session.get_one(User, db.session.get_one(Student, application.student_id).user_id)
    applicant.email = None
    db.session.commit()
    officer = actor(make_staff(Role.OFFICER, unit=nursing))
    of_call = actor(make_staff(Role.COORDINATOR, call=db.session.get_one(Call, application.call_id)))
    assert [row.id for row in unreachable(officer).rows] == [own.id]
    assert [row.id for row in unreachable(of_call).rows] == [applicant.id]
    assert {own.id, other.id, applicant.id} <= {row.id for row in unreachable(actor(make_staff(Role.HEAD))).rows}
    assert unreachable(actor(make_staff(Role.REVIEWER))).rows == ()


def test_a_long_list_comes_in_pages_of_one_statement(nursing: Unit) -> None:
    rows = [{"institution_id": nursing.institution_id, "name": f"P{n:03}", "sort_key": f"p{n:03}"} for n in range(70)]
    db.session.execute(insert(User), rows)
    head = actor(make_staff(Role.HEAD))
    with counted() as statements:
        first = unreachable(head)
    second = unreachable(head, after=first.following)
    assert (len(statements), len(first.rows), len(second.rows), second.following) == (1, PAGE_SIZE, 20, None)
