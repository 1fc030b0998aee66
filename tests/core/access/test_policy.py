"""The policy table: every role against every action, on cases of their own and foreign ones."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mobility.core.access import POLICY, Action, check
from mobility.core.terms import STAFF_ROLES, Actor, Grant, Role
from tests.factories.facts import CALL, HOME, OTHER, OTHER_STUDENT, STUDENT, make_actor, make_facts


def test_every_action_has_a_rule() -> None:
    assert set(POLICY) == set(Action)


@pytest.mark.parametrize("role", list(Role))
def test_a_role_does_what_the_table_gives_it_and_nothing_else(role: Role) -> None:
    actor, facts = make_actor(role), make_facts()
    given = {a for a, rule in POLICY.items() if role in rule.roles}
    shared = {a for a, rule in POLICY.items() if rule.is_for_anybody_signed_in and role is not Role.SYSTEM}
    assert {action for action in Action if check(actor, action, facts) is None} == given | shared


GUARDED = [action for action in Action if not POLICY[action].is_for_anybody_signed_in]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
def test_nobody_reaches_a_foreign_case(role: Role) -> None:
    actor, facts = make_actor(role, is_own=False), make_facts()
    assert [action for action in GUARDED if check(actor, action, facts) is None] == []


@pytest.mark.parametrize("role", list(Role))
def test_nothing_crosses_to_another_institution(role: Role) -> None:
    actor, facts = make_actor(role, institution_id=OTHER), make_facts()
    assert [action for action in GUARDED if check(actor, action, facts) is None] == []


def test_nobody_signed_in_may_do_nothing() -> None:
    reasons = {action: check(make_actor(None), action) for action in Action}
    assert {action: reason and reason.code for action, reason in reasons.items()} == dict.fromkeys(
        Action, "access.not_signed_in"
    )


def test_staff_do_not_act_on_an_application_of_their_own() -> None:
    """Whoever is student and staff at once, in any role: every act of staff is shut, and none of a student's own."""
    shared = {Action.DOCUMENT_DOWNLOAD, Action.RECEIPT_OPEN}
    found = {}
    for action, rule in POLICY.items():
        for role in rule.roles & STAFF_ROLES:
            staff = make_actor(role)
            both = replace(staff, student_id=STUDENT, grants=(Grant(Role.STUDENT), *staff.grants))
            reason = check(both, action, make_facts())
            found[action, role] = reason.code if reason else None
    assert found == {one: None if one[0] in shared else "access.own_case" for one in found}
    assert len(found) > 50


def test_an_assistant_reaches_no_call_in_which_they_applied_themselves() -> None:
    rival = replace(make_actor(Role.ASSISTANT), student_id=OTHER_STUDENT, applied_call_ids=frozenset({CALL}))
    codes = [check(rival, Action.DOCUMENT_CHECK, make_facts(call_id=call)) for call in (CALL, CALL + 1)]
    assert [reason.code if reason else None for reason in codes] == ["access.not_yours", None]


@pytest.mark.parametrize(("may", "code"), [(False, "access.own_proposal"), (True, None)])
def test_a_proposal_is_approved_by_somebody_else_unless_the_setting_says_so(may: bool, code: str | None) -> None:
    both = Actor(HOME, user_id=107, grants=(Grant(Role.HEAD), Grant(Role.COORDINATOR)))
    reason = check(both, Action.LIST_APPROVE, make_facts(proposed_by=107, may_approve_own_proposal=may))
    assert (reason.code if reason else None) == code


def test_a_grant_for_one_call_reaches_that_call_alone() -> None:
    grant = Actor(HOME, user_id=107, grants=(Grant(Role.COORDINATOR, call_id=CALL),))
    assert check(grant, Action.CASE_VIEW, make_facts()) is None
    assert check(grant, Action.CASE_VIEW, make_facts(call_id=CALL + 1)) is not None
