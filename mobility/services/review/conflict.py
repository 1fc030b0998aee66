"""Stepping back from a file for a conflict of interest (回避)."""

from __future__ import annotations

from typing import Final

from mobility.core.access import Action
from mobility.core.terms import Actor, Refused
from mobility.database import transaction
from mobility.services.casework import audit
from mobility.services.review.claim import claim

LONGEST_REASON: Final = 1000


def declare_conflict(review_id: int, reason: str, actor: Actor, *, version: int) -> None:
    """Hide the file from the reviewer; the coordinator sees the reason. What was scored before no longer counts.

    Raises Refused as `claim` does, `review.no_reason`, `review.long_reason`, and `stale.review`.
    """
    words = reason.strip()
    with transaction():
        review = claim(review_id, Action.REVIEW_CONFLICT, actor)
        if not words:
            raise Refused("review.no_reason")
        if len(words) > LONGEST_REASON:
            raise Refused("review.long_reason", max=LONGEST_REASON, actual=len(words))
        if review.version != version:
            raise Refused("stale.review")
        review.conflict_reason = words
        review.score = review.comment = review.submitted_at = None
        audit.record(
            actor,
            Action.REVIEW_CONFLICT,
            object_kind="review",
            object_id=review.id,
            application_id=review.application_id,
            is_quiet=True,
        )
