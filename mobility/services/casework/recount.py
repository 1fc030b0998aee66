"""Counts due dates again after the calendar of working days has changed; what was promised to students stays."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select, update

from mobility.core.terms import Param
from mobility.core.workflow import Stage, Workflow
from mobility.database import db, transaction
from mobility.models import Application
from mobility.queries import definitions, facts, stages
from mobility.services.casework import due
from mobility.services.jobs import Running, work

RECOUNT: Final = "due.recount"
BATCH: Final = 100


@work(RECOUNT)
def recount(job: Running) -> Mapping[str, Param] | None:
    """Count again for every file whose stage is timed in working days; offers, returns and fees keep their promise."""
    ids = _timed(job.institution_id)
    job.progress(job.done_count, len(ids))
    while job.done_count < len(ids):
        if not job.has_time:
            return None
        batch = ids[job.done_count : job.done_count + BATCH]
        with transaction():
            for application_id in batch:
                _count_again(application_id)
        job.progress(job.done_count + len(batch))
    return {"count": len(ids)}


def _timed(institution_id: int) -> list[int]:
    query = select(Application.id).where(Application.institution_id == institution_id, stages.where(_is_timed))
    found = list(db.session.scalars(query.order_by(Application.id)))
    db.session.commit()
    return found


def _is_timed(_workflow: Workflow, stage: Stage) -> bool:
    return due.is_by_working_days(stage)


def _count_again(application_id: int) -> None:
    """Under the row's lock, so that a file which moves on meanwhile keeps what its move has set."""
    query = select(Application).where(Application.id == application_id).with_for_update()
    application: Any = db.session.scalars(query.execution_options(populate_existing=True)).one()
    stage = definitions.workflow(application.workflow_id).stage(application.state)
    if not due.is_by_working_days(stage):
        return
    at: datetime | None = due.by_working_days(stage, facts.gather(application, application.state_since))
    change = update(Application).where(Application.id == application_id).values(due_at=at)
    db.session.execute(change, execution_options={"synchronize_session": False})
