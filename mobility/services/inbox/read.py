"""Marks a letter as read: once, by the person it is for."""

from __future__ import annotations

from sqlalchemy import update

from mobility.core.terms import Actor
from mobility.database import db, now, transaction
from mobility.models import OutboxMessage
from mobility.queries.inbox import Letter, letter


def read_letter(message_id: int, actor: Actor) -> Letter:
    """Return the actor's own letter and note when it was first read. Raises Refused `letter.unknown`."""
    found = letter(message_id, actor)
    if found.read_at is None:
        _mark(found.id, actor)
    return found


def _mark(message_id: int, actor: Actor) -> None:
    own = (OutboxMessage.id == message_id, OutboxMessage.user_id == actor.user_id, OutboxMessage.read_at.is_(None))
    with transaction():
        db.session.execute(update(OutboxMessage).where(*own).values(read_at=now()))
