"""Lists of one call at the same moment, on connections of their own: its places are given once."""

from __future__ import annotations

import pytest
from flask import Flask

from mobility.core.access import Action
from mobility.core.terms import Actor, Role
from mobility.database import db, transaction
from mobility.models import Application
from mobility.queries.held_places import held_count
from mobility.services.casework import advance
from mobility.services.casework.sweep import run_due
from mobility.services.selection.propose import Proposed, propose
from tests.crowd import Act, together
from tests.factories.calls import NOON, make_call
from tests.factories.cases import make_application, make_decision, make_proposal, make_review
from tests.factories.clock import stop_clock_at
from tests.factories.people import actor, make_staff, make_student


@pytest.fixture
def app(shared_bare_app: Flask) -> Flask:
    stop_clock_at(NOON)
    return shared_bare_app


def _proposing(call_id: int, application_id: int, who: Actor) -> Act:
    return lambda: propose(call_id, {application_id: Proposed("candidate")}, who)


def _give_up(application_id: int, who: Actor) -> Act:
    def act() -> None:
        with transaction():
            advance(application_id, Action.APPLICATION_GIVE_UP, who)

    return act


def test_no_second_list_passes_the_places_while_the_first_is_released(app: Flask) -> None:
    """Nor while a candidate of the first gives up and its alternate moves up."""
    call, student = make_call(place_count=1), make_student()
    first = make_proposal(call, make_staff(Role.COORDINATOR), state="approved", release_at=NOON, notice_until=NOON)
    leaving = make_application(call, student, state="approved")
    make_decision(first, leaving, "candidate")
    heir = make_application(call, state="approved")
    make_decision(first, heir, "reserve", position=1)
    hopeful = make_application(call, state="selection", school_outcome="recommended", school_rank=1)
    make_review(hopeful, make_staff(Role.REVIEWER), score=80, submitted_at=NOON)
    ids, leaver, gone, heir_id = (call.id, hopeful.id), actor(student), leaving.id, heir.id
    coordinators = [actor(make_staff(Role.COORDINATOR)) for _number in range(3)]
    proposals: list[Act] = [_proposing(*ids, who) for who in coordinators]
    answers = together(app, [run_due, *proposals])
    assert answers[0] == "done"
    assert set(answers[1:]) <= {"proposal.open", "proposal.over_left"}
    answers = together(app, [_give_up(gone, leaver), *proposals])
    assert answers == ["done", *["proposal.over_left"] * 3]
    assert (db.session.get_one(Application, heir_id).state, held_count(ids[0])) == ("training", 1)


def test_of_two_lists_for_the_last_place_one_is_proposed(app: Flask) -> None:
    call = make_call(place_count=1)
    file = make_application(call, state="selection", school_outcome="recommended", school_rank=1)
    make_review(file, make_staff(Role.REVIEWER), score=80, submitted_at=NOON)
    ids = (call.id, file.id)
    coordinators = [actor(make_staff(Role.COORDINATOR)) for _number in range(4)]
    answers = together(app, [_proposing(*ids, who) for who in coordinators])
    assert sorted(answers) == ["done", *["proposal.open"] * 3]
    assert held_count(ids[0]) == 1
