"""Every page, every method, everybody: opens to whom the manifest says, and to all others it is not there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from mobility.core.programs import scholarship
from mobility.core.terms import Role
from mobility.core.workflow import engine
from mobility.database import db
from mobility.models import Application
from mobility.services.applications import late, start
from mobility.services.people import permits
from mobility.services.vault import keep
from mobility.web import guards
from mobility.web.guards import PUBLIC
from tests import databases
from tests.security.knocking import MASS, stage_after
from tests.security.manifest import Page
from tests.security.planted import planted_world
from tests.security.trying import (
    MANIFEST,
    PAGES,
    address_of,
    expected,
    open_page,
    outcome_of,
    path_of,
    plain,
    tells_something,
    tried,
)
from tests.security.undoing import put_into_stage, undone
from tests.security.world import World

DOORS = [pytest.param(page, method, id=f"{page.endpoint}-{method}") for page in PAGES for method in page.actions]
MOVING = [
    pytest.param(page, id=page.endpoint)
    for page in PAGES
    if page.about == "application" and page.actions.get("POST") in MANIFEST.states
]
SOME = 4
"""People who try what does not exist on pages that ask for no role: nobody signed in, two students, an officer."""
STAFF = set(Role) - {Role.STUDENT}
ASKING_THE_SAME = (engine, keep, late, permits, start)
"""What asks the policy once more behind the door, and would hide that the door stands open."""


@pytest.fixture(scope="module")
def world(whole_app: Flask) -> Iterator[World]:
    """One world for the whole matrix; each request in it is undone."""
    with databases.rolled_back(whole_app):
        is_on = whole_app.config.get("WTF_CSRF_ENABLED", True)
        whole_app.config["WTF_CSRF_ENABLED"] = False
        yield planted_world(whole_app)
        whole_app.config["WTF_CSRF_ENABLED"] = is_on


@pytest.mark.parametrize(("declared", "method"), DOORS)
def test_a_page_opens_and_shows_as_declared_and_is_not_there_for_others(
    world: World, declared: Page, method: str
) -> None:
    people = [person for person in world.cookies if tells_something(declared, method, person, world)]
    found = {person: tried(world, declared, method, person) for person in people}
    assert {person: one.outcome for person, one in found.items()} == {
        person: expected(declared, method, person, world) for person in people
    }
    shown = MANIFEST.kinds_of(column for one in found.values() for column in one.shown)
    if method == "GET" or "GET" not in declared.actions:
        assert shown == declared.shows
    if method == "GET":
        readers = [one for person, one in found.items() if one.outcome == "opens" and world.roles[person] in STAFF]
        leaves = {one.leaves_a_trace for one in readers}
        assert leaves <= {declared.endpoint in MANIFEST.besides["leaves_a_trace"]}
    action = declared.actions[method]
    may = [person for person in people if declared.about and MANIFEST.may(action, world.roles[person])]
    outside = [person for person in may if expected(declared, method, person, world) == "not there"]
    inside = [person for person in may if person not in outside][:1]
    for person in [*inside, *(outside[:SOME] if MANIFEST.is_for_anybody(action) else outside)]:
        unknown = open_page(world, declared, method, person, is_unknown=True)
        assert unknown.status_code == 404, person
        if person in outside:
            assert plain(found[person].answer) == plain(unknown), person


@pytest.mark.parametrize("declared", MOVING)
def test_in_a_stage_that_is_not_declared_nothing_moves(world: World, declared: Page) -> None:
    states = MANIFEST.states[declared.actions["POST"]]
    assert declared.stage in states
    person = next(one for one in world.cookies if expected(declared, "POST", one, world) == "opens")
    others = [stage for stage in scholarship.WORKFLOW.by_key if stage not in states]
    path = path_of(world.app, declared, address_of(world, declared))
    for stage in {others[0], others[len(others) // 2], others[-1]}:
        with undone(world.app):
            put_into_stage(world.application_id, stage)
            answer = world.open(person, path, "POST", declared.form)
            moved = db.session.scalar(select(Application.state).where(Application.id == world.application_id))
        assert (outcome_of(answer) == "breaks", moved) == (False, stage)


@pytest.mark.parametrize("action", list(MASS))
def test_an_act_on_many_moves_nothing_in_a_stage_that_is_not_declared(world: World, action: str) -> None:
    others = [stage for stage in scholarship.WORKFLOW.by_key if stage not in MANIFEST.states[action]]
    tried_in = {others[0], others[len(others) // 2], others[-1]}
    assert {stage: stage_after(world, action, stage) for stage in tried_in} == {stage: stage for stage in tried_in}
    assert any(stage_after(world, action, stage) != stage for stage in sorted(MANIFEST.states[action]))


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
    return tried(world, page, method, person).outcome != expected(page, method, person, world)
