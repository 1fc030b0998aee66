"""Tests of mobility.queries.waiting: what a morning's overview counts is what the desk shows, and nobody else's."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from mobility.core.terms import Role
from mobility.database import set_clock
from mobility.models import Call
from mobility.queries.waiting import ProposedList, open_reviews, proposed_list, schools_outstanding, waiting_for
from tests.factories.calls import NOON, make_call
from tests.factories.cases import make_application, make_decision, make_proposal, make_review
from tests.factories.people import actor, make_institution, make_staff, make_student, make_unit


@pytest.fixture
def call(database_session: Session) -> Call:
    set_clock(frozen_at=NOON)
    return make_call()


def _waiting(person: object) -> list[tuple[str, int, str | None]]:
    return [(one.desk, one.count, one.stage.en if one.stage else None) for one in waiting_for(actor(person))]  # type: ignore[arg-type]  # actor of a person of any kind


def test_an_officer_counts_what_their_schools_hold(call: Call) -> None:
    school = make_unit()
    officer = make_staff(Role.OFFICER, unit=school)
    for state in ("school_check", "school_check", "school_list", "returned_by_school", "selection", "draft"):
        make_application(call, make_student(school), state=state)
    make_application(call, make_student(make_unit()), state="school_check")
    assert _waiting(officer) == [("officer", 2, "School check"), ("officer", 1, "School's list")]


def test_a_coordinator_counts_what_the_office_holds_of_their_calls(call: Call) -> None:
    other = make_call()
    for one in (call, call, other):
        make_application(one, state="qualification_check")
    assert _waiting(make_staff(Role.COORDINATOR, call=call)) == [("coordinator", 2, "Qualification check")]
    assert _waiting(make_staff(Role.COORDINATOR)) == [("coordinator", 3, "Qualification check")]


def test_a_reviewer_counts_open_reviews_that_are_still_asked_for(call: Call) -> None:
    reviewer = make_staff(Role.REVIEWER)
    make_review(make_application(call, state="selection"), reviewer)
    make_review(make_application(call, state="selection"), reviewer, submitted_at=NOON, score=80)
    make_review(make_application(call, state="selection"), reviewer, conflict_reason="a cousin")
    make_review(make_application(call, state="approval"), reviewer)
    make_review(make_application(call, state="selection"), make_staff(Role.REVIEWER))
    assert _waiting(reviewer) == [("reviewer", 1, None)]
    assert open_reviews(actor(reviewer), call.id).count == 1
    assert open_reviews(actor(reviewer), make_call().id).count == 0


def test_a_head_counts_lists_that_are_proposed(call: Call) -> None:
    head = make_staff(Role.HEAD)
    coordinator = make_staff(Role.COORDINATOR)
    proposal = make_proposal(call, coordinator)
    make_proposal(make_call(), coordinator, state="approved")
    make_decision(proposal, make_application(call, state="approval"), "candidate")
    assert _waiting(head) == [("head", 1, None)]
    assert proposed_list(call.institution_id, proposal.id) == ProposedList("proposed", 1, None)


def test_nobody_counts_another_institutions(call: Call) -> None:
    make_application(call, state="qualification_check")
    proposal = make_proposal(call, make_staff(Role.COORDINATOR))
    strange = make_institution("strange")
    for role in (Role.COORDINATOR, Role.HEAD, Role.OFFICER, Role.REVIEWER):
        assert _waiting(make_staff(role, institution=strange)) == []
    assert proposed_list(strange.id, proposal.id) is None
    assert schools_outstanding(strange.id, call.id) == ()


def test_nothing_waiting_is_nothing(call: Call) -> None:
    assert _waiting(make_staff(Role.COORDINATOR)) == []
    assert _waiting(make_student()) == []
