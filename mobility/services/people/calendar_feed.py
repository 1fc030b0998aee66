"""Makes, renews and ends the secret address of one's own calendar."""

from __future__ import annotations

import secrets

from sqlalchemy import select, update

from mobility.core.access import Action
from mobility.core.terms import Actor, Refused
from mobility.database import db, now, transaction
from mobility.models import CalendarFeed, User
from mobility.queries.identity import digest
from mobility.services.casework import audit
from mobility.services.people.permits import permit


def renew(actor: Actor) -> str:
    """Make a new address for the actor's calendar and return its secret, which is nowhere kept; an older one ends."""
    permit(actor, Action.CALENDAR_FEED)
    with transaction():
        _lock(actor)
        _end(actor)
        secret = secrets.token_urlsafe(32)
        row = CalendarFeed(institution_id=actor.institution_id, user_id=actor.user_id, secret_hash=digest(secret))
        db.session.add(row)
        db.session.flush()
        _record(actor, row.id, "made")
        return secret


def end(actor: Actor) -> None:
    """Let the address of the actor's calendar lead nowhere; done already where there is none."""
    permit(actor, Action.CALENDAR_FEED)
    with transaction():
        _lock(actor)
        for feed_id in _end(actor):
            _record(actor, feed_id, "ended")


def _lock(actor: Actor) -> None:
    """Two windows make one after the other, so that the later address is the one that counts."""
    if db.session.scalar(select(User.id).where(User.id == actor.user_id).with_for_update()) is None:
        raise Refused("access.role")


def _end(actor: Actor) -> list[int]:
    change = update(CalendarFeed).where(CalendarFeed.user_id == actor.user_id, CalendarFeed.ended_at.is_(None))
    return list(db.session.scalars(change.values(ended_at=now()).returning(CalendarFeed.id)))


def _record(actor: Actor, feed_id: int, outcome: str) -> None:
    audit.record(actor, Action.CALENDAR_FEED, outcome=outcome, object_kind="calendar_feed", object_id=feed_id)
