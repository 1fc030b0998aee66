"""The pages of mailed links: looking changes nothing, one POST uses the link up, and its secret goes nowhere else."""

from __future__ import annotations

import logging

import pytest
from sqlalchemy import select, text

from mobility.core.terms import Role
from mobility.database import db, transaction
from mobility.models import OneTimeLink, OutboxMessage, User
from mobility.queries.links import Purpose
from mobility.services.people import credentials, links
from mobility.services.people.accounts import NewPerson, invite
from tests.client import Client
from tests.cookies import errors_of, send, sign_in
from tests.factories.letters import token_of
from tests.factories.people import PASSWORD, actor, home, make_staff, make_user

NEW = {"password": "another long walk at dusk", "again": "another long walk at dusk"}


def _path(purpose: Purpose, user: User | None = None) -> str:
    with transaction():
        new_email = "new@university.example" if purpose is Purpose.ADDRESS_CHANGE else None
        token = links.issue(user or make_user(), purpose, new_email=new_email)
    return {
        Purpose.INVITATION: f"/invitation/{token}",
        Purpose.PASSWORD_RESET: f"/password/{token}",
        Purpose.ADDRESS_CHANGE: f"/address/{token}",
    }[purpose]


def test_an_invited_person_chooses_a_password_and_is_in(client: Client) -> None:
    admin = actor(make_staff(Role.ADMINISTRATOR))
    invited = invite(admin, NewPerson("Ma", "ma@university.example"))
    answer = send(client, f"/invitation/{invited.token}", NEW)
    assert (answer.status_code, answer.location) == (303, "/start")
    assert client.get("/account").status_code == 200


def test_a_forgotten_password_is_replaced_by_the_mailed_link(client: Client) -> None:
    user = make_user(email="li@university.example")
    answer = send(client, "/password", {"login": "li@university.example"})
    assert "Look into your mail" in answer.text
    assert "It works for 10 minutes." in answer.text
    letter = db.session.scalars(select(OutboxMessage)).one()
    assert letter.expires_at == db.session.scalars(select(OneTimeLink.expires_at)).one()
    token = token_of(letter)
    assert send(client, f"/password/{token}", NEW).location == "/start"
    assert credentials.change_password(actor(user), NEW["password"], PASSWORD).user_id == user.id


def test_asking_for_a_link_answers_strangers_alike(client: Client) -> None:
    make_user(email="li@university.example")
    known = send(client, "/password", {"login": "li@university.example"})
    unknown = send(client, "/password", {"login": "no@university.example"})
    ids = [answer.headers["X-Request-ID"] for answer in (known, unknown)]
    assert known.status_code == unknown.status_code == 200
    assert known.text.replace(ids[0], "") == unknown.text.replace(ids[1], "")


def test_a_new_address_is_confirmed_by_its_link(client: Client) -> None:
    user = make_user(email="old@university.example")
    sign_in(client, user)
    send(client, "/account/address", {"email": "new@university.example", "current": PASSWORD})
    token = token_of(db.session.scalars(select(OutboxMessage)).one())
    assert send(client, f"/address/{token}").location == "/start"
    assert db.session.get_one(User, user.id).email == "new@university.example"


@pytest.mark.parametrize("purpose", list(Purpose))
def test_a_scanner_that_looks_a_hundred_times_changes_nothing(client: Client, purpose: Purpose) -> None:
    path = _path(purpose)
    before = _rows()
    statuses = {client.open(path, method=method).status_code for method in ["GET", "HEAD"] * 50}
    assert statuses == {200}
    assert _rows() == before


@pytest.mark.parametrize("purpose", list(Purpose))
def test_pages_of_links_tell_no_other_page_their_address(client: Client, purpose: Purpose) -> None:
    answer = client.get(_path(purpose))
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("purpose", list(Purpose))
def test_a_used_link_says_so_and_what_to_do(client: Client, purpose: Purpose) -> None:
    path = _path(purpose)
    send(client, path, NEW)
    again = client.get(path)
    assert (again.status_code, "This link no longer works" in again.text) == (410, True)
    assert client.get(f"{path}x").status_code == 410


def test_a_weak_password_is_told_beside_the_field_and_the_link_stays(client: Client) -> None:
    path = _path(Purpose.PASSWORD_RESET)
    answer = send(client, path, {"password": "1234567890", "again": "1234567890"})
    assert errors_of(answer) == [
        "New password: This password is among those that are tried first. Choose one that is less usual."
    ]
    assert send(client, path, {"password": "one thing at a time", "again": "another thing"}).status_code == 422
    assert send(client, path, NEW).location == "/start"


def test_an_address_that_somebody_else_has_taken_is_refused_to_its_reader(client: Client) -> None:
    path = _path(Purpose.ADDRESS_CHANGE)
    make_user(email="new@university.example")
    answer = send(client, path)
    assert errors_of(answer) == ["Another account has this address."]


def test_a_link_ends_the_sign_in_that_the_browser_held(client: Client) -> None:
    other = make_user()
    sign_in(client, other)
    path = _path(Purpose.PASSWORD_RESET)
    send(client, path, NEW)
    current = db.session.execute(text("SELECT user_id FROM user_session WHERE ended_at IS NULL")).scalars().all()
    assert current != []
    assert other.id not in current


def test_no_log_line_holds_the_secret_of_a_link(
    client: Client, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    path = _path(Purpose.INVITATION)
    with caplog.at_level(logging.DEBUG):
        send(client, path, NEW)
        client.get(path)
    token = path.rpartition("/")[2]
    printed = capsys.readouterr()
    assert token not in caplog.text + printed.out + printed.err


def test_links_of_nobody_s_institution_open_nothing(client: Client) -> None:
    home()
    assert client.get("/invitation/" + "x" * 43).status_code == 410


def _rows() -> list[object]:
    return [(row.id, row.used_at, row.expires_at) for row in db.session.scalars(select(OneTimeLink))]
