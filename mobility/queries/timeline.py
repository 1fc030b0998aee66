"""Tells a student what has happened to an application, from the audit, without anything that is not released yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select

from mobility.core.access import Action
from mobility.core.terms import Role
from mobility.core.workflow import Stage, Workflow
from mobility.database import db
from mobility.models import AuditEvent


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. `code` has its words in `mobility.wording`; `stage` is where the file came to."""

    code: str
    at: datetime
    by: str
    is_own: bool
    stage: Stage | None


def timeline(application_id: int, workflow: Workflow, user_id: int | None) -> tuple[Event, ...]:
    """Return the events of an application, newest first; the caller has made sure that the student may see it."""
    query = (
        select(
            AuditEvent.action,
            AuditEvent.outcome,
            AuditEvent.happened_at,
            AuditEvent.actor_id,
            AuditEvent.actor_role,
            AuditEvent.to_state,
        )
        .where(
            AuditEvent.application_id == application_id,
            is_told(),
            AuditEvent.is_quiet.is_(False),
        )
        .order_by(AuditEvent.id.desc())
    )
    return tuple(
        Event(
            code=event_code(row.action, row.outcome),
            at=row.happened_at,
            by=row.actor_role,
            is_own=row.actor_id is not None and row.actor_id == user_id and row.actor_role == Role.STUDENT,
            stage=workflow.by_key.get(row.to_state or ""),
        )
        for row in db.session.execute(query)
        if not _is_hidden(workflow, row.to_state)
    )


def is_told() -> ColumnElement[bool]:
    """What a file's history tells: every move, giving up, undone or refused, which moves nothing, and new facts."""
    moves_nothing = AuditEvent.outcome.in_(("begun", "refused"))
    given_up = and_(AuditEvent.action == Action.APPLICATION_GIVE_UP, moves_nothing)
    return or_(
        AuditEvent.to_state.is_not(None),
        given_up,
        AuditEvent.action.in_((Action.APPLICATION_KEEP, Action.FACTS_SETTLE)),
    )


def event_code(action: Action | str, outcome: str | None) -> str:
    """The code under which an event is put into words for students."""
    return f"timeline.{action}:{outcome}" if outcome else f"timeline.{action}"


def since(events: tuple[Event, ...], shown: Stage) -> datetime | None:
    """Since when the student sees the file in the stage `shown`, counted from events that they may know of."""
    latest = next((event for event in events if event.stage is not None), None)
    return latest.at if latest is not None and latest.stage is not None and latest.stage.key == shown.key else None


def _is_hidden(workflow: Workflow, state: str | None) -> bool:
    stage = workflow.by_key.get(state or "")
    return stage is not None and stage.shown_as is not None
