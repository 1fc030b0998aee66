"""Guessing is slow whatever a guesser writes into headers, a campus is never kept out, and Redis is not needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from flask import Flask
from sqlalchemy import func, select

from mobility.app import create_app
from mobility.database import db, now
from mobility.models import SignInFailure, User, UserSession
from mobility.services.people import passwords, safeguards, throttle
from tests import databases
from tests.client import Client
from tests.conftest import settings_of
from tests.factories.calls import NOON
from tests.factories.clock import stop_clock_at
from tests.factories.people import PASSWORD, make_user
from tests.servers import DatabaseUrls

TRIES = 1_000
CAMPUS = 300
DEAD_REDIS = "redis://127.0.0.1:1/0"


@pytest.fixture
def behind_proxy(fresh_database: Callable[[], DatabaseUrls], tmp_path: Path) -> Iterator[Flask]:
    """The program on a database of its own, behind one proxy, with a Redis that does not answer."""
    settings = settings_of(fresh_database(), DEAD_REDIS, tmp_path).model_copy(update={"proxy_count": 1})
    app = create_app(settings)
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        yield app
    databases.disconnect(app)


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The passwords that were looked at, still looked at as ever."""
    seen: list[str] = []
    real = passwords.is_right

    def note(kept: str | None, typed: str) -> bool:
        seen.append(typed)
        return real(kept, typed)

    monkeypatch.setattr(passwords, "is_right", note)
    return seen


def sign_in(app: Flask, login: str, password: str, forwarded: str) -> int:
    """One try by the form, from a browser of its own; the answer's status."""
    headers = {"X-Forwarded-For": forwarded}
    answer = Client.of(app).post("/sign-in", data={"login": login, "password": password}, headers=headers)
    return answer.status_code


def test_of_a_thousand_tries_with_forged_headers_ten_at_most_are_looked_at(
    behind_proxy: Flask, looked_at: list[str]
) -> None:
    stop_clock_at(NOON)
    make_user(email="li@university.example")
    random = Random(7)

    def forged(number: int) -> int:
        parts = [".".join(str(random.randint(1, 254)) for _ in range(4)) for _ in range(number % 4)]
        return sign_in(behind_proxy, "li@university.example", f"guess {number}", ", ".join([*parts, "198.51.100.7"]))

    assert {forged(number) for number in range(TRIES)} == {422}
    assert len(looked_at) == 5


def test_many_accounts_tried_from_one_address_are_slowed_down_and_others_not(
    behind_proxy: Flask, looked_at: list[str]
) -> None:
    stop_clock_at(NOON)
    make_user(email="li@university.example")
    safeguards.use(replace(safeguards.current(), free_at_address=20))
    for number in range(40):
        sign_in(behind_proxy, f"nobody{number}@university.example", "guess", f"203.0.113.{number}, 198.51.100.7")
    assert len(looked_at) == 20
    assert sign_in(behind_proxy, "li@university.example", PASSWORD, "198.51.100.8") == 303
    assert sign_in(behind_proxy, "li@university.example", PASSWORD, "198.51.100.7") == 422
    stop_clock_at(NOON + timedelta(minutes=15))
    assert sign_in(behind_proxy, "li@university.example", PASSWORD, "198.51.100.7") == 303


def test_a_campus_behind_one_address_signs_in(behind_proxy: Flask) -> None:
    first = make_user(email="person0@campus.example")
    columns = {"institution_id": first.institution_id, "password_hash": first.password_hash, "locale": "en"}
    db.session.add_all(User(name=f"Person {n}", email=f"person{n}@campus.example", **columns) for n in range(1, CAMPUS))
    db.session.commit()
    db.session.remove()

    def one(number: int) -> int:
        return sign_in(behind_proxy, f"person{number}@campus.example", PASSWORD, "198.51.100.7")

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(one, range(CAMPUS))) == {303}
    assert db.session.scalar(select(func.count(UserSession.id))) == CAMPUS
    assert db.session.scalar(select(func.count(SignInFailure.id))) == 0


def test_without_a_proxy_the_header_means_nothing(app: Flask, looked_at: list[str]) -> None:
    make_user()
    safeguards.use(replace(safeguards.current(), free_at_address=20))
    app.config["WTF_CSRF_ENABLED"] = False
    try:
        for number in range(25):
            sign_in(app, f"nobody{number}@university.example", "guess", f"203.0.113.{number}")
    finally:
        app.config["WTF_CSRF_ENABLED"] = True
        safeguards.use(replace(safeguards.current(), free_at_address=100))
    assert len(looked_at) == 20


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("unix:", "unix:"),
    ],
)
def test_addresses_are_counted_by_who_holds_them(address: str, counted: str) -> None:
    assert throttle.network_of(address) == counted


def test_a_good_sign_in_takes_back_its_own_try_alone(behind_proxy: Flask) -> None:
    stop_clock_at(NOON)
    make_user(email="li@university.example")
    sign_in(behind_proxy, "nobody@university.example", "guess", "198.51.100.7")
    sign_in(behind_proxy, "li@university.example", "guess", "198.51.100.7")
    assert sign_in(behind_proxy, "li@university.example", PASSWORD, "198.51.100.7") == 303
    assert db.session.scalars(select(SignInFailure.failed_at)).all() == [now()] * 3
