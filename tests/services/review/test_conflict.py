"""Stepping back: the reason is kept for the coordinator, the file is gone for the reviewer, the score with it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import select

from mobility.core.access import Action
from mobility.core.terms import Actor, Refused
from mobility.database import db, now
from mobility.models import Application, AuditEvent, Review
from mobility.queries import facts
from mobility.queries.review import queue, sheet
from mobility.services.review.conflict import declare_conflict
from mobility.services.review.score import submit


def test_the_file_is_hidden_and_the_reason_kept(review: Review, me: Actor) -> None:
    declare_conflict(review.id, "  She is my niece. ", me, version=review.version)
    db.session.refresh(review)
    assert review.conflict_reason == "She is my niece."
    assert queue(me, now()).lines == ()
    with pytest.raises(Refused, match=r"review\.unknown"):
        sheet(review.id, me)


def test_what_was_scored_before_no_longer_counts(file: Application, review: Review, me: Actor) -> None:
    submit(review.id, {"score": "100", "comment": "The best."}, me, version=review.version)
    assert facts.gather(file, now()).review_count == 1
    declare_conflict(review.id, "She is my niece.", me, version=review.version)
    assert facts.gather(file, now()).review_count == 0
    db.session.refresh(review)
    assert (review.score, review.comment, review.submitted_at) == (None, None, None)


def test_the_audit_tells_it_without_the_reason(review: Review, me: Actor) -> None:
    declare_conflict(review.id, "She is my niece.", me, version=review.version)
    event = db.session.scalars(select(AuditEvent)).one()
    assert (event.action, event.actor_id, event.object_id, event.params) == (
        Action.REVIEW_CONFLICT,
        me.user_id,
        review.id,
        {},
    )


@pytest.mark.parametrize(("reason", "code"), [("  ", "review.no_reason"), ("x" * 1001, "review.long_reason")])
def test_a_reason_is_needed_in_a_few_words(review: Review, me: Actor, reason: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        declare_conflict(review.id, reason, me, version=review.version)
    assert refused.value.code == code
    db.session.refresh(review)
    assert (review.conflict_reason, review.score) == (None, None)


def test_a_page_that_is_stale_declares_nothing(review: Review, me: Actor) -> None:
    seen = review.version
    submit(review.id, {"score": "90", "comment": ""}, me, version=seen)
    with pytest.raises(Refused, match=r"stale\.review"):
        declare_conflict(review.id, "She is my niece.", me, version=seen)
    db.session.refresh(review)
    assert review.score == Decimal(90)


def test_it_is_declared_once(review: Review, me: Actor) -> None:
    declare_conflict(review.id, "She is my niece.", me, version=review.version)
    with pytest.raises(Refused, match=r"review\.unknown"):
        declare_conflict(review.id, "Another reason.", me, version=review.version)
    db.session.refresh(review)
    assert review.conflict_reason == "She is my niece."
