"""What somebody types never becomes a line of the log, a header, or a second field."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from mobility import observability
from tests import databases
from tests.client import Client
from tests.cookies import send
from tests.factories.people import make_user
from tests.security.manifest import Page, read
from tests.security.trying import address_of, path_of
from tests.security.undoing import undone
from tests.security.world import World, build

MANIFEST = read()
DOORS = [pytest.param(page, id=page.endpoint) for page in MANIFEST.pages.values() if "POST" in page.actions]
BREAKS = (
    "a\r\nSet-Cookie: evil=1",
    "a\nLocation: //evil.example",
    "a\r\n\r\n<html>",
    "a\u2028evil",
    "a\x85evil",
    '"} {"event": "x',
)


@pytest.fixture(scope="module")
def world(whole_app: Flask) -> Iterator[World]:
    with databases.rolled_back(whole_app):
        is_on = whole_app.config.get("WTF_CSRF_ENABLED", True)
        whole_app.config["WTF_CSRF_ENABLED"] = False
        yield build(whole_app)
        whole_app.config["WTF_CSRF_ENABLED"] = is_on


@pytest.fixture
def logged(capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[[], list[str]]]:
    """The lines that were logged until now, as they are in production."""
    root = logging.getLogger()
    before = root.handlers[:], root.level
    observability.configure("DEBUG")
    yield lambda: capsys.readouterr().err.split("\n")[:-1]
    root.handlers[:], root.level = before


@pytest.mark.parametrize("typed", BREAKS)
def test_a_line_that_somebody_breaks_stays_one_object(
    client: Client, typed: str, logged: Callable[[], list[str]]
) -> None:
    make_user()
    logged()
    answers = [
        send(client, "/sign-in", {"login": typed, "password": typed, "next": typed}),
        client.get(f"/{quote(typed)}"),
        client.get("/", headers={"User-Agent": quote(typed), "Referer": quote(typed)}),
        client.get(f"/sign-in?next={quote(typed)}"),
    ]
    lines = logged()
    assert len(lines) >= len(answers)
    assert all(isinstance(json.loads(line), dict) for line in lines)
    for answer in answers:
        assert "evil" not in str(answer.headers)
        assert [cookie.split("=")[0] for cookie in answer.headers.getlist("Set-Cookie") if "evil" in cookie] == []


@pytest.mark.parametrize("declared", DOORS)
def test_a_field_that_comes_twice_is_refused_on_every_form(world: World, declared: Page) -> None:
    people = [person for person in world.cookies if MANIFEST.may(declared.actions["POST"], world.roles[person])]
    path = path_of(world.app, declared, address_of(world, declared))
    with undone(world.app):
        answer = world.open(people[0], path, "POST", MultiDict([("status", "draft"), ("status", "offered")]))
    assert answer.status_code == 400
