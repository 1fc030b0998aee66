"""Accounts as administrators keep them: invited, corrected, closed; roles given and taken; all of it audited."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from mobility.core.terms import Actor, Grant, Refused, Role
from mobility.database import db
from mobility.models import AuditEvent, OutboxMessage, RoleGrant, User, UserSession
from mobility.queries.person import fingerprint
from mobility.services.people import accounts, preferences, roles
from mobility.services.people.accounts import NewPerson, PersonEdit
from mobility.services.people.roles import NewRole
from mobility.services.people.sign_in import sign_in
from tests.factories.letters import token_of
from tests.factories.people import (
    PASSWORD,
    actor,
    home,
    make_institution,
    make_staff,
    make_student,
    make_unit,
    make_user,
)


@pytest.fixture
def admin() -> Actor:
    return actor(make_staff(Role.ADMINISTRATOR))


def test_an_invited_person_has_roles_a_letter_and_no_password(admin: Actor) -> None:
    unit = make_unit()
    invited = accounts.invite(
        admin, NewPerson("单雄信", "Shan@University.example", (NewRole(Role.OFFICER, unit_id=unit.id),))
    )
    user = db.session.get_one(User, invited.user_id)
    letter = db.session.scalars(select(OutboxMessage)).one()
    assert (user.sort_key, user.search_key) == ("shan xiong xin", "单雄信 shanxiongxin sxx")
    assert (user.email, user.password_hash, user.email_verified_at) == ("Shan@university.example", None, None)
    assert (letter.notice, letter.user_id, token_of(letter)) == ("invitation", user.id, invited.token)
    assert actor(user).grants == (Grant(Role.OFFICER, frozenset({unit.id})),)
    assert _outcomes(user.id) == ["invited", "role_granted"]


@pytest.mark.parametrize(
    ("name", "email", "code"),
    [
        ("Somebody", "TAKEN@university.example", "address.taken"),
        ("Somebody", "not an address", "address.impossible"),
        (" \t ", "new@university.example", "person.no_name"),
    ],
)
def test_nobody_is_invited_without_a_name_and_an_address_of_their_own(
    admin: Actor, name: str, email: str, code: str
) -> None:
    make_user(email="taken@university.example")
    before = db.session.scalars(select(User.id)).all()
    assert _code(accounts.invite, admin, NewPerson(name, email)) == code
    assert db.session.scalars(select(User.id)).all() == before


def test_an_invitation_can_be_repeated_until_the_person_has_a_password(admin: Actor) -> None:
    first = accounts.invite(admin, NewPerson("Ma", "ma@university.example"))
    assert accounts.invite_again(admin, first.user_id).token != first.token
    assert _code(accounts.invite_again, admin, make_user().id) == "person.has_password"
    assert _code(accounts.invite_again, admin, make_user(password_hash=None, email=None).id) == "person.no_address"


def test_a_correction_renews_the_keys_and_asks_for_proof_of_a_new_address(admin: Actor) -> None:
    student = make_student(user=make_user(name="张三", email="zhang@university.example"))
    user = db.session.get_one(User, student.user_id)
    seen = fingerprint(user.name, user.email, user.phone, user.sort_key)
    accounts.edit(admin, user.id, PersonEdit("曾三", "zeng@university.example", "13800000000", "zhang san", seen))
    assert (user.name, user.sort_key, user.search_key) == ("曾三", "zeng san", "曾三 zengsan zs")
    assert (user.email, user.email_verified_at, user.phone) == ("zeng@university.example", None, "13800000000")
    assert (student.name, student.sort_key) == ("曾三", "zeng san")


def test_a_sort_key_that_was_written_by_hand_stays(admin: Actor) -> None:
    user = make_user(name="乐嘉", email="le@university.example")
    seen = fingerprint(user.name, user.email, user.phone, user.sort_key)
    accounts.edit(admin, user.id, PersonEdit("乐嘉", user.email, "", " Le  Jia ", seen))
    assert (user.sort_key, user.email_verified_at is None) == ("le jia", False)


def test_a_correction_of_what_somebody_else_changed_meanwhile_is_refused(admin: Actor) -> None:
    user = make_user(name="张三")
    seen = fingerprint(user.name, user.email, user.phone, user.sort_key)
    accounts.edit(admin, user.id, PersonEdit("张四", user.email, "", user.sort_key, seen))
    assert _code(accounts.edit, admin, user.id, PersonEdit("张五", user.email, "", "", seen)) == "stale.person"
    assert user.name == "张四"


def test_closing_an_account_ends_its_sign_ins_and_links_and_keeps_its_roles(admin: Actor) -> None:
    user = make_staff(Role.COORDINATOR, email="li@university.example")
    sign_in(home().id, "li@university.example", PASSWORD)
    accounts.deactivate(admin, user.id)
    assert db.session.scalars(select(UserSession.id).where(UserSession.ended_at.is_(None))).all() == []
    assert _code(sign_in, home().id, "li@university.example", PASSWORD) == "sign_in.wrong"
    accounts.reactivate(admin, user.id)
    assert sign_in(home().id, "li@university.example", PASSWORD).user_id == user.id
    assert actor(user).has_role(Role.COORDINATOR)


def test_nobody_closes_their_own_account(admin: Actor) -> None:
    assert _code(accounts.deactivate, admin, admin.user_id) == "person.oneself"


def test_an_administrator_ends_the_sign_ins_of_somebody_else(admin: Actor) -> None:
    user = make_user(email="li@university.example")
    for _ in range(2):
        sign_in(home().id, "li@university.example", PASSWORD)
    assert accounts.end_sessions(admin, user.id) == 2
    assert db.session.scalars(select(UserSession.id).where(UserSession.ended_at.is_(None))).all() == []


@pytest.mark.parametrize(
    "act", [accounts.invite_again, accounts.deactivate, accounts.reactivate, accounts.end_sessions]
)
def test_people_of_another_institution_do_not_exist(admin: Actor, act: object) -> None:
    stranger = make_user(make_institution("other"))
    assert _code(act, admin, stranger.id) == "person.unknown"
    assert _code(act, admin, 10**12) == "person.unknown"


@pytest.mark.parametrize("role", [None, Role.OFFICER, Role.COORDINATOR, Role.HEAD, Role.AUDITOR])
def test_only_administrators_touch_accounts_and_roles(role: Role | None) -> None:
    who, other = actor(make_staff(role) if role else make_user()), make_user()
    assert {
        _code(accounts.invite, who, NewPerson("A", "a@b.example")),
        _code(accounts.deactivate, who, other.id),
        _code(roles.grant, who, other.id, NewRole(Role.HEAD)),
    } == {"access.role"}


def test_a_role_is_given_once_and_taken_away(admin: Actor) -> None:
    user = make_user()
    grant_id = roles.grant(admin, user.id, NewRole(Role.HEAD))
    assert _code(roles.grant, admin, user.id, NewRole(Role.HEAD)) == "role.held"
    assert roles.end(admin, grant_id) == user.id
    assert actor(user).grants == ()
    assert _code(roles.end, admin, grant_id) == "role.unknown"
    assert roles.grant(admin, user.id, NewRole(Role.HEAD)) != grant_id
    assert _outcomes(user.id) == ["role_granted", "role_ended", "role_granted"]


@pytest.mark.parametrize(
    ("role", "scope", "code"),
    [
        (Role.OFFICER, "institution", "role.scope"),
        (Role.HEAD, "unit", "role.scope"),
        (Role.ADMINISTRATOR, "unit", "role.scope"),
        (Role.STUDENT, "institution", "role.not_given"),
        (Role.SYSTEM, "institution", "role.not_given"),
        (Role.OFFICER, "foreign unit", "unit.unknown"),
    ],
)
def test_a_role_is_given_only_for_what_it_can_be_held(admin: Actor, role: Role, scope: str, code: str) -> None:
    units = {"unit": make_unit().id, "foreign unit": make_unit(make_institution("other")).id}
    assert _code(roles.grant, admin, make_user().id, NewRole(role, unit_id=units.get(scope))) == code


def test_a_role_for_a_unit_reaches_all_units_below_it_and_no_other() -> None:
    college = make_unit()
    department = make_unit(parent=college)
    make_unit()
    officer = make_staff(Role.OFFICER, unit=college)
    assert actor(officer).grants == (Grant(Role.OFFICER, frozenset({college.id, department.id})),)


def test_the_last_administrator_stays(admin: Actor) -> None:
    own = db.session.scalars(select(RoleGrant.id).where(RoleGrant.user_id == admin.user_id)).one()
    assert _code(roles.end, admin, own) == "role.last_administrator"
    make_staff(Role.ADMINISTRATOR, institution=make_institution("other"))
    make_staff(Role.ADMINISTRATOR, is_active=False)
    assert _code(roles.end, admin, own) == "role.last_administrator"
    make_staff(Role.ADMINISTRATOR)
    assert roles.end(admin, own) == admin.user_id


def test_a_person_keeps_their_language_and_colors() -> None:
    user = make_user(locale="en")
    preferences.prefer(actor(user), locale="zh_Hans", theme="dark")
    db.session.refresh(user)
    assert (user.locale, user.theme) == ("zh_Hans", "dark")
    preferences.prefer(actor(user), theme="")
    db.session.refresh(user)
    assert (user.locale, user.theme) == ("zh_Hans", None)
    with pytest.raises(Refused, match=r"preference\.unknown"):
        preferences.prefer(actor(user), locale="xx")


def _outcomes(user_id: int) -> list[str | None]:
    query = select(AuditEvent.outcome).where(AuditEvent.object_kind == "user", AuditEvent.object_id == user_id)
    return list(db.session.scalars(query.order_by(AuditEvent.id)))


def _code(act: object, *given: object) -> str:
    assert callable(act)
    with pytest.raises(Refused) as refusal:
        act(*given)
    return refusal.value.code
