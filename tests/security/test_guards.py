"""Each rule of the policy in turn is taken away, and what the manifest declares notices every time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Final

import pytest
from flask import Flask

from mobility.core.access import NEEDS_FRESH_PROOF, POLICY, Action, check, policy
from mobility.core.access.policy import Rule
from mobility.core.facts import CaseFacts
from mobility.core.terms import Actor, Grant, Role
from tests.factories.facts import OTHER, STUDENT, make_actor, make_facts
from tests.security.manifest import ANYBODY, read

MANIFEST: Final = read()
CASE: Final = make_facts()
WITH_A_CASE: Final = [action for action in Action if not POLICY[action].is_for_anybody_signed_in]
Probe = tuple[Actor, CaseFacts | None]


def _probes(role: Role) -> Mapping[str, Probe]:
    """Everybody of a role, with a case of theirs, of somebody else, of another university, and as its student."""
    theirs = make_actor(role)
    probes: dict[str, Probe] = {
        "no case": (theirs, None),
        "in reach": (theirs, CASE),
        "of another university": (make_actor(role, institution_id=OTHER), CASE),
        "as its student": (replace(theirs, student_id=STUDENT), CASE),
        "as who proposed it": (theirs, make_facts(proposed_by=theirs.user_id)),
    }
    return probes if role is Role.SYSTEM else {**probes, "out of reach": (make_actor(role, is_own=False), CASE)}


PROBES: Final = {role: _probes(role) for role in Role}


def _declared(action: Action) -> dict[tuple[Role, str], bool]:
    roles = MANIFEST.actions[action]
    is_for_anybody = roles == ANYBODY
    return {
        (role, name): role is not Role.SYSTEM if is_for_anybody else role in roles and _may(action, role, name)
        for role in Role
        for name in PROBES[role]
    }


def _may(action: Action, role: Role, name: str) -> bool:
    if name == "as its student":
        return role in {Role.STUDENT, Role.SYSTEM} or action in MANIFEST.besides["own_case_allowed"]
    if name == "as who proposed it":
        return action not in MANIFEST.besides["not_own_proposal"]
    return name in {"no case", "in reach"}


def _answers(action: Action) -> dict[tuple[Role, str], bool]:
    return {
        (role, name): check(actor, action, facts) is None
        for role in Role
        for name, (actor, facts) in PROBES[role].items()
    }


@pytest.mark.parametrize("action", list(Action))
def test_the_policy_answers_as_declared_for_every_role_and_case(action: Action) -> None:
    assert _answers(action) == _declared(action)


@pytest.mark.parametrize("action", list(Action))
def test_every_change_of_a_rule_is_noticed(action: Action) -> None:
    declared = _declared(action)
    unnoticed = []
    for what, rule in _weaker(POLICY[action]):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(policy, "POLICY", {**POLICY, action: rule})
            if _answers(action) == declared:
                unnoticed.append(what)
    assert unnoticed == []


def _weaker(rule: Rule) -> Iterator[tuple[str, Rule]]:
    """The rule with each role more or less, with each condition less, and open to everybody."""
    if rule.is_for_anybody_signed_in:
        yield "for nobody", replace(rule, is_for_anybody_signed_in=False)
        return
    yield "for everybody", replace(rule, is_for_anybody_signed_in=True)
    for role in Role:
        yield f"changed for {role}", replace(rule, roles=rule.roles ^ {role})
    for condition in rule.conditions:
        rest = tuple(other for other in rule.conditions if other is not condition)
        yield f"without {getattr(condition, '__name__', '')}", replace(rule, conditions=rest)


@pytest.mark.parametrize("action", WITH_A_CASE)
def test_a_role_that_reaches_every_case_is_noticed(action: Action) -> None:
    declared = _declared(action)
    unnoticed = []
    for role in POLICY[action].roles:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(policy, "covers", _reaching_all(role, policy.covers))
            if _answers(action) == declared:
                unnoticed.append(role)
    assert unnoticed == []


def _reaching_all(
    role: Role, real: Callable[[Actor, Grant, CaseFacts], bool]
) -> Callable[[Actor, Grant, CaseFacts], bool]:
    return lambda actor, grant, facts: grant.role is role or real(actor, grant, facts)


def test_what_needs_a_fresh_proof_is_declared(app: Flask) -> None:
    found = {
        endpoint
        for endpoint, view in app.view_functions.items()
        if getattr(view, "action", None) in NEEDS_FRESH_PROOF or getattr(view, "needs_fresh_proof", False)
    }
    assert sorted(found) == sorted(MANIFEST.besides["fresh_proof"])
