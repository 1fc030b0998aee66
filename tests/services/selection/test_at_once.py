"""Lists of one call at the same moment, on connections of their own: its places are given once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask

from mobility import database
from mobility.core.access import Action
from mobility.core.terms import Actor, Refused, Role
from mobility.database import db, transaction
from mobility.models import Application
from mobility.queries.held_places import held_count
from mobility.services.casework import advance
from mobility.services.casework.sweep import run_due
from mobility.services.selection.propose import Proposed, propose
from tests.factories.calls import NOON, make_call
from tests.factories.cases import make_application, make_decision, make_proposal, make_review
from tests.factories.clock import stop_clock_at
from tests.factories.people import actor, make_staff, make_student
from tests.servers import DatabaseUrls

Act = Callable[[], object]


@pytest.fixture
def app(fresh_database: Callable[[], DatabaseUrls]) -> Iterator[Flask]:
    made = Flask("lists")
    database.init(made, fresh_database().app)
    with made.app_context():
        stop_clock_at(NOON)
        yield made
        db.session.remove()
        db.engine.dispose()


def _together(app: Flask, acts: list[Act]) -> list[str]:
    start = Barrier(len(acts))

    def one(act: Act) -> str:
        with app.app_context():
            start.wait()
            try:
                act()
            except Refused as refused:
                return refused.code
            finally:
                db.session.remove()
            return "done"

    db.session.remove()
    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


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
    answers = _together(app, [run_due, *proposals])
    assert answers[0] == "done"
    assert set(answers[1:]) <= {"proposal.open", "proposal.over_left"}
    answers = _together(app, [_give_up(gone, leaver), *proposals])
    assert answers == ["done", *["proposal.over_left"] * 3]
    assert (db.session.get_one(Application, heir_id).state, held_count(ids[0])) == ("training", 1)


def test_of_two_lists_for_the_last_place_one_is_proposed(app: Flask) -> None:
    call = make_call(place_count=1)
    file = make_application(call, state="selection", school_outcome="recommended", school_rank=1)
    make_review(file, make_staff(Role.REVIEWER), score=80, submitted_at=NOON)
    ids = (call.id, file.id)
    coordinators = [actor(make_staff(Role.COORDINATOR)) for _number in range(4)]
    answers = _together(app, [_proposing(*ids, who) for who in coordinators])
    assert sorted(answers) == ["done", *["proposal.open"] * 3]
    assert held_count(ids[0]) == 1
