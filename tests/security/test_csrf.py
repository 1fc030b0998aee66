"""Nothing is changed by a form that another site sends: every page that takes one asks for its token."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from mobility.web.extensions import csrf
from tests import databases
from tests.security.manifest import TWOFOLD, Page, read
from tests.security.trying import address_of, path_of
from tests.security.undoing import undone
from tests.security.world import FOREIGN, World, build

MANIFEST = read()
DOORS = [pytest.param(page, id=page.endpoint) for page in MANIFEST.pages.values() if "POST" in page.actions]


@pytest.fixture(scope="module")
def world(whole_app: Flask) -> Iterator[World]:
    with databases.rolled_back(whole_app):
        yield build(whole_app)


@pytest.mark.parametrize("declared", DOORS)
def test_a_form_without_its_token_changes_nothing_and_a_page_that_asks_for_none_is_noticed(
    world: World, declared: Page
) -> None:
    may = {role: person for person, role in world.roles.items() if not person.startswith((FOREIGN, TWOFOLD))}
    people = [person for role, person in may.items() if MANIFEST.may(declared.actions["POST"], role)]
    assert {_answered(world, declared, person) for person in people} == {400}
    view = world.app.view_functions[declared.endpoint]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csrf, "_exempt_views", {f"{view.__module__}.{view.__name__}"})
        assert _answered(world, declared, people[0]) != 400


def _answered(world: World, page: Page, person: str) -> int:
    with undone(world.app):
        path = path_of(world.app, page, address_of(world, page))
        return world.open(person, path, "POST", {**page.form, "csrf_token": "somebody else's"}).status_code


def test_no_page_is_exempt() -> None:
    assert (csrf._exempt_views, csrf._exempt_blueprints) == (set(), set())
