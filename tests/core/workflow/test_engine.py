"""The engine lets nothing happen that the table does not hold, whoever tries what in whatever order."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobility.core.access import POLICY, Action, check
from mobility.core.programs import exchange, summer_school
from mobility.core.programs.scholarship import WORKFLOW
from mobility.core.terms import Actor, Param, Reason, Refused, Role
from mobility.core.workflow import Workflow, decide, possible
from mobility.core.workflow.engine import asks_content
from tests.factories.facts import NOW, PLAIN, make_actor, make_facts

WORKFLOWS = (WORKFLOW, exchange.WORKFLOW, summer_school.WORKFLOW)
STATES = sorted({stage.key for workflow in WORKFLOWS for stage in workflow.stages})
OUTCOMES = [
    None,
    *sorted({move.outcome for workflow in WORKFLOWS for move in workflow.transitions if move.outcome}),
]
LATER = (NOW + timedelta(days=3)).isoformat()
EVERYTHING: dict[str, Param] = {
    "remark": 1,
    "until": LATER,
    "decision": "reserve",
    "position": 1,
    "proposal_id": 1,
    "happened_on": "2026-11-20",
    "host_partner_id": 1,
    "confirm_by": LATER,
    "has_declared": True,
    "host_option_id": 1,
}

times = st.integers(-20, 20).map(lambda days: NOW + timedelta(days=days))
facts = st.builds(
    make_facts,
    state=st.sampled_from(STATES),
    now=times,
    missing=st.sampled_from([None, (), (Reason("section.incomplete", {"section": "a"}),)]),
    eligibility=st.sampled_from(["eligible", "not_eligible", "to_be_checked"]),
    is_school_list_handed_in=st.booleans(),
    school_outcome=st.sampled_from([None, "recommended", "alternate", "not_recommended"]),
    school_rank=st.sampled_from([None, 1]),
    returned_until=st.none() | times,
    has_ranking_fact_changed=st.booleans(),
    review_count=st.integers(0, 2),
    decision_outcome=st.sampled_from([None, "candidate", "reserve", "not_selected"]),
    release_at=st.none() | times,
    notice_until=st.none() | times,
    offer_state=st.sampled_from([None, "open", "confirmed", "lapsed"]),
    confirm_by=st.none() | times,
    is_call_cancelled=st.booleans(),
    choices=st.sampled_from([(), (1,), (2, 1)]),
    is_willing=st.booleans(),
    host_option_id=st.sampled_from([None, 1]),
    open_check_count=st.integers(0, 1),
    refused_check_count=st.integers(0, 1),
    missing_papers=st.sampled_from([None, (), (Reason("document.missing", {"kind": "pledge"}),)]),
    due_at=st.none() | times,
    silence_is_consent=st.booleans(),
    has_fee=st.booleans(),
)
actors = st.builds(
    make_actor, st.sampled_from([None, *Role]), is_own=st.booleans(), institution_id=st.sampled_from([1, 2])
)
params = st.fixed_dictionaries({}, optional={name: st.just(value) for name, value in EVERYTHING.items()})


@given(st.sampled_from(WORKFLOWS), facts, actors, st.sampled_from(list(Action)), st.sampled_from(OUTCOMES), params)
def test_every_answer_is_a_move_of_the_table_or_a_refusal(
    workflow: Workflow, known: Any, actor: Actor, action: Action, outcome: str | None, given_params: dict[str, Param]
) -> None:
    try:
        move = decide(workflow, known, actor, action, outcome, given_params)
    except Refused:
        return
    assert move in workflow.transitions
    assert known.state in move.sources
    assert (move.action, move.outcome) == (action, outcome)
    assert check(actor, action, known) is None
    assert all(given_params.get(name) not in (None, "") for name in move.needs)


@given(
    st.sampled_from(WORKFLOWS),
    st.lists(st.tuples(facts, actors, st.sampled_from(list(Action)), st.sampled_from(OUTCOMES), params), max_size=40),
)
def test_no_sequence_of_acts_leaves_the_table(workflow: Workflow, acts: list[Any]) -> None:
    state = workflow.initial
    for known, actor, action, outcome, given_params in acts:
        try:
            state = decide(workflow, replace(known, state=state), actor, action, outcome, given_params).target
        except Refused:
            continue
        assert state in workflow.by_key


ENDS = [(workflow, stage.key) for workflow in WORKFLOWS for stage in workflow.stages if stage.is_end]


@pytest.mark.parametrize(("workflow", "state"), ENDS, ids=lambda value: getattr(value, "key", value))
def test_an_end_is_an_end(workflow: Workflow, state: str) -> None:
    facts = make_facts(state=state)
    for role, action in product(Role, Action):
        with pytest.raises(Refused):
            decide(workflow, facts, make_actor(role), action, None, EVERYTHING)


def test_permission_is_asked_before_the_stage() -> None:
    foreign = make_actor(Role.STUDENT, is_own=False)
    with pytest.raises(Refused) as refused:
        decide(WORKFLOW, make_facts(state="dispatched"), foreign, Action.APPLICATION_SUBMIT)
    assert refused.value.code == "access.not_yours"


def test_every_reason_is_told_at_once() -> None:
    lacking = (Reason("section.incomplete", {"section": "contact"}), Reason("document.missing", {"kind": "transcript"}))
    known = make_facts(missing=lacking, eligibility="not_eligible")
    with pytest.raises(Refused) as refused:
        decide(WORKFLOW, known, make_actor(Role.STUDENT), Action.APPLICATION_SUBMIT)
    assert [reason.code for reason in refused.value.reasons] == [
        "declaration.missing",
        "eligibility.not_eligible",
        "section.incomplete",
        "document.missing",
    ]


@pytest.mark.parametrize(
    ("offset", "is_accepted"),
    [
        (timedelta(microseconds=-1), True),
        (timedelta(0), True),
        (PLAIN.grace, True),
        (PLAIN.grace + timedelta(microseconds=1), False),
    ],
)
def test_the_deadline_and_its_grace_hold_to_the_microsecond(offset: timedelta, is_accepted: bool) -> None:
    known = make_facts(now=PLAIN.deadline_at + offset)
    student = make_actor(Role.STUDENT)
    refusal = None
    try:
        decide(WORKFLOW, known, student, Action.APPLICATION_SUBMIT, None, {"has_declared": True})
    except Refused as refused:
        refusal = refused.code
    assert refusal == (None if is_accepted else "deadline.passed")


def test_a_submit_before_the_opening_is_refused() -> None:
    known = make_facts(now=PLAIN.opens_at - timedelta(microseconds=1))
    with pytest.raises(Refused) as refused:
        decide(WORKFLOW, known, make_actor(Role.STUDENT), Action.APPLICATION_SUBMIT, None, {"has_declared": True})
    assert refused.value.code == "deadline.not_open_yet"


def test_possible_lists_what_a_role_can_try_in_a_stage() -> None:
    known = make_facts(state="qualification_check", submission_count=1)
    tried = [(move.action, move.outcome) for move in possible(WORKFLOW, known, make_actor(Role.COORDINATOR))]
    assert tried == [
        (Action.QUALIFICATION_DECIDE, "qualified"),
        (Action.QUALIFICATION_DECIDE, "not_qualified"),
        (Action.OFFICE_RETURN, None),
    ]


def test_only_acts_that_rest_on_content_read_it() -> None:
    reading = {action for action in POLICY if asks_content(WORKFLOW, action)}
    assert reading == {Action.APPLICATION_SUBMIT, Action.APPLICATION_RESUBMIT}
