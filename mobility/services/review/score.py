"""Scoring: saving what is written so far, submitting it, and taking it back while no list is proposed."""

from __future__ import annotations

from collections.abc import Mapping

from mobility.core.access import Action
from mobility.core.terms import Actor, Refused
from mobility.database import now, transaction
from mobility.models import Review
from mobility.services.casework import audit
from mobility.services.review import sheet
from mobility.services.review.claim import claim
from mobility.services.review.sheet import Scoring


def save_draft(review_id: int, typed: Mapping[str, object], actor: Actor, *, version: int) -> None:
    """Keep what was typed as `score` and `comment` without submitting it. `version` is the one the reviewer saw.

    Raises Refused as `claim` and `sheet.read` do, `review.submitted` for a score that was handed in, and `stale.review`
    where another window saved something else in between.
    """
    with transaction():
        review = claim(review_id, Action.REVIEW_SCORE, actor)
        scoring = sheet.read(typed, is_final=False)
        if review.submitted_at is not None:
            raise Refused("review.submitted")
        if not _holds(review, scoring):
            _write(review, scoring, version)


def submit(review_id: int, typed: Mapping[str, object], actor: Actor, *, version: int) -> None:
    """Hand the score in, so that it counts; the same score sent twice counts once.

    Raises Refused as `save_draft` does.
    """
    with transaction():
        review = claim(review_id, Action.REVIEW_SCORE, actor)
        scoring = sheet.read(typed, is_final=True)
        if review.submitted_at is not None:
            if _holds(review, scoring):
                return
            raise Refused("review.submitted")
        _write(review, scoring, version)
        review.submitted_at = now()
        _record(review, actor, "submitted")


def reopen(review_id: int, actor: Actor, *, version: int) -> None:
    """Take a submitted score back to change it; until it is submitted again it does not count.

    Raises Refused as `claim` does, and `stale.review`; a score that is open already stays so.
    """
    with transaction():
        review = claim(review_id, Action.REVIEW_SCORE, actor)
        if review.submitted_at is None:
            return
        _expect(review, version)
        review.submitted_at = None
        _record(review, actor, "reopened")


def _write(review: Review, scoring: Scoring, version: int) -> None:
    _expect(review, version)
    review.score, review.comment = scoring.score, scoring.comment


def _expect(review: Review, version: int) -> None:
    if review.version != version:
        raise Refused("stale.review")


def _holds(review: Review, scoring: Scoring) -> bool:
    return (review.score, review.comment) == (scoring.score, scoring.comment)


def _record(review: Review, actor: Actor, outcome: str) -> None:
    audit.record(
        actor,
        Action.REVIEW_SCORE,
        outcome=outcome,
        object_kind="review",
        object_id=review.id,
        application_id=review.application_id,
        is_quiet=True,
        params={"score": str(review.score)},
    )
