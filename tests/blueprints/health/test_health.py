"""Load balancers and alarms get a true answer, whoever's host name they use and without any institution."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from mobility.app import create_app
from mobility.config import Settings
from mobility.database import db, now
from mobility.models import Heartbeat
from mobility.queries.health import PULSES
from tests.client import Client
from tests.factories.people import make_institution


def beat(ago: timedelta = timedelta()) -> None:
    db.session.add_all(Heartbeat(name=name, beaten_at=now() - ago) for name in PULSES)
    db.session.flush()


def test_alive_and_ready_before_there_is_any_institution(client: Client) -> None:
    assert client.get("/healthz").json == {"alive": True}
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json) == (
        200,
        {"ready": True, "database": "reachable", "tables": "newest", "degraded": ["worker", "beat"]},
    )


def test_whoever_is_woken_learns_what_is_not_well(client: Client) -> None:
    make_institution()
    beat(timedelta(minutes=2))
    answer = client.get("/statusz")
    assert (answer.status_code, answer.json) == (
        503,
        {"well": False, "degraded": ["worker", "beat"], "oldest_due_letter": None},
    )


def test_all_is_well(client: Client) -> None:
    beat()
    answer = client.get("/statusz")
    assert (answer.status_code, answer.json) == (200, {"well": True, "degraded": [], "oldest_due_letter": None})


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/statusz"])
def test_answers_carry_the_security_headers_and_no_cookie(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Content-Security-Policy" in answer.headers
    assert "Set-Cookie" not in answer.headers


def unreachable() -> Flask:
    return create_app(
        Settings(
            environment="test",
            base_url="http://localhost",
            database_url="postgresql://nobody@127.0.0.1:1/none",
            redis_url="redis://127.0.0.1:1/0",
        )
    )


def test_without_a_database_it_is_alive_and_not_ready() -> None:
    browser = unreachable().test_client()
    assert browser.get("/healthz").status_code == 200
    answer = browser.get("/readyz")
    assert (answer.status_code, answer.json) == (
        503,
        {"ready": False, "database": "unreachable", "tables": "not newest", "degraded": []},
    )
    answer = browser.get("/statusz")
    assert (answer.status_code, answer.json) == (
        503,
        {"well": False, "degraded": ["database"], "oldest_due_letter": None},
    )
