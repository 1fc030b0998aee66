"""Every page, every method, everybody: opens to whom the manifest says, and to all others it is not there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import Engine, event
from werkzeug.test import TestResponse

from mobility.core.workflow import engine
from mobility.services.applications import late, start
from mobility.services.people import permits
from mobility.services.vault import keep
from mobility.web import guards
from mobility.web.guards import PUBLIC
from tests import databases
from tests.security.manifest import Page, read
from tests.security.world import ANONYMOUS, FOREIGN, NOTHING, World, build, put_into_stage, undone

MANIFEST = read()
PAGES = tuple(MANIFEST.pages.values())
DOORS = [pytest.param(page, method, id=f"{page.endpoint}-{method}") for page in PAGES for method in page.actions]
DOORS_TO_OBJECTS = [
    pytest.param(page, method, id=f"{page.endpoint}-{method}")
    for page in PAGES
    if page.about
    for method in page.actions
]
ASKING_THE_SAME = (engine, keep, late, permits, start)
"""What asks the policy once more behind the door, and would hide that the door stands open."""
WRITES = ("INSERT", "UPDATE", "DELETE")


@pytest.fixture(scope="module")
def world(whole_app: Flask) -> Iterator[World]:
    """One world for the whole matrix; each request in it is undone."""
    with databases.rolled_back(whole_app):
        is_on = whole_app.config.get("WTF_CSRF_ENABLED", True)
        whole_app.config["WTF_CSRF_ENABLED"] = False
        yield build(whole_app)
        whole_app.config["WTF_CSRF_ENABLED"] = is_on


@pytest.mark.parametrize(("declared", "method"), DOORS)
def test_a_page_opens_to_whom_it_is_declared_to_and_to_nobody_else(world: World, declared: Page, method: str) -> None:
    people = [person for person in world.cookies if _tells_something(declared, method, person, world)]
    found = {person: _tried(world, declared, method, person) for person in people}
    assert found == {person: _expected(declared, method, person, world) for person in people}


@pytest.mark.parametrize(("declared", "method"), DOORS_TO_OBJECTS)
def test_what_is_not_one_s_own_answers_like_what_does_not_exist(world: World, declared: Page, method: str) -> None:
    may = [person for person in world.cookies if MANIFEST.may(declared.actions[method], world.roles[person])]
    for person in may:
        unknown = _open(world, declared, method, person, is_unknown=True)
        assert unknown.status_code == 404, person
        if _expected(declared, method, person, world) == "not there":
            assert _plain(_open(world, declared, method, person)) == _plain(unknown), person


def test_a_page_without_its_guard_is_noticed(world: World) -> None:
    """One page after the other is held open, by its door and by a service that asks the same again behind it."""
    unnoticed = []
    for declared, method in ((page, method) for page in PAGES for method in page.actions):
        if declared.endpoint in PUBLIC:
            continue
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(guards, "PUBLIC", PUBLIC | {declared.endpoint})
            for service in ASKING_THE_SAME:
                patch.setattr(service, "check", lambda *_: None)
            if not any(_differs(world, declared, method, person) for person in world.cookies):
                unnoticed.append((declared.endpoint, method))
    assert unnoticed == []


def _differs(world: World, page: Page, method: str, person: str) -> bool:
    return _tried(world, page, method, person) != _expected(page, method, person, world)


def _tells_something(page: Page, method: str, person: str, world: World) -> bool:
    """Without the role, people of the other institution are stopped like those of this one: trying one is enough."""
    return not person.startswith(FOREIGN) or MANIFEST.may(page.actions[method], world.roles[person])


def _expected(page: Page, method: str, person: str, world: World) -> str:
    action = page.actions[method]
    if not MANIFEST.may(action, world.roles[person]):
        return "asks to sign in" if person == ANONYMOUS else "not there"
    is_theirs = page.roles is None or world.roles[person] in page.roles
    return "opens" if is_theirs and MANIFEST.reaches(page.about, person) else "not there"


def _tried(world: World, page: Page, method: str, person: str) -> str:
    written: list[str] = []
    outcome = _outcome(_open(world, page, method, person, written=written))
    return f"{outcome}, and wrote {written}" if outcome != "opens" and written else outcome


@contextmanager
def _noted(written: list[str]) -> Iterator[None]:
    """Note each statement that changes at least one row."""

    def note(_connection: object, cursor: Any, statement: str, *_rest: object) -> None:
        if statement.lstrip().upper().startswith(WRITES) and cursor.rowcount > 0:
            written.append(statement)

    event.listen(Engine, "after_cursor_execute", note)
    try:
        yield
    finally:
        event.remove(Engine, "after_cursor_execute", note)


def _open(
    world: World,
    page: Page,
    method: str,
    person: str,
    *,
    is_unknown: bool = False,
    written: list[str] | None = None,
) -> TestResponse:
    """One request, undone afterwards; what it changes is noted in `written`."""
    address = address_of(world, page, is_unknown=is_unknown)
    with undone(world.app):
        if page.about is not None:
            put_into_stage(world.application_id, page.stage)
        path = path_of(world.app, page, address)
        data: Mapping[str, Any] | None = page.form if method == "POST" else None
        with _noted([] if written is None else written):
            return world.open(person, path, method, data)


def address_of(world: World, page: Page, *, is_unknown: bool = False) -> dict[str, Any]:
    """What stands in the address of a page: an object of the world, or one that does not exist."""
    address = {**world.address(page.about), **page.given}
    if not is_unknown:
        return address
    kept = {} if page.about == "own_result" else page.given
    return {name: NOTHING if name.endswith("_id") else "no-such-thing" for name in address} | dict(kept)


def path_of(app: Flask, page: Page, address: Mapping[str, Any]) -> str:
    """The path of a page with what stands in it."""
    adapter = app.url_map.bind("localhost")
    rule = next(rule for rule in app.url_map.iter_rules() if rule.endpoint == page.endpoint)
    return adapter.build(page.endpoint, {name: address[name] for name in rule.arguments})


def _outcome(answer: TestResponse) -> str:
    if answer.status_code == 303 and answer.location.startswith("/sign-in?"):
        return "asks to sign in"
    if answer.status_code == 404:
        return "not there"
    return "breaks" if answer.status_code == 500 else "opens"


def _plain(answer: TestResponse) -> tuple[int, str]:
    """The answer without its address, its request's number and the tokens of its forms."""
    tree = BeautifulSoup(answer.text, "html.parser")
    for field in tree.find_all("input", attrs={"name": "csrf_token"}):
        field["value"] = ""
    for link in tree.find_all("a"):
        del link["href"]
    return answer.status_code, str(tree).replace(answer.headers["X-Request-ID"], "")
