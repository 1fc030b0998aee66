"""Reads how far a job is, for the person who asked for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from mobility.core.terms import Actor, Refused
from mobility.database import db
from mobility.models import Job


@dataclass(frozen=True, slots=True)
class JobState:
    """`state` is waiting, done or failed; `result` of a failed job names the `reason`, a code that has a wording."""

    id: int
    kind: str
    state: str
    done_count: int
    total_count: int | None
    result: Mapping[str, Any] | None


def job_state(actor: Actor, job_id: int) -> JobState:
    """Return the job as it stands. Raises Refused `job.unknown` for another's and for none alike."""
    query = select(Job.id, Job.kind, Job.state, Job.done_count, Job.total_count, Job.result).where(
        Job.id == job_id, Job.institution_id == actor.institution_id, Job.requested_by == actor.user_id
    )
    row = db.session.execute(query).first()
    if row is None or actor.user_id is None:
        raise Refused("job.unknown")
    result = None if row.state == "waiting" else row.result
    return JobState(row.id, row.kind, row.state, row.done_count, row.total_count, result)
