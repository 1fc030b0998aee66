"""A score and a proposal at the same moment: whatever comes first, no score changes once the list is proposed."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select

from mobility.core.access import Action
from mobility.core.terms import Actor, Param, Refused, Role
from mobility.database import db, transaction
from mobility.models import AuditEvent, Call, Review
from mobility.services.casework import advance
from mobility.services.review.score import submit
from tests.factories.calls import NOON
from tests.factories.cases import make_application, make_proposal, make_review
from tests.factories.clock import stop_clock_at
from tests.factories.people import actor, make_staff


@pytest.fixture
def app(shared_bare_app: Flask) -> Flask:
    stop_clock_at(NOON)
    return shared_bare_app


@pytest.mark.parametrize("_round", range(3))
def test_a_score_counts_before_the_proposal_or_is_refused(app: Flask, _round: int) -> None:
    file = make_application(state="selection")
    reviewer, coordinator = make_staff(Role.REVIEWER), make_staff(Role.COORDINATOR)
    review = make_review(file, reviewer)
    proposal = make_proposal(db.session.get_one(Call, file.call_id), coordinator)
    ids = file.id, review.id, proposal.id
    actors = actor(reviewer), actor(coordinator)
    db.session.remove()
    answers = _both(app, lambda: _score(ids[1], actors[0]), lambda: _propose(ids[0], ids[2], actors[1]))
    assert answers[1] == "done"
    order = db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
    submitted = db.session.get_one(Review, ids[1]).submitted_at is not None
    ends = {
        "done": ([Action.REVIEW_SCORE, Action.LIST_PROPOSE], True),
        "review.closed": ([Action.LIST_PROPOSE], False),
    }
    assert (order, submitted) == ends[answers[0]]


def _score(review_id: int, who: Actor) -> None:
    submit(review_id, {"score": "80", "comment": ""}, who, version=1)


def _propose(application_id: int, proposal_id: int, who: Actor) -> None:
    """Not selected, which needs no score, so that the order of the two does not matter to the proposal."""
    with transaction():
        params: dict[str, Param] = {"decision": "not_selected", "proposal_id": proposal_id}
        advance(application_id, Action.LIST_PROPOSE, who, params=params)


def _both(app: Flask, *acts: Callable[[], None]) -> list[str]:
    start = Barrier(len(acts))

    def one(act: Callable[[], None]) -> str:
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
