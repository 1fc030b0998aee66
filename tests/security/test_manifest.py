"""The manifest, the policy and the program's addresses say the same, both ways."""

from __future__ import annotations

from collections import defaultdict

import pytest
from flask import Flask

from mobility.blueprints import DESKS
from mobility.core.access import POLICY, Action, check
from mobility.core.terms import Role
from mobility.core.workflow import StageKind
from mobility.web.guards import PUBLIC, action_of
from tests.factories.facts import make_actor
from tests.security.manifest import ANYBODY, METHODS, WORKFLOWS, read

MANIFEST = read()


def test_every_address_is_declared_and_every_declared_one_exists(app: Flask) -> None:
    found = {
        rule.endpoint: set(rule.methods or ()) & {*METHODS, "PUT", "PATCH", "DELETE"}
        for rule in app.url_map.iter_rules()
    }
    assert found == {page.endpoint: set(page.actions) for page in MANIFEST.pages.values()}


def test_every_page_is_guarded_by_the_act_that_is_declared(app: Flask) -> None:
    guarded = {page.endpoint: str(action_of(app, page.endpoint) or "public") for page in MANIFEST.pages.values()}
    declared = {page.endpoint: "/".join(sorted(set(page.actions.values()))) for page in MANIFEST.pages.values()}
    assert guarded == declared


def test_the_public_list_holds_what_is_declared_public_and_nothing_else(app: Flask) -> None:
    declared = {page.endpoint for page in MANIFEST.pages.values() if "public" in page.actions.values()}
    assert declared == PUBLIC & set(app.view_functions)


def test_addresses_name_numbers_as_numbers(app: Flask) -> None:
    loose = [
        str(rule)
        for rule in app.url_map.iter_rules()
        for name in rule.arguments
        if name.endswith("_id") and f"<int:{name}>" not in str(rule)
    ]
    assert loose == []


def test_every_act_is_declared_and_every_declared_one_exists() -> None:
    assert set(MANIFEST.actions) == set(Action) == set(POLICY)


@pytest.mark.parametrize("action", list(Action))
def test_the_policy_gives_each_act_to_the_declared_roles_alone(action: Action) -> None:
    roles = MANIFEST.actions[action]
    allowed = {role for role in Role if check(make_actor(role), action) is None}
    signed_in = set(Role) - {Role.SYSTEM}
    assert allowed == (signed_in if roles == ANYBODY else set(roles))


def test_what_a_role_may_find_is_shown_by_a_page_of_that_role_and_every_kind_by_somebody() -> None:
    shown = {
        role: {
            kind
            for page in MANIFEST.pages.values()
            if any(MANIFEST.may(action, role) for action in page.actions.values())
            for kind in page.shows
        }
        for role in MANIFEST.sees
    }
    assert {role: kinds - shown[role] for role, kinds in MANIFEST.sees.items() if not kinds <= shown[role]} == {}
    assert set(MANIFEST.sees) == set(Role) - {Role.SYSTEM}
    assert frozenset().union(*MANIFEST.sees.values(), *MANIFEST.lists.values()) == set(MANIFEST.kinds)


def test_the_workflows_move_applications_from_the_declared_stages_alone() -> None:
    found: dict[str, set[str]] = defaultdict(set)
    for workflow in WORKFLOWS:
        for move in workflow.transitions:
            found[move.action].update(move.sources)
        found[Action.APPLICATION_EDIT].update(workflow.keys_of(StageKind.DRAFT, StageKind.RETURNED))
    assert found == MANIFEST.states


def test_a_column_is_of_one_kind() -> None:
    columns = [column for names in MANIFEST.kinds.values() for column in names]
    assert sorted(columns) == sorted(set(columns))


def test_every_act_without_a_page_belongs_to_the_program_or_to_a_page_of_many_acts() -> None:
    used = {action for page in MANIFEST.pages.values() for action in page.actions.values()}
    without = {action for action, roles in MANIFEST.actions.items() if action not in used and roles != ["system"]}
    assert without <= {"document.check"}


def test_production_has_no_page_of_the_demo(app: Flask) -> None:
    demo = {page.endpoint for page in MANIFEST.pages.values() if page.only == "demo"}
    assert {endpoint for endpoint in app.view_functions if endpoint.startswith("demo.")} == demo
    assert "demo" not in {desk.name for desk in DESKS}
