"""Nothing is changed by a form that another site sends: every page that takes one asks for its token."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from mobility.web.extensions import csrf
from tests import databases
from tests.security.manifest import Page, read
from tests.security.trying import address_of, path_of
from tests.security.world import World, build, undone

MANIFEST = read()
DOORS = [pytest.param(page, id=page.endpoint) for page in MANIFEST.pages.values() if "POST" in page.actions]


@pytest.fixture(scope="module")
def world(whole_app: Flask) -> Iterator[World]:
    with databases.rolled_back(whole_app):
        yield build(whole_app)


@pytest.mark.parametrize("declared", DOORS)
def test_a_form_without_its_token_changes_nothing(world: World, declared: Page) -> None:
    people = [person for person in world.cookies if MANIFEST.may(declared.actions["POST"], world.roles[person])]
    for person in people:
        with undone(world.app):
            path = path_of(world.app, declared, address_of(world, declared))
            answer = world.open(person, path, "POST", {**declared.form, "csrf_token": "somebody else's"})
        assert answer.status_code == 400, person


def test_no_page_is_exempt() -> None:
    assert (csrf._exempt_views, csrf._exempt_blueprints) == (set(), set())
