"""The policy table: every role against every action, on cases of their own and foreign ones."""

from __future__ import annotations

import pytest

from mobility.core.access import POLICY, Action, check
from mobility.core.terms import Actor, Grant, Role
from tests.factories.facts import CALL, HOME, OTHER, STUDENT, make_actor, make_facts


def test_every_action_has_a_rule() -> None:
    assert set(POLICY) == set(Action)


@pytest.mark.parametrize("action", list(Action))
@pytest.mark.parametrize("role", list(Role))
def test_a_role_does_what_the_table_gives_it_and_nothing_else(role: Role, action: Action) -> None:
    rule = POLICY[action]
    is_allowed = role in rule.roles or (rule.is_for_anybody_signed_in and role is not Role.SYSTEM)
    assert (check(make_actor(role), action, make_facts()) is None) is is_allowed


@pytest.mark.parametrize("action", [action for action in Action if not POLICY[action].is_for_anybody_signed_in])
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
def test_nobody_reaches_a_foreign_case(role: Role, action: Action) -> None:
    assert check(make_actor(role, is_own=False), action, make_facts()) is not None


@pytest.mark.parametrize("action", [action for action in Action if not POLICY[action].is_for_anybody_signed_in])
@pytest.mark.parametrize("role", list(Role))
def test_nothing_crosses_to_another_institution(role: Role, action: Action) -> None:
    assert check(make_actor(role, institution_id=OTHER), action, make_facts()) is not None


@pytest.mark.parametrize("action", list(Action))
def test_nobody_signed_in_may_do_nothing(action: Action) -> None:
    reason = check(make_actor(None), action)
    assert reason is not None
    assert reason.code == "access.not_signed_in"


def test_staff_do_not_act_on_an_application_of_their_own() -> None:
    both = Actor(HOME, user_id=107, student_id=STUDENT, grants=(Grant(Role.STUDENT), Grant(Role.COORDINATOR)))
    reason = check(both, Action.QUALIFICATION_DECIDE, make_facts())
    assert reason is not None
    assert reason.code == "access.own_case"


@pytest.mark.parametrize(("may", "code"), [(False, "access.own_proposal"), (True, None)])
def test_a_proposal_is_approved_by_somebody_else_unless_the_setting_says_so(may: bool, code: str | None) -> None:
    both = Actor(HOME, user_id=107, grants=(Grant(Role.HEAD), Grant(Role.COORDINATOR)))
    reason = check(both, Action.LIST_APPROVE, make_facts(proposed_by=107, may_approve_own_proposal=may))
    assert (reason.code if reason else None) == code


def test_a_grant_for_one_call_reaches_that_call_alone() -> None:
    grant = Actor(HOME, user_id=107, grants=(Grant(Role.COORDINATOR, call_id=CALL),))
    assert check(grant, Action.CASE_VIEW, make_facts()) is None
    assert check(grant, Action.CASE_VIEW, make_facts(call_id=CALL + 1)) is not None
