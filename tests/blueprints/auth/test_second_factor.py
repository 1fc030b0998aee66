"""The second factor over HTTP: added, asked for after the password, asked for anew, lost, and never guessed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from pyotp import TOTP
from sqlalchemy import select

from mobility.core.terms import Role
from mobility.database import db, now, set_clock
from mobility.models import AuditEvent, OutboxMessage, RecoveryCode, SecondFactor, User, UserSession
from mobility.queries.factors import secret_place
from mobility.queries.identity import digest
from mobility.secrecy import unseal
from mobility.services.people import factors
from mobility.web.proof import _KEY, Rules
from tests.client import Client
from tests.cookies import errors_of, page, put_secret, send, sign_in, texts, token
from tests.databases import counted
from tests.factories.calls import NOON
from tests.factories.clock import stop_clock_at
from tests.factories.passkeys import SecurityKey
from tests.factories.people import PASSWORD, actor, make_staff, make_user

FACTORS = "/account/second-factor"
CONFIRM = f"{FACTORS}/app/confirm"


@pytest.fixture
def head(client: Client) -> User:
    """A head of the office, signed in by the password alone, at noon."""
    stop_clock_at(NOON)
    person = make_staff(Role.HEAD)
    sign_in(client, person)
    return person


@pytest.fixture
def required(app: Flask) -> Iterator[None]:
    """Staff must have a factor."""
    before = app.extensions[_KEY]
    app.extensions[_KEY] = Rules(is_required=True, fresh_for=timedelta(minutes=15))
    yield
    app.extensions[_KEY] = before


def secret() -> str:
    factor = db.session.scalars(select(SecondFactor).order_by(SecondFactor.id.desc()).limit(1)).one()
    assert factor.secret is not None
    return unseal(factor.secret, secret_place(factor.id))


def code(*, later: int = 0) -> str:
    """What the app shows now, or `later` seconds from now."""
    return TOTP(secret()).at(int(now().timestamp()) + later)


def add_app(client: Client) -> list[str]:
    """Add an app as anybody does, and answer the recovery codes that came with it."""
    send(client, f"{FACTORS}/app", form_on=FACTORS)
    answer = send(client, CONFIRM, {"code": code(), "name": "my phone"})
    assert answer.status_code == 200, errors_of(answer)
    return texts(answer, ".codes li")


def wait(seconds: int) -> None:
    stop_clock_at(now() + timedelta(seconds=seconds))


def sign_in_by_form(client: Client, person: User) -> None:
    client.delete_cookie("mobility")
    answer = send(client, "/sign-in", {"login": person.email, "password": PASSWORD})
    assert answer.status_code == 303


def asked(client: Client, path: str) -> bool:
    """Whether the page asks for the second factor first."""
    answer = client.get(path)
    return answer.status_code == 303 and answer.location.startswith("/prove?next=")


def told() -> list[Any]:
    """What letters told of changed factors, in order."""
    query = select(OutboxMessage).where(OutboxMessage.notice == "factor_changed").order_by(OutboxMessage.id)
    return [(row.user_id, row.params["change"], row.params["changed_at"]) for row in db.session.scalars(query)]


def test_a_letter_tells_of_every_change_and_of_no_try(client: Client, head: User) -> None:
    send(client, f"{FACTORS}/app", form_on=FACTORS)
    send(client, CONFIRM, {"code": "000000" if code() != "000000" else "111111"})
    assert told() == []
    add_app(client)
    send(client, f"{FACTORS}/codes", form_on=FACTORS)
    newest = db.session.scalars(select(SecondFactor.id).order_by(SecondFactor.id.desc())).first()
    send(client, f"{FACTORS}/{newest}/end", form_on=FACTORS)
    add_app(client)
    factors.end_all(actor(make_staff(Role.ADMINISTRATOR)), head.id)
    changes = ["app_added", "codes_renewed", "factor_ended", "app_added", "ended_by_office"]
    assert told() == [(head.id, change, NOON.isoformat()) for change in changes]


class TestAdding:
    def test_an_app_is_added_by_its_first_code(self, client: Client, head: User) -> None:
        codes = add_app(client)
        assert (len(codes), len(set(codes)), {len(one) for one in codes}) == (10, 10, {19})
        assert texts(client.get(FACTORS), ".task-list b") == ["my phone"]
        assert "10 codes are left" in client.get(FACTORS).text

    def test_the_picture_and_the_secret_are_shown_until_confirmed_and_never_again(
        self, client: Client, head: User
    ) -> None:
        send(client, f"{FACTORS}/app", form_on=FACTORS)
        shown = client.get(CONFIRM)
        assert secret() in shown.text
        picture = page(shown).select_one("img.qr")
        assert picture is not None
        assert str(picture["src"]).startswith("data:image/svg+xml")
        send(client, CONFIRM, {"code": code()})
        assert client.get(CONFIRM).location == FACTORS

    def test_a_wrong_code_adds_nothing_and_says_so(self, client: Client, head: User) -> None:
        send(client, f"{FACTORS}/app", form_on=FACTORS)
        answer = send(client, CONFIRM, {"code": "000000" if code() != "000000" else "111111"})
        assert answer.status_code == 422
        assert errors_of(answer) == [
            "Verification code: This code is not right, or was used already. Enter the one that is shown now."
        ]
        assert db.session.scalars(select(SecondFactor.confirmed_at)).all() == [None]

    def test_the_secret_lies_sealed_in_the_database(self, client: Client, head: User) -> None:
        add_app(client)
        kept = db.session.scalars(select(SecondFactor.secret)).one()
        assert kept is not None
        assert secret().encode() not in kept

    def test_a_passkey_is_added_and_used(self, client: Client, head: User) -> None:
        key = SecurityKey()
        send(
            client,
            f"{FACTORS}/passkey",
            {"credential": key.make(ask(client, "new")), "name": "my key"},
            form_on=FACTORS,
        )
        assert texts(client.get(FACTORS), ".task-list b") == ["my key"]
        sign_in_by_form(client, head)
        assert asked(client, "/approvals")
        answer = send(client, "/prove", {"credential": key.answer(ask(client, "known")), "code": ""})
        assert answer.location == "/start"
        assert client.get("/approvals").status_code == 200

    @pytest.mark.parametrize(
        "key",
        [
            SecurityKey(origin="https://evil.example"),
            SecurityKey(host="evil.example"),
        ],
        ids=["another origin", "another host"],
    )
    def test_a_passkey_of_another_site_is_refused(self, client: Client, head: User, key: SecurityKey) -> None:
        answer = send(client, f"{FACTORS}/passkey", {"credential": key.make(ask(client, "new"))}, form_on=FACTORS)
        assert errors_of(answer) == ["The passkey's answer could not be confirmed. Try again."]
        assert db.session.scalars(select(SecondFactor.id)).all() == []

    def test_a_challenge_is_answered_once_and_within_its_time(self, client: Client, head: User) -> None:
        late = SecurityKey().make(ask(client, "new"))
        wait(301)
        assert send(client, f"{FACTORS}/passkey", {"credential": late}, form_on=FACTORS).status_code == 422
        key = SecurityKey()
        made = key.make(ask(client, "new"))
        assert send(client, f"{FACTORS}/passkey", {"credential": made}, form_on=FACTORS).status_code == 200
        assert send(client, f"{FACTORS}/passkey", {"credential": made}, form_on=FACTORS).status_code == 422

    @pytest.mark.parametrize("sent", ["", "{", "[]", '{"id": 5}', "null", '{"id": "AAAA", "response": {}}'])
    def test_nonsense_for_a_passkey_is_refused_in_words(self, client: Client, head: User, sent: str) -> None:
        ask(client, "new")
        assert send(client, f"{FACTORS}/passkey", {"credential": sent}, form_on=FACTORS).status_code == 422
        key = SecurityKey()
        send(client, f"{FACTORS}/passkey", {"credential": key.make(ask(client, "new"))}, form_on=FACTORS)
        sign_in_by_form(client, head)
        ask(client, "known")
        assert send(client, "/prove", {"credential": sent or "x", "code": ""}).status_code == 422


class TestAsked:
    def test_after_the_password_every_page_asks_first(self, client: Client, head: User) -> None:
        add_app(client)
        wait(60)
        sign_in_by_form(client, head)
        for path in ("/start", "/approvals", "/account", FACTORS, "/account/password"):
            assert asked(client, path), path
        answer = send(client, "/prove?next=/approvals", {"code": code()})
        assert answer.location == "/approvals"
        assert client.get("/approvals").status_code == 200

    def test_a_proof_gives_the_sign_in_a_new_id(self, client: Client, head: User) -> None:
        add_app(client)
        wait(60)
        stolen = sign_in(client, head)
        before = db.session.scalars(select(UserSession).where(UserSession.secret_hash == digest(stolen))).one()
        send(client, "/prove", {"code": code()})
        assert before.secret_hash != digest(stolen)
        assert before.proved_at == now()
        put_secret(client, stolen)
        assert client.get("/approvals").location.startswith("/sign-in")

    def test_no_code_is_taken_twice(self, client: Client, head: User) -> None:
        add_app(client)
        sign_in_by_form(client, head)
        assert send(client, "/prove", {"code": code()}).status_code == 422
        wait(30)
        assert send(client, "/prove", {"code": code()}).status_code == 303
        sign_in_by_form(client, head)
        assert send(client, "/prove", {"code": code()}).status_code == 422
        assert send(client, "/prove", {"code": code(later=-30)}).status_code == 422

    def test_a_recovery_code_opens_once_however_it_is_typed(self, client: Client, head: User) -> None:
        first, *_others = add_app(client)
        sign_in_by_form(client, head)
        assert send(client, "/prove", {"code": f" {first.lower().replace('-', ' ')} "}).status_code == 303
        sign_in_by_form(client, head)
        assert send(client, "/prove", {"code": first}).status_code == 422
        assert db.session.scalars(select(RecoveryCode.used_at).where(RecoveryCode.used_at.is_not(None))).all() == [
            now()
        ]

    def test_guessing_is_slowed_down(self, client: Client, head: User) -> None:
        add_app(client)
        wait(60)
        sign_in_by_form(client, head)
        tried = [errors_of(send(client, "/prove", {"code": f"{n:06}"})) for n in range(7)]
        assert ["minute" in one[0] for one in tried] == [False] * 5 + [True] * 2
        assert send(client, "/prove", {"code": code()}).status_code == 422
        wait(120)
        assert send(client, "/prove", {"code": code()}).status_code == 303

    def test_a_fresh_proof_opens_for_a_quarter_of_an_hour(self, client: Client) -> None:
        stop_clock_at(NOON)
        admin, other = make_staff(Role.ADMINISTRATOR), make_user()
        sign_in(client, admin)
        add_app(client)
        path = f"/people/{other.id}/roles/new"
        wait(899)
        assert client.get(path).status_code == 200
        crumb = token(client, path)
        wait(1)
        assert asked(client, path)
        assert client.get("/people").status_code == 200
        sent = client.post(
            path, data={"csrf_token": crumb, "role": "auditor"}, headers={"Referer": "http://localhost/people"}
        )
        assert sent.location == "/prove?next=/people"
        assert "Nothing was saved" in client.get(sent.location).text
        send(client, "/prove", {"code": code()}, form_on="/prove")
        assert client.get(path).status_code == 200

    def test_who_has_none_is_asked_for_none(self, client: Client, head: User) -> None:
        assert client.get("/approvals").status_code == 200
        assert client.get("/prove").location == "/start"


class TestRequired:
    @pytest.mark.usefixtures("required")
    def test_staff_without_one_reach_nothing_but_its_set_up(self, client: Client, head: User) -> None:
        for path in ("/approvals", "/account", "/start", "/letters", "/account/password"):
            assert client.get(path).location == FACTORS, path
        assert client.get(FACTORS).status_code == 200
        add_app(client)
        assert client.get("/approvals").status_code == 200

    @pytest.mark.usefixtures("required")
    def test_the_last_one_is_kept(self, client: Client, head: User) -> None:
        add_app(client)
        path = f"{FACTORS}/{db.session.scalars(select(SecondFactor.id)).one()}/end"
        send(client, path, form_on=FACTORS)
        assert "add another one before" in client.get(FACTORS).text
        assert texts(client.get(FACTORS), ".task-list b") == ["my phone"]

    @pytest.mark.usefixtures("required")
    def test_students_need_none(self, client: Client) -> None:
        sign_in(client, make_user())
        assert client.get("/account").status_code == 200


class TestLost:
    def test_one_that_is_ended_opens_nothing_and_its_codes_neither(self, client: Client, head: User) -> None:
        add_app(client)
        shown = secret()
        send(client, f"{FACTORS}/{db.session.scalars(select(SecondFactor.id)).one()}/end", form_on=FACTORS)
        assert db.session.scalars(select(RecoveryCode.id)).all() == []
        assert db.session.scalars(select(SecondFactor.secret)).all() == [None]
        assert shown not in client.get(FACTORS).text
        sign_in_by_form(client, head)
        assert client.get("/approvals").status_code == 200

    def test_new_codes_end_the_old_ones(self, client: Client, head: User) -> None:
        old = add_app(client)
        new = texts(send(client, f"{FACTORS}/codes", form_on=FACTORS), ".codes li")
        assert set(old).isdisjoint(new)
        sign_in_by_form(client, head)
        assert send(client, "/prove", {"code": old[0]}).status_code == 422
        assert send(client, "/prove", {"code": new[0]}).status_code == 303

    def test_an_administrator_ends_them_and_every_sign_in(self, client: Client, head: User) -> None:
        add_app(client)
        theirs = Client.of(client.application)
        sign_in(theirs, make_staff(Role.ADMINISTRATOR))
        path = f"/people/{head.id}"
        assert "End all second factors" in theirs.get(path).text
        send(theirs, f"{path}/end-second-factors", form_on=path)
        assert client.get("/approvals").location.startswith("/sign-in")
        sign_in_by_form(client, head)
        assert client.get("/approvals").status_code == 200

    def test_all_of_it_is_in_the_audit(self, client: Client, head: User) -> None:
        add_app(client)
        wait(60)
        sign_in_by_form(client, head)
        send(client, "/prove", {"code": code()})
        send(client, f"{FACTORS}/codes", form_on=FACTORS)
        found = db.session.scalars(select(AuditEvent.outcome).order_by(AuditEvent.id)).all()
        assert found == ["app_added", "signed_in", "proved_by_app", "codes_renewed"]


def test_the_pages_cost_little(client: Client, head: User) -> None:
    add_app(client)
    for path in (FACTORS, "/account"):
        with counted() as statements:
            assert client.get(path).status_code == 200
        assert len(statements) <= 12
    set_clock()


def ask(client: Client, which: str) -> dict[str, Any]:
    """The options that the page's script asks for."""
    path = f"{FACTORS}/passkey/challenge" if which == "new" else "/prove/challenge"
    answer = send(client, path, form_on=FACTORS if which == "new" else "/prove")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.get_json()
    return found
