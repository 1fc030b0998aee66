"""Who is there: one statement tells the institution, the person and what they reach, and nothing that has ended."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mobility.core.terms import Actor, Grant, Role
from mobility.database import db, set_clock
from mobility.models import RoleGrant, User, UserSession
from mobility.queries.identity import SessionLimits, Visit, actor_of, digest, visit
from tests.databases import counted
from tests.factories.people import (
    actor,
    home,
    make_grant,
    make_institution,
    make_staff,
    make_student,
    make_unit,
    make_user,
)

BEGIN = datetime(2026, 10, 12, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LIMITS = SessionLimits(60 * MINUTE, 12 * 60 * MINUTE, 30 * MINUTE, 8 * 60 * MINUTE)

pytestmark = pytest.mark.usefixtures("database_session")


def test_nobody_signed_in_is_nobody_of_that_institution() -> None:
    found = _visit()
    assert found.identity is None
    assert found.actor == Actor.anonymous(home().id)


def test_a_sign_in_answers_person_roles_and_units_in_one_statement() -> None:
    college = make_unit()
    department = make_unit(parent=college)
    user = make_staff(Role.OFFICER, unit=college, name="王芳", locale="zh_Hans", theme="dark")
    make_grant(user, Role.HEAD)
    _sign_in(user)
    with counted() as statements:
        found = visit("localhost", "", digest("secret"), LIMITS)
    assert len(statements) == 1
    assert found is not None
    assert found.identity is not None
    assert (found.identity.name, found.identity.locale, found.identity.theme) == ("王芳", "zh_Hans", "dark")
    assert set(found.actor.grants) == {
        Grant(Role.OFFICER, frozenset({college.id, department.id})),
        Grant(Role.HEAD),
    }


def test_who_has_a_record_is_a_student_beside_every_other_role() -> None:
    student = make_student()
    make_grant(db.session.get_one(User, student.user_id), Role.COORDINATOR)
    assert (actor(student).student_id, actor(student).roles) == (
        student.id,
        frozenset({Role.STUDENT, Role.COORDINATOR}),
    )


def test_an_ended_role_is_no_role() -> None:
    user = make_staff(Role.HEAD)
    db.session.scalars(select(RoleGrant)).one().ended_at = BEGIN
    db.session.commit()
    assert actor(user).grants == ()


def test_a_unit_that_was_never_put_into_the_tree_is_not_the_whole_institution() -> None:
    unit = make_unit()
    unit.path = []
    officer = make_staff(Role.OFFICER, unit=unit)
    assert actor(officer).grants == (Grant(Role.OFFICER, frozenset({unit.id})),)


@pytest.mark.parametrize(
    ("role", "idle", "is_there"),
    [(None, 59, True), (None, 60, False), (Role.HEAD, 29, True), (Role.HEAD, 30, False)],
)
def test_a_sign_in_ends_when_no_page_is_opened(role: Role | None, idle: int, is_there: bool) -> None:
    user = make_staff(role) if role else db.session.get_one(User, make_student().user_id)
    set_clock(frozen_at=BEGIN)
    _sign_in(user)
    set_clock(frozen_at=BEGIN + idle * MINUTE)
    found = _visit()
    assert (found.identity is not None, found.has_expired) == (is_there, not is_there)


@pytest.mark.parametrize(("role", "hours"), [(None, 12), (Role.REVIEWER, 8)])
def test_a_sign_in_ends_in_any_case(role: Role | None, hours: int) -> None:
    user = make_staff(role) if role else db.session.get_one(User, make_student().user_id)
    set_clock(frozen_at=BEGIN)
    row = _sign_in(user)
    row.seen_at = BEGIN + hours * 60 * MINUTE - MINUTE
    db.session.commit()
    set_clock(frozen_at=BEGIN + hours * 60 * MINUTE - timedelta(seconds=1))
    assert _visit().identity is not None
    set_clock(frozen_at=BEGIN + hours * 60 * MINUTE)
    assert _visit().identity is None


def test_ended_sign_ins_and_closed_accounts_are_nobody() -> None:
    user = make_user()
    row = _sign_in(user)
    assert _visit().identity is not None
    user.is_active = False
    db.session.commit()
    assert _visit().identity is None
    user.is_active = True
    row.ended_at = BEGIN
    db.session.commit()
    assert (_visit().identity, _visit().has_expired) == (None, False)


def test_institutions_are_told_apart_by_host_and_a_cookie_of_one_is_nothing_to_another() -> None:
    first = make_institution("first", hosts=["first.example"])
    second = make_institution("second", hosts=["second.example", "www.second.example"])
    _sign_in(make_user(first))
    assert [_found("first.example"), _found("www.second.example")] == [first.id, second.id]
    assert _visit("first.example").identity is not None
    assert _visit("second.example").identity is None


def test_a_strange_host_means_the_only_institution_or_the_one_that_is_set() -> None:
    only = make_institution("only")
    assert _found("anything.example") == only.id
    second = make_institution("second", hosts=["second.example"])
    assert _found("anything.example") is None
    assert _found("anything.example", "second") == second.id


def test_nobody_acts_for_a_closed_account() -> None:
    user = make_user(is_active=False)
    with pytest.raises(LookupError):
        actor_of(user.id)


def _sign_in(user: User) -> UserSession:
    row = UserSession(institution_id=user.institution_id, user_id=user.id, secret_hash=digest("secret"))
    session: Session = db.session()
    session.add(row)
    session.commit()
    return row


def _visit(host: str = "localhost") -> Visit:
    home()
    found = visit(host, "", digest("secret"), LIMITS)
    assert found is not None
    return found


def _found(host: str, key: str = "") -> int | None:
    found = visit(host, key, None, LIMITS)
    return found.home.id if found else None
