"""A head sees how each program's newest call stands beside the edition before, and what has waited longest."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from mobility.core.terms import Actor, Role
from mobility.database import db, now
from mobility.models import Program
from mobility.queries.overview import LONGEST_SHOWN, longest_waiting, overview
from tests.databases import counted
from tests.factories.calls import NOON, make_call, make_program
from tests.factories.cases import make_application
from tests.factories.clock import stop_clock_at
from tests.factories.people import actor, home, make_institution, make_staff


@pytest.fixture(autouse=True)
def at_noon(database_session: Session) -> None:
    stop_clock_at(NOON)
    home()


@pytest.fixture
def head() -> Actor:
    return actor(make_staff(Role.HEAD))


def test_stages_stand_in_the_order_of_the_workflow_beside_last_year(head: Actor) -> None:
    program = make_program()
    make_call(program, edition=19, deadline_at=NOON + timedelta(days=1))
    before, newest = make_call(program, edition=20), make_call(program, edition=21)
    old = NOON - timedelta(days=30)
    for state in ("dispatched", "dispatched", "not_selected", "draft"):
        make_application(before, state=state)
    make_application(newest, state="school_check", state_since=old, due_at=NOON - timedelta(hours=1))
    make_application(newest, state="school_check", due_at=NOON + timedelta(hours=1))
    make_application(newest, state="draft", due_at=NOON - timedelta(days=1))
    [call] = overview(head, now())
    assert (call.id, call.before_title, call.total_count, call.total_before) == (newest.id, before.title, 3, 4)
    found = [(one.stage.key, one.count, one.overdue_count, one.count_before) for one in call.stages]
    assert found == [
        ("draft", 1, 0, 1),
        ("school_check", 2, 1, 0),
        ("not_selected", 0, 0, 1),
        ("dispatched", 0, 0, 2),
    ]
    assert call.stages[1].oldest_since == old
    assert [one.is_waited_on for one in call.stages] == [False, True, False, False]


def test_a_program_without_an_earlier_edition_has_nothing_beside_it(head: Actor) -> None:
    make_application(make_call(), state="selection")
    [call] = overview(head, now())
    assert (call.before_title, call.total_before, call.stages[0].count_before) == (None, None, None)


def test_drafts_of_calls_and_other_reaches_are_not_shown(head: Actor) -> None:
    program = make_program()
    shown = make_call(program, edition=20)
    make_call(program, edition=21, state="draft")
    away = make_institution("away")
    make_call(make_program(away))
    assert [call.id for call in overview(head, now())] == [shown.id]
    other = make_call(make_program())
    assert [call.id for call in overview(actor(make_staff(Role.HEAD, call=other)), now())] == [other.id]
    assert overview(actor(make_staff(Role.COORDINATOR)), now()) == ()


def test_what_waits_longest_for_somebody_comes_first(head: Actor) -> None:
    call = make_call()
    for days, state in enumerate(("draft", "training", "reserve", "public_notice", "withdrawn", "approved"), 20):
        make_application(call, state=state, state_since=NOON - timedelta(days=days))
    states = ("school_check", "returned_by_school", "qualification_check", "selection", "approval", "contract")
    waiting = [
        make_application(call, state=state, state_since=NOON - timedelta(days=days))
        for days, state in enumerate(states, 1)
    ]
    found = longest_waiting(head)
    assert [one.application_id for one in found] == [file.id for file in reversed(waiting)]
    assert (found[0].stage.key, found[0].since) == ("contract", NOON - timedelta(days=6))


def test_only_the_longest_are_shown(head: Actor) -> None:
    call = make_call()
    for _number in range(LONGEST_SHOWN + 1):
        make_application(call, state="selection")
    assert len(longest_waiting(head)) == LONGEST_SHOWN


def test_many_calls_cost_no_more_statements_than_one(head: Actor) -> None:
    program = make_program()
    make_application(make_call(program), state="selection")
    few = _statements(head)
    for number in range(5):
        call = make_call(db.session.get_one(Program, make_program().id), edition=21 + number)
        make_application(call, state="selection")
    assert _statements(head) == few <= 5


def _statements(head: Actor) -> int:
    def read() -> None:
        overview(head, now())
        longest_waiting(head)

    read()
    db.session.commit()
    with counted() as sent:
        read()
    return len(sent)
