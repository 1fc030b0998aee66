"""Signing in and out over HTTP: the way there, the way back, and a cookie that is worth nothing afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from mobility.core.terms import Role
from mobility.database import db, now, set_clock
from mobility.models import User, UserSession
from mobility.services.people import accounts
from tests.client import Client
from tests.cookies import errors_of, page, put_secret, send, sign_in, value
from tests.factories.people import PASSWORD, actor, home, make_institution, make_staff, make_student, make_user


@pytest.fixture
def student() -> User:
    return db.session.get_one(User, make_student().user_id)


def _enter(client: Client, login: str | None, password: str = PASSWORD, path: str = "/sign-in") -> str:
    answer = send(client, path, {"login": login, "password": password})
    return answer.location if answer.status_code == 303 else " ".join(errors_of(answer))


@pytest.mark.parametrize(
    ("role", "where"), [(Role.ADMINISTRATOR, "/people"), (Role.AUDITOR, "/audit"), (None, "/account")]
)
def test_each_role_begins_where_its_work_is(app: object, client: Client, role: Role | None, where: str) -> None:
    user = make_staff(role) if role else make_user()
    assert _enter(client, user.email) == "/start"
    assert client.get("/start").location == where
    assert client.get(where).status_code == 200


def test_who_wanted_a_page_comes_back_to_it_after_signing_in(client: Client) -> None:
    user = make_staff(Role.ADMINISTRATOR)
    first = client.get("/people?q=zs")
    assert (first.status_code, first.location) == (303, "/sign-in?next=/people?q%3Dzs")
    assert _enter(client, user.email, path=first.location) == "/people?q=zs"


def test_an_expired_sign_in_comes_back_to_its_page_and_says_why(client: Client, student: User) -> None:
    begin = now()
    set_clock(frozen_at=begin)
    sign_in(client, student)
    assert client.get("/account").status_code == 200
    set_clock(frozen_at=begin + timedelta(minutes=60))
    answer = client.get("/account")
    assert answer.location == "/sign-in?next=/account"
    assert "signed out because no page was opened" in client.get(answer.location).text
    assert _enter(client, student.email, path=answer.location) == "/account"


@pytest.mark.parametrize(
    "wanted",
    ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "/no/such/page", "/%2f/x"],
)
def test_nobody_is_sent_away_from_the_site(client: Client, student: User, wanted: str) -> None:
    assert _enter(client, student.email, path=f"/sign-in?next={wanted}") == "/start"


def test_the_answer_is_the_same_for_unknown_and_known_accounts(client: Client, student: User) -> None:
    make_user(email="closed@university.example", is_active=False)
    answers = [
        send(client, "/sign-in", {"login": login, "password": "not the password"})
        for login in (student.email, "nobody@university.example", "closed@university.example", "2026999999")
    ]
    shown = [_without_tokens(answer) for answer in answers]
    logins = [student.email or "", "nobody@university.example", "closed@university.example", "2026999999"]
    assert len({text.replace(login, "LOGIN") for text, login in zip(shown, logins, strict=True)}) == 1
    assert {(answer.status_code, *sorted(answer.headers.keys())) for answer in answers} == {
        (422, *sorted(answers[0].headers.keys()))
    }


def test_too_many_wrong_tries_say_when_to_try_again(client: Client, student: User) -> None:
    set_clock(frozen_at=now())
    for _ in range(5):
        _enter(client, student.email, "wrong")
    assert _enter(client, student.email) == "Password: There were too many wrong tries. You can try again in 1 minute."


def test_what_was_typed_is_kept_but_not_the_password(client: Client) -> None:
    home()
    answer = send(client, "/sign-in", {"login": "someone", "password": "secret words"})
    assert value(answer, "login") == "someone"
    assert "secret words" not in answer.text


def test_every_sign_in_has_a_new_cookie_and_ends_the_one_before(client: Client, student: User) -> None:
    _enter(client, student.email)
    with client.session_transaction() as cookie:
        first = cookie["_user_id"]
    client.get("/account")
    with client.session_transaction() as cookie:
        cookie.pop("_user_id")
        cookie["planted"] = "by somebody else"
    _enter(client, student.email)
    with client.session_transaction() as cookie:
        assert cookie["_user_id"] != first
        assert "planted" not in cookie


def test_a_stolen_cookie_is_worth_nothing_after_signing_out(client: Client, student: User) -> None:
    secret = sign_in(client, student)
    assert send(client, "/sign-out", form_on="/account").location == "/sign-in"
    assert _is_refused(client, secret)


def test_a_stolen_cookie_is_worth_nothing_after_a_change_of_password(client: Client, student: User) -> None:
    stolen = sign_in(client, student)
    sign_in(client, student)
    fields = {"current": PASSWORD, "password": "a new walk by the sea", "again": "a new walk by the sea"}
    assert send(client, "/account/password", fields).location == "/account"
    assert client.get("/account").status_code == 200
    assert _is_refused(client, stolen)


@pytest.mark.parametrize("act", [accounts.deactivate, accounts.end_sessions])
def test_a_stolen_cookie_is_worth_nothing_after_an_administrator_s_act(
    client: Client, student: User, act: object
) -> None:
    assert callable(act)
    secret = sign_in(client, student)
    act(actor(make_staff(Role.ADMINISTRATOR)), student.id)
    assert _is_refused(client, secret)


def test_a_stolen_cookie_is_worth_nothing_after_its_owner_ended_it(client: Client, student: User) -> None:
    stolen = sign_in(client, student)
    session_id = db.session.scalars(select(UserSession.id)).one()
    sign_in(client, student)
    assert send(client, f"/account/sign-ins/{session_id}/end", form_on="/account").location == "/account"
    assert _is_refused(client, stolen)


def test_a_cookie_of_one_institution_opens_nothing_at_another(client: Client) -> None:
    first = make_institution("first", hosts=["first.example"])
    make_institution("second", hosts=["second.example"])
    secret = sign_in(client, make_user(first))
    put_secret(client, secret)
    assert client.get("/account", base_url="http://first.example").status_code in {200, 303}
    assert client.get("/account", base_url="http://second.example").status_code == 303


def test_a_page_notes_at_most_once_a_minute_that_it_was_opened(client: Client, student: User) -> None:
    begin = now()
    set_clock(frozen_at=begin)
    sign_in(client, student)
    seen = []
    for seconds in (30, 61, 90):
        set_clock(frozen_at=begin + timedelta(seconds=seconds))
        client.get("/account")
        seen.append(db.session.scalars(select(UserSession.seen_at)).one() - begin)
    assert seen == [timedelta(0), timedelta(seconds=61), timedelta(seconds=61)]


def _is_refused(client: Client, secret: str) -> bool:
    put_secret(client, secret)
    return client.get("/account").status_code == 303


def _without_tokens(answer: TestResponse) -> str:
    """The page without what differs by design: the token of each form and the number of the request."""
    tree = page(answer)
    for field in tree.find_all("input", attrs={"name": "csrf_token"}):
        field["value"] = ""
    return str(tree).replace(answer.headers["X-Request-ID"], "ID")
