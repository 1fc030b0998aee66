"""Two heads at the same moment, each on a connection of their own: one decides, the other is told."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from mobility.core.access import Action
from mobility.core.terms import Actor, Role
from mobility.database import db
from mobility.models import Application, AuditEvent, Decision, OutboxMessage, Proposal, Student, User
from mobility.queries.release_times import ReleaseChoice
from mobility.services.approval.approve import approve
from mobility.services.approval.return_list import return_list
from tests.crowd import Act, together
from tests.factories.calls import NOON
from tests.factories.clock import stop_clock_at
from tests.factories.desks import give_up
from tests.factories.lists import make_list
from tests.factories.people import actor, make_staff

CROWD = 8


@pytest.fixture
def app(shared_bare_app: Flask) -> Flask:
    stop_clock_at(NOON)
    return shared_bare_app


def _approving(proposal_id: int, version: int, head: Actor) -> Act:
    return lambda: approve(proposal_id, head, ReleaseChoice(notice_days=5), version=version)


def _returning(proposal_id: int, version: int, head: Actor) -> Act:
    return lambda: return_list(proposal_id, head, "Check the ranks.", version=version)


def test_of_many_heads_who_approve_one_does(app: Flask) -> None:
    listed = make_list()
    proposal_id, version = listed.proposal.id, listed.proposal.version
    heads = [actor(make_staff(Role.HEAD)) for _number in range(CROWD)]
    db.session.remove()
    answers = together(app, [_approving(proposal_id, version, head) for head in heads])
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
    answers = together(app, [_approving(proposal_id, version, one), _returning(proposal_id, version, other)])
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
    answers = together(app, [_approving(proposal_id, version, head), lambda: give_up(leaving, student)])
    assert answers == ["done", "done"]
    states = db.session.scalars(select(Application.state).order_by(Application.id)).all()
    assert states == ["approved", "withdrawn", "approved", "approved"]


def _person_of(file: Application) -> User:
    return db.session.get_one(User, db.session.get_one(Student, file.student_id).user_id)
