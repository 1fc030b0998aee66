"""Reads who gave which score to one file, and why: for the office alone, and never without a trace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from sqlalchemy import select

from mobility.core.terms import Actor, Refused
from mobility.database import db
from mobility.models import Application, Review, Student, User
from mobility.queries import scope

MOST: Final = 200
"""Reviewers of one file: more than any office asks."""


@dataclass(frozen=True, slots=True)
class GivenScore:
    """A reviewer's score; a declared conflict has its reason instead, a score not handed in yet has neither."""

    reviewer: str
    score: Decimal | None
    comment: str
    submitted_at: datetime | None
    conflict_reason: str | None


@dataclass(frozen=True, slots=True)
class FileScores:
    """The scores of one file in the order in which reviewers were asked."""

    application_id: int
    name: str
    number: str
    scores: tuple[GivenScore, ...]


def of_file(application_id: int, actor: Actor) -> FileScores:
    """The scores of a file that the office may read, in one statement. Raises Refused `application.unknown`."""
    query = (
        select(Student.name, Application.number, Review, User.name.label("reviewer"))
        .join(Student, Student.id == Application.student_id)
        .outerjoin(Review, Review.application_id == Application.id)
        .outerjoin(User, User.id == Review.reviewer_id)
        .where(Application.id == application_id, Application.submission_count > 0)
        .where(scope.visible(actor, *scope.OFFICE_ROLES))
        .order_by(Review.id)
        .limit(MOST)
    )
    rows = db.session.execute(query).all()
    if not rows:
        raise Refused("application.unknown")
    scores = tuple(_score(row.Review, row.reviewer) for row in rows if row.Review is not None)
    return FileScores(application_id, rows[0].name, rows[0].number or "", scores)


def _score(review: Review, reviewer: str) -> GivenScore:
    is_given = review.submitted_at is not None
    return GivenScore(
        reviewer=reviewer,
        score=review.score if is_given else None,
        comment=(review.comment or "") if is_given else "",
        submitted_at=review.submitted_at,
        conflict_reason=review.conflict_reason,
    )
