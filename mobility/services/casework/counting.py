"""Counts the files of every call by stage, ahead of the office's first page."""

from __future__ import annotations

from typing import Final

from sqlalchemy import delete, func, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert

from mobility.database import now, transaction
from mobility.models import Application, Heartbeat, StageCount
from mobility.queries.pipeline import COUNTED


def count_stages() -> int:
    """Count all anew and return how many counts there are; two at once wait for each other."""
    with transaction() as session:
        as_of = now()
        sign = upsert(Heartbeat).values(name=COUNTED, beaten_at=as_of)
        session.execute(sign.on_conflict_do_update(index_elements=["name"], set_={"beaten_at": as_of}))
        session.execute(delete(StageCount))
        counted = select(
            *(Application.institution_id, Application.call_id, Application.workflow_id, Application.state),
            *(func.count(), func.min(Application.state_since)),
            func.count().filter(Application.due_at < as_of),
        ).group_by(Application.institution_id, Application.call_id, Application.workflow_id, Application.state)
        taken = insert(StageCount).from_select(_COLUMNS, counted).returning(StageCount.state)
        return len(session.scalars(taken).all())


_COLUMNS: Final = (
    *("institution_id", "call_id", "workflow_id", "state"),
    *("file_count", "oldest_since", "overdue_count"),
)
