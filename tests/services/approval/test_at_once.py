"""Two heads at the same moment, each on a connection of their own: one decides, the other is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select

from mobility import database
from mobility.core.access import Action
from mobility.core.terms import Actor, Refused, Role
from mobility.database import db
from mobility.models import Application, AuditEvent, Decision, OutboxMessage, Proposal, Student, User
from mobility.queries.release_times import ReleaseChoice
from mobility.services.approval.approve import approve
from mobility.services.approval.return_list import return_list
from tests.factories.calls import NOON
from tests.factories.clock import stop_clock_at
from tests.factories.desks import give_up
from tests.factories.lists import make_list
from tests.factories.people import actor, make_staff
from tests.servers import DatabaseUrls

CROWD = 8
Act = Callable[[], object]


@pytest.fixture
def app(fresh_database: Callable[[], DatabaseUrls]) -> Iterator[Flask]:
    """An application on a database of its own, where commits are real and other threads see them."""
    made = Flask("heads")
    database.init(made, fresh_database().app)
    with made.app_context():
        stop_clock_at(NOON)
        yield made
        db.session.remove()
        db.engine.dispose()


def _together(app: Flask, acts: list[Act]) -> list[str]:
    """Do all acts at the same moment; answers "done" or the code of the refusal, act by act."""
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

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def _approving(proposal_id: int, version: int, head: Actor) -> Act:
    return lambda: approve(proposal_id, head, ReleaseChoice(notice_days=5), version=version)


def _returning(proposal_id: int, version: int, head: Actor) -> Act:
    return lambda: return_list(proposal_id, head, "Check the ranks.", version=version)


def test_of_many_heads_who_approve_one_does(app: Flask) -> None:
    listed = make_list()
    proposal_id, version = listed.proposal.id, listed.proposal.version
    heads = [actor(make_staff(Role.HEAD)) for _number in range(CROWD)]
    db.session.remove()
    answers = _together(app, [_approving(proposal_id, version, head) for head in heads])
    assert sorted(answers) == ["done", *["stale.proposal"] * (CROWD - 1)]
    winner = heads[answers.index("done")]
    assert db.session.get_one(Proposal, proposal_id).decided_by == winner.user_id
    assert db.session.scalars(select(Application.state)).all() == ["approved"] * 4
    moved = select(func.count()).where(AuditEvent.action == Action.LIST_APPROVE, AuditEvent.to_state.is_not(None))
    assert db.session.scalar(moved) == 4


def test_approving_and_returning_at_once_ends_in_one_of_them(app: Flask) -> None:
    listed = make_list()
    proposal_id, version = listed.proposal.id, listed.proposal.version
    one, other = (actor(make_staff(Role.HEAD)) for _number in range(2))
    db.session.remove()
    answers = _together(app, [_approving(proposal_id, version, one), _returning(proposal_id, version, other)])
    ends = {("done", "stale.proposal"): ("approved", 0), ("stale.proposal", "done"): ("selection", 4)}
    state, voided_count = ends[answers[0], answers[1]]
    assert db.session.scalars(select(Application.state)).all() == [state] * 4
    voided = select(func.count()).where(Decision.voided_at.is_not(None))
    assert db.session.scalar(voided) == voided_count
    letters = select(func.count()).where(OutboxMessage.notice == "list_returned")
    assert db.session.scalar(letters) == (1 if voided_count else 0)


def test_a_student_who_gives_up_meanwhile_stops_nobody_else(app: Flask) -> None:
    listed = make_list()
    proposal_id, version, leaving = listed.proposal.id, listed.proposal.version, listed.files[1].id
    head, student = actor(make_staff(Role.HEAD)), actor(_person_of(listed.files[1]))
    db.session.remove()
    answers = _together(app, [_approving(proposal_id, version, head), lambda: give_up(leaving, student)])
    assert answers == ["done", "done"]
    states = db.session.scalars(select(Application.state).order_by(Application.id)).all()
    assert states == ["approved", "withdrawn", "approved", "approved"]


def _person_of(file: Application) -> User:
    return db.session.get_one(User, db.session.get_one(Student, file.student_id).user_id)
