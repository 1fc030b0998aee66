"""The administrator's desk over HTTP: found, invited, corrected, closed, given roles; each act told in words."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import Tag
from sqlalchemy import insert, select

from mobility.core.terms import Role
from mobility.database import db
from mobility.models import OutboxMessage, RoleGrant, User, UserSession
from tests.client import Client
from tests.cookies import errors_of, page, send, sign_in, texts, value
from tests.databases import counted
from tests.factories.calls import make_call
from tests.factories.people import (
    actor,
    make_grant,
    make_institution,
    make_staff,
    make_student,
    make_unit,
    make_user,
)


@pytest.fixture
def admin(client: Client) -> User:
    admin = make_staff(Role.ADMINISTRATOR, name="周芷若")
    sign_in(client, admin)
    return admin


def test_the_list_is_searched_and_narrowed_by_its_address(client: Client, admin: User) -> None:
    unit = make_unit()
    make_student(unit, user=make_user(name="买买提·艾力"))
    make_staff(Role.OFFICER, unit=unit, name="黄蓉")
    make_user(name="洪七公", is_active=False)
    assert _names(client, "/people?q=mmtal") == ["买买提·艾力"]
    assert _names(client, f"/people?unit={unit.id}") == ["黄蓉", "买买提·艾力"]
    assert _names(client, "/people?role=officer") == ["黄蓉"]
    assert _names(client, "/people?role=administrator&state=active") == ["周芷若"]
    assert _names(client, "/people?state=closed") == ["洪七公"]
    assert _names(client, "/people?q=nobody") == []


def test_what_no_filter_offers_is_told_and_everybody_shown(client: Client, admin: User) -> None:
    answer = client.get("/people?role=emperor")
    assert (answer.status_code, texts(answer, "tbody th")) == (422, ["周芷若"])
    assert client.get("/people?unit=x").status_code == 422


def test_pages_of_fifty_thousand_cost_what_one_costs(client: Client, admin: User) -> None:
    with counted() as few:
        client.get("/people?q=zs")
    values = [
        {
            "institution_id": admin.institution_id,
            "name": f"张三{n}",
            "sort_key": f"zhang san {n}",
            "search_key": f"zs{n}",
        }
        for n in range(50_000)
    ]
    db.session.execute(insert(User), values)
    db.session.commit()
    with counted() as many:
        first = client.get("/people?q=zs")
    assert len(many) == len(few) <= 12
    assert len(texts(first, "tbody tr")) == 50
    following = page(first).select_one(".pager a[rel=next]")
    assert isinstance(following, Tag)
    address = str(following["href"])
    assert parse_qs(urlsplit(address).query)["q"] == ["zs"]
    assert set(_names(client, address)).isdisjoint(texts(first, "tbody th"))


def test_a_person_s_page_tells_roles_sign_ins_and_state(client: Client, admin: User) -> None:
    user = make_staff(Role.OFFICER, unit=make_unit(), name="黄蓉")
    make_grant(user, Role.REVIEWER, call=make_call())
    with counted() as statements:
        answer = client.get(f"/people/{user.id}")
    assert texts(answer, "tbody th") == ["School officer", "Reviewer"]
    assert len(statements) <= 12


@pytest.mark.parametrize("path", ["", "/edit", "/deactivate", "/roles/new"])
def test_people_of_another_institution_are_not_there(client: Client, admin: User, path: str) -> None:
    stranger = make_user(make_institution("other"))
    answers = [client.get(f"/people/{key}{path}") for key in (stranger.id, 10**12)]
    assert [answer.status_code for answer in answers] == [404, 404]


def test_a_person_is_invited_with_a_first_role(client: Client, admin: User) -> None:
    unit = make_unit()
    fields = {
        "name": "郭靖",
        "email": "Guo@university.example",
        "role": "officer",
        "unit": str(unit.id),
        "locale": "zh_Hans",
    }
    answer = send(client, "/people/invite", {**fields, "call": ""})
    user = db.session.scalars(select(User).where(User.name == "郭靖")).one()
    assert (answer.status_code, answer.location) == (303, f"/people/{user.id}")
    assert "The invitation is on its way" in client.get(answer.location).text
    assert [letter.user_id for letter in db.session.scalars(select(OutboxMessage))] == [user.id]
    assert actor(user).grants[0].unit_ids == {unit.id}


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"email": "no address"}, "E-mail address: Enter an e-mail address such as name@university.edu.cn."),
        ({"email": "taken@university.example"}, "E-mail address: Another account has this address."),
        ({"name": " "}, "Name: Enter the name."),
        (
            {"role": "officer"},
            "Role: The role School officer cannot be given for this. Choose what it is for.",
        ),
    ],
)
def test_an_impossible_invitation_is_told_beside_its_field_and_kept(
    client: Client, admin: User, wrong: dict[str, str], error: str
) -> None:
    make_user(email="taken@university.example")
    fields = {"name": "郭靖", "email": "guo@university.example", "role": "head", "unit": "", "call": "", "locale": "en"}
    answer = send(client, "/people/invite", {**fields, **wrong})
    assert (answer.status_code, errors_of(answer)) == (422, [error])
    assert value(answer, "email") == wrong.get("email", "guo@university.example")


def test_a_forged_unit_of_another_institution_is_no_choice(client: Client, admin: User) -> None:
    foreign = make_unit(make_institution("other"))
    user = make_user()
    answer = send(client, f"/people/{user.id}/roles/new", {"role": "officer", "unit": str(foreign.id), "call": ""})
    assert answer.status_code == 422
    assert actor(user).grants == ()


def test_a_correction_is_saved_and_a_stale_one_shows_both(client: Client, admin: User) -> None:
    user = make_user(name="黄蓉", email="huang@university.example", phone="0311 123456")
    path = f"/people/{user.id}/edit"
    before = value(client.get(path), "seen")
    fields = {"name": "黄蓉", "sort_key": "huang rong", "email": "huang@university.example"}
    assert send(client, path, {**fields, "phone": "0311 999999", "seen": before}).location == f"/people/{user.id}"
    stale = send(client, path, {**fields, "phone": "0311 555555", "seen": before})
    assert stale.status_code == 409
    assert value(stale, "phone") == "0311 555555"
    assert "0311 999999" in " ".join(texts(stale, ".banner"))
    answer = send(client, path, {**fields, "phone": "0311 555555", "seen": value(stale, "seen")})
    assert answer.location == f"/people/{user.id}"
    assert db.session.get_one(User, user.id).phone == "0311 555555"


def test_a_form_with_more_fields_than_it_has_writes_no_more(client: Client, admin: User) -> None:
    user = make_user(name="黄蓉")
    path = f"/people/{user.id}/edit"
    fields = {"name": "黄蓉", "sort_key": "huang rong", "email": user.email, "phone": ""}
    forged = {"password_hash": "x", "is_active": "", "institution_id": "9", "email_verified_at": ""}
    send(client, path, {**fields, **forged, "seen": value(client.get(path), "seen")})
    row = db.session.get_one(User, user.id)
    assert (row.is_active, row.institution_id, row.password_hash != "x") == (True, admin.institution_id, True)


def test_deactivating_says_before_what_it_does(client: Client, admin: User) -> None:
    user = make_staff(Role.REVIEWER, name="黄蓉")
    other = client.application.test_client()
    assert isinstance(other, Client)
    sign_in(other, user)
    preview = client.get(f"/people/{user.id}/deactivate")
    assert texts(preview, ".panel li")[:3] == [
        "1 sign-in ends at once.",
        "Nobody can sign in with this account, and open links no longer work.",
        "1 role rests until the account is active again.",
    ]
    assert send(client, f"/people/{user.id}/deactivate", {"reason": "left_university"}).location == f"/people/{user.id}"
    assert other.get("/account").status_code == 303
    assert send(client, f"/people/{user.id}/reactivate", form_on=f"/people/{user.id}").status_code == 303
    assert db.session.get_one(User, user.id).is_active


def test_one_s_own_account_is_not_deactivated(client: Client, admin: User) -> None:
    answer = send(client, f"/people/{admin.id}/deactivate", {"reason": "left_university"})
    assert errors_of(answer) == ["You cannot deactivate your own account."]


def test_a_role_is_given_and_ended(client: Client, admin: User) -> None:
    user = make_user()
    path = f"/people/{user.id}"
    assert send(client, f"{path}/roles/new", {"role": "head", "unit": "", "call": ""}).location == path
    again = send(client, f"{path}/roles/new", {"role": "head", "unit": "", "call": ""})
    assert errors_of(again) == ["Role: This person holds the role already: Head of the office."]
    grant = db.session.scalars(select(RoleGrant).where(RoleGrant.user_id == user.id)).one()
    assert send(client, f"/people/roles/{grant.id}/end", form_on=path).location == path
    assert actor(user).grants == ()


def test_the_last_administrator_s_role_is_not_ended(client: Client, admin: User) -> None:
    grant = db.session.scalars(select(RoleGrant).where(RoleGrant.user_id == admin.id)).one()
    answer = send(client, f"/people/roles/{grant.id}/end", form_on=f"/people/{admin.id}")
    assert (answer.status_code, "Somebody must remain who can give roles" in answer.text) == (422, True)


def test_an_invitation_is_sent_again_and_sign_ins_are_ended(client: Client, admin: User) -> None:
    user = make_user(password_hash=None)
    path = f"/people/{user.id}"
    assert send(client, f"{path}/invite-again", form_on=path).location == path
    other = client.application.test_client()
    assert isinstance(other, Client)
    sign_in(other, user)
    assert send(client, f"{path}/end-sign-ins", form_on=path).location == path
    open_ones = db.session.scalars(select(UserSession.user_id).where(UserSession.ended_at.is_(None))).all()
    assert open_ones == [admin.id]


def test_units_are_shown_as_a_tree(client: Client, admin: User) -> None:
    college = make_unit(code="c1")
    make_student(make_unit(parent=college, code="c2"))
    cells = texts(client.get("/units"), "tbody td")
    assert [cells[start : start + 3] for start in (0, 4)] == [["c1", "0", "–"], ["c2", "1", "–"]]


def _names(client: Client, path: str) -> list[str]:
    answer = client.get(path)
    assert answer.status_code == 200
    return texts(answer, "tbody th")
