"""Leaves a trace when staff read what is sensitive: a document, or how the scores of a file came about."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from sqlalchemy import select

from mobility.core.access import Action
from mobility.core.terms import Actor
from mobility.database import db, now, transaction
from mobility.models import AuditEvent
from mobility.services.casework import audit

ONE_READING: Final = timedelta(minutes=10)
"""How long somebody who looks again is still at the same reading, so that turning pages fills no audit."""


def note_document(actor: Actor, application_id: int | None, document_id: int | None) -> None:
    """Write down that somebody else than its owner reads a document, once for as long as one reading lasts."""
    _note(actor, Action.DOCUMENT_DOWNLOAD, None, application_id, ("document", document_id))


def note_scores(actor: Actor, application_id: int) -> None:
    """Write down that somebody reads who gave which score and why, once for as long as one reading lasts."""
    _note(actor, Action.CASE_VIEW, "scores_read", application_id, ("application", application_id))


def _note(
    actor: Actor, action: Action, outcome: str | None, application_id: int | None, thing: tuple[str, int | None]
) -> None:
    kind, object_id = thing
    read = select(AuditEvent.id).where(
        AuditEvent.application_id == application_id,
        AuditEvent.action == action,
        AuditEvent.outcome.is_not_distinct_from(outcome),
        AuditEvent.object_id == object_id,
        AuditEvent.actor_id == actor.user_id,
        AuditEvent.happened_at > now() - ONE_READING,
    )
    if db.session.scalar(read.limit(1)) is not None:
        return
    with transaction():
        audit.record(
            actor,
            action,
            outcome=outcome,
            object_kind=kind,
            object_id=object_id,
            application_id=application_id,
            is_quiet=True,
        )
