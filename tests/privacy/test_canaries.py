"""Twelve canaries walk through the program: they sing in no log, address, task, Redis or error page, nor in a dump."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from urllib.parse import quote

import pytest
from flask import Flask
from pyotp import TOTP
from redis import Redis
from sqlalchemy import NullPool, create_engine, inspect, select, text
from werkzeug.test import TestResponse

from mobility import observability
from mobility.core.terms import Role
from mobility.database import db, now
from mobility.models import OutboxMessage, SecondFactor, Student, User
from mobility.queries.factors import secret_place
from mobility.secrecy import unseal
from mobility.services import jobs
from mobility.services.imports import work  # noqa: F401 - its kinds of job are known by being imported
from mobility.services.notices.deliver import drain
from tests.browsing import Browser
from tests.client import Client
from tests.cookies import send, sign_in, texts
from tests.factories.calls import NOON, make_call
from tests.factories.clock import stop_clock_at
from tests.factories.filled import begin_filled
from tests.factories.letters import token_of
from tests.factories.people import actor, make_staff, make_student
from tests.privacy.conftest import Place
from tests.servers import DatabaseUrls
from tests.services.imports.tables import table

PERSONAL = {
    "name": "金丝雀",
    "latin name": "Jinsique",
    "student number": "CANARY0042",
    "telephone": "13900004242",
    "address": "canary42@university.example",
    "answer": "why-canary-42",
    "birthday": "1999-12-31",
}
PASSWORD = "the canary sings at dawn"


@pytest.fixture
def logged(capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[[], str]]:
    """What was logged until now, as it is in production."""
    root = logging.getLogger()
    before = root.handlers[:], root.level
    observability.configure("DEBUG")
    yield lambda: "".join(capsys.readouterr())
    root.handlers[:], root.level = before


def test_no_canary_sings(place: Place, redis_url: str, logged: Callable[[], str]) -> None:
    stop_clock_at(NOON)
    student, client = plant(), Client.of(place.app)
    secrets = {"session": sign_in(client, student), **second_factor(client)}
    write(client, student)
    ask_for_an_account(place.app, student.unit_id)
    bring_in_a_table(place.app)
    pages = refused(place.app)
    secrets["token of the link"], before_use = forgotten(place)
    secrets["password"] = PASSWORD
    canaries = PERSONAL | secrets
    assert len(canaries) == 12
    drain()
    lines = logged()
    assert "request" in lines
    assert singing(canaries, lines) == []
    assert singing(canaries, valkey(redis_url)) == []
    assert singing(secrets, before_use + dump(place.urls)) == []
    for page in pages:
        assert page.status_code >= 400
        assert singing({key: value for key, value in canaries.items() if key != "address"}, page.text) == []


def plant() -> Student:
    """A student whose every detail is a canary."""
    student = make_student(
        name=PERSONAL["name"],
        number=PERSONAL["student number"],
        latin_given_name=PERSONAL["latin name"],
        birth_on=date.fromisoformat(PERSONAL["birthday"]),
    )
    user = db.session.get_one(User, student.user_id)
    user.phone, user.email = PERSONAL["telephone"], PERSONAL["address"]
    db.session.commit()
    return student


def second_factor(client: Client) -> dict[str, str]:
    send(client, "/account/second-factor/app", form_on="/account/second-factor")
    factor = db.session.scalars(select(SecondFactor)).one()
    assert factor.secret is not None
    secret = unseal(factor.secret, secret_place(factor.id))
    code = TOTP(secret).at(int(now().timestamp()))
    codes = texts(send(client, "/account/second-factor/app/confirm", {"code": code}), ".codes li")
    return {"secret of the app": secret, "recovery code": codes[0].replace("-", "")}


def write(client: Client, student: Student) -> None:
    """An answer of an application."""
    path = f"/applications/{begin_filled(make_call(), actor(student))}/sections/motivation"
    held = Browser(client).visit(path).values()
    assert client.post(path, data={**held, "q_why_nursing": PERSONAL["answer"]}).status_code in (303, 422)


def ask_for_an_account(app: Flask, unit_id: int) -> None:
    """Somebody whom no invitation reached says who they are."""
    about = {"name": PERSONAL["name"], "number": PERSONAL["student number"], "email": PERSONAL["address"]}
    more = {"phone": PERSONAL["telephone"], "remark": PERSONAL["answer"]}
    stranger = Client.of(app)
    assert send(stranger, "/ask-for-an-account", {"unit": str(unit_id), **about, **more}).status_code in (200, 303)


def bring_in_a_table(app: Flask) -> None:
    """An administrator checks a table in which the name is wrong, and looks for its student."""
    client = Client.of(app)
    sign_in(client, make_staff(Role.ADMINISTRATOR))
    rest = f"护理学院,本科,2024级,4年,913,{PERSONAL['birthday']},{PERSONAL['address']}"
    content = table(f"{PERSONAL['student number']},{PERSONAL['name']}?,{rest}")
    sent = send(client, "/imports", {"kind": "students", "file": (BytesIO(content), f"{PERSONAL['name']}.csv")})
    assert sent.status_code == 303
    assert jobs.drain() == 1
    assert PERSONAL["name"] in client.get(sent.location).text
    assert client.get(f"/people?q={quote(PERSONAL['name'])}").status_code == 200


def refused(app: Flask) -> list[TestResponse]:
    """Pages about what went wrong, after somebody had typed canaries."""
    stranger = Client.of(app)
    wrong = {"login": PERSONAL["address"], "password": "wrong " + PASSWORD}
    return [
        stranger.get("/nowhere"),
        stranger.post("/people", data={"name": PERSONAL["name"]}),
        stranger.post("/sign-in", data=wrong),
        send(stranger, "/sign-in", wrong),
    ]


def forgotten(place: Place) -> tuple[str, str]:
    """A mailed link, opened and used by a stranger's browser; its token, and a dump from before it was used."""
    stranger = Client.of(place.app)
    send(stranger, "/password", {"login": PERSONAL["address"]})
    asked = select(OutboxMessage).where(OutboxMessage.notice == "password_reset")
    token = token_of(db.session.scalars(asked).one())
    link = f"/password/{token}"
    assert stranger.get(link).headers["Referrer-Policy"] == "no-referrer"
    before_use = dump(place.urls)
    assert send(stranger, link, {"password": PASSWORD, "again": PASSWORD}).status_code == 303
    return token, before_use


def singing(canaries: dict[str, str], where: str) -> list[str]:
    """The canaries that stand there, as they are, escaped or as the hexadecimal of their bytes."""
    return [
        key
        for key, value in canaries.items()
        if any(form in where for form in (value, json.dumps(value)[1:-1], value.encode().hex()))
    ]


def dump(urls: DatabaseUrls) -> str:
    engine = create_engine(urls.superuser, poolclass=NullPool)
    with engine.connect() as connection:
        tables = inspect(connection).get_table_names()
        rows = [connection.scalars(text(f'SELECT row_to_json(t)::text FROM "{name}" t')).all() for name in tables]
    return "\n".join(row for table in rows for row in table)


def valkey(url: str) -> str:
    """Everything that Redis or Valkey holds, tasks and their arguments included."""
    with Redis.from_url(url) as server:
        return "\n".join(str(server.dump(key)) + str(key) for key in server.scan_iter())
