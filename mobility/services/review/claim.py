"""Takes hold of one reviewer's review for a change, while nobody can propose the list at the same time."""

from __future__ import annotations

from sqlalchemy import select

from mobility.core.access import Action, check
from mobility.core.terms import Actor, Refused
from mobility.core.workflow import StageKind
from mobility.database import db, now
from mobility.models import Application, Review
from mobility.queries import definitions, facts


def claim(review_id: int, action: Action, actor: Actor) -> Review:
    """Lock the actor's own review, inside the caller's transaction, and share the lock of its application.

    A list is proposed under the application's own lock, so what is scored here is either in it or refused. Raises
    Refused `review.unknown` for others' reviews, for those the actor stepped back from and for none alike, the reasons
    of the policy, and `review.closed` once the file is no longer assessed.
    """
    review = _find(review_id, actor)
    application = db.session.scalars(
        select(Application)
        .where(Application.id == review.application_id)
        .with_for_update(read=True)
        .execution_options(populate_existing=True)
    ).one()
    db.session.refresh(review, with_for_update=True)
    if review.conflict_reason is not None:
        raise Refused("review.unknown")
    if (reason := check(actor, action, facts.gather(application, now()))) is not None:
        raise Refused(reason.code, **reason.params)
    stage = definitions.workflow(application.workflow_id).stage(application.state)
    if stage.kind is not StageKind.ASSESSMENT:
        raise Refused("review.closed")
    return review


def _find(review_id: int, actor: Actor) -> Review:
    query = select(Review).where(
        Review.id == review_id,
        Review.institution_id == actor.institution_id,
        Review.reviewer_id == actor.user_id,
        Review.conflict_reason.is_(None),
    )
    review = db.session.scalar(query)
    if review is None:
        raise Refused("review.unknown")
    return review
