"""A stolen cookie is worth nothing after its sign-in ended, by whichever way; and each sign-in has an id of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from pyotp import TOTP
from sqlalchemy import select

from mobility.core.terms import Role
from mobility.database import db, now
from mobility.models import RoleGrant, SecondFactor, User, UserSession
from mobility.queries.factors import secret_place
from mobility.queries.identity import digest
from mobility.secrecy import unseal
from mobility.services.people import accounts, factors, roles, sessions
from mobility.services.people.roles import NewRole
from tests.client import Client
from tests.cookies import put_secret, send, sign_in
from tests.factories.calls import NOON
from tests.factories.clock import stop_clock_at
from tests.factories.people import PASSWORD, actor, make_staff, make_student, make_user

NEW = "another long walk at dusk"
COOKIE = "mobility"


def signs_out(client: Client, person: User, admin: User) -> None:
    send(client, "/sign-out", form_on="/account")


def changes_the_password(client: Client, person: User, admin: User) -> None:
    send(client, "/account/password", {"current": PASSWORD, "password": NEW, "again": NEW})


def ends_the_others(client: Client, person: User, admin: User) -> None:
    other = Client.of(client.application)
    put_secret(other, sessions_of_another_browser(person))
    send(other, "/account/sign-ins/end-others", form_on="/account")


def ends_that_one(client: Client, person: User, admin: User) -> None:
    other = Client.of(client.application)
    put_secret(other, sessions_of_another_browser(person))
    first = db.session.scalars(select(UserSession.id).order_by(UserSession.id)).first()
    send(other, f"/account/sign-ins/{first}/end", form_on="/account")


def is_deactivated(client: Client, person: User, admin: User) -> None:
    accounts.deactivate(actor(admin), person.id)


def is_signed_out_by_an_administrator(client: Client, person: User, admin: User) -> None:
    accounts.end_sessions(actor(admin), person.id)


def is_given_a_role(client: Client, person: User, admin: User) -> None:
    roles.grant(actor(admin), person.id, NewRole(Role.AUDITOR))


def loses_a_role(client: Client, person: User, admin: User) -> None:
    roles.end(actor(admin), db.session.scalars(select(RoleGrant.id).where(RoleGrant.user_id == person.id)).one())


def loses_the_second_factors(client: Client, person: User, admin: User) -> None:
    factors.end_all(actor(admin), person.id)


def signs_in_again_in_the_same_browser(client: Client, person: User, admin: User) -> None:
    kept = sessions_of_another_browser(person)
    send(client, "/sign-out", form_on="/account")
    assert kept
    send(client, "/sign-in", {"login": person.email, "password": PASSWORD})


def proves_it_is_them(client: Client, person: User, admin: User) -> None:
    send(client, "/account/second-factor/app", form_on="/account/second-factor")
    factor = db.session.scalars(select(SecondFactor)).one()
    assert factor.secret is not None
    code = TOTP(unseal(factor.secret, secret_place(factor.id))).at(int(now().timestamp()))
    path = "/account/second-factor/app/confirm"
    assert send(client, path, {"code": code}).status_code == 200


WAYS = (
    signs_out,
    changes_the_password,
    ends_the_others,
    ends_that_one,
    is_deactivated,
    is_signed_out_by_an_administrator,
    is_given_a_role,
    loses_a_role,
    loses_the_second_factors,
    signs_in_again_in_the_same_browser,
    proves_it_is_them,
)


@pytest.mark.parametrize("happens", WAYS)
def test_a_stolen_cookie_is_refused_once_its_owner(
    client: Client, happens: Callable[[Client, User, User], None]
) -> None:
    stop_clock_at(NOON)
    person, admin = make_staff(Role.HEAD), make_staff(Role.ADMINISTRATOR)
    secret = sign_in(client, person)
    thief = Client.of(client.application)
    put_secret(thief, secret)
    assert thief.get("/approvals").status_code == 200
    happens(client, person, admin)
    for path in ("/approvals", "/account", "/start"):
        assert thief.get(path).location.startswith("/sign-in?"), path
    assert thief.post("/account/preferences", data={"locale": "en", "theme": "dark"}).status_code in (303, 400)
    assert db.session.get_one(User, person.id).theme is None


def test_a_cookie_that_was_there_before_the_sign_in_opens_nothing_after_it(client: Client) -> None:
    person = make_user()
    client.get("/sign-in")
    planted = client.get_cookie(COOKIE)
    assert planted is not None
    send(client, "/sign-in", {"login": person.email, "password": PASSWORD})
    assert client.get("/account").status_code == 200
    other = Client.of(client.application)
    other.set_cookie(COOKIE, planted.value, domain="localhost")
    assert other.get("/account").location.startswith("/sign-in?")


def test_each_sign_in_has_an_id_of_its_own_of_256_random_bits(client: Client) -> None:
    person = make_user()
    secrets = {sessions_of_another_browser(person) for _ in range(20)}
    assert len(secrets) == 20
    assert {len(one) for one in secrets} == {43}


@pytest.mark.parametrize(
    ("role", "idle", "longest"), [(None, 60, 12 * 60), (Role.OFFICER, 30, 8 * 60)], ids=["student", "staff"]
)
def test_a_sign_in_ends_by_itself_at_the_minute(client: Client, role: Role | None, idle: int, longest: int) -> None:
    stop_clock_at(NOON)
    person = make_student() if role is None else make_staff(role)

    def is_in(moment: timedelta) -> bool:
        stop_clock_at(NOON + moment)
        return bool(client.get("/account").status_code == 200)

    end, step, second = timedelta(minutes=longest), timedelta(minutes=idle), timedelta(seconds=1)
    sign_in(client, person)
    kept = [is_in(number * (step - second)) for number in range(1, longest // idle + 1)]
    assert (kept, is_in(end - second), is_in(end)) == ([True] * len(kept), True, False)
    stop_clock_at(NOON)
    sign_in(client, person)
    assert not is_in(step)


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client: Client) -> None:
    answer = send(client, "/sign-in", {"login": make_user().email, "password": PASSWORD})
    [cookie] = answer.headers.getlist("Set-Cookie")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}


def sessions_of_another_browser(person: User) -> str:
    """A second sign-in of the same person, and its secret."""
    with db.session.no_autoflush:
        secret = sessions.begin(person, "Firefox")
    db.session.commit()
    assert db.session.scalars(select(UserSession.id).where(UserSession.secret_hash == digest(secret))).one()
    return secret
