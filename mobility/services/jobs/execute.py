"""Does the jobs that wait: one at a time, in slices, again after a crash, never for ever."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import func, or_, select, update

from mobility import observability
from mobility.core.terms import Refused
from mobility.database import db, transaction
from mobility.models import Job
from mobility.services.jobs.registry import LEASE_SECONDS, LostLease, Running, from_now, own, work_of

MOST_IDLE_SLICES: Final = 5
"""Slices without progress after which a job is failed."""

REST_SECONDS: Final = 60
"""How long a job rests after a fault of its own."""

IDLE: Final = "idle_slices"
"""What the result of a job that waits counts: slices in a row that moved nothing."""

_COLUMNS: Final = ("id", "institution_id", "params", "requested_by", "attempts", "done_count")

_log = observability.logger("mobility.jobs")


def drain() -> int:
    """Go on with the oldest job that no other worker holds, for one slice; answer 1, or 0 where none waits.

    Never call it inside a transaction. Killed anywhere, the job is taken again after its lease.
    """
    taken = _take()
    if taken is None:
        return 0
    with observability.bound(job_id=taken.job.id):
        try:
            _go_on(taken)
        except LostLease:
            _log.warning("job.lease_lost")
    return 1


@dataclass(frozen=True, slots=True)
class _Taken:
    """A job for one slice, and how many slices in a row, this one included, have not moved it on."""

    job: Running
    kind: str
    idle: int
    done_before: int


def _take() -> _Taken | None:
    """Claim the oldest job. `attempts` only ever grows, so a claim is never mistaken for a later one."""
    picked = (
        select(Job.id)
        .where(Job.state == "waiting", or_(Job.lease_until.is_(None), Job.lease_until < func.clock_timestamp()))
        .order_by(Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    idle = func.coalesce(Job.result[IDLE].as_integer(), 0) + 1
    change = (
        update(Job)
        .where(Job.id == picked)
        .values(
            attempts=Job.attempts + 1,
            lease_until=from_now(LEASE_SECONDS),
            result=func.jsonb_build_object(IDLE, idle),
        )
        .returning(*(getattr(Job, name) for name in _COLUMNS), Job.kind, Job.result)
        .execution_options(synchronize_session=False)
    )
    with transaction():
        row = db.session.execute(change).mappings().first()
    if row is None:
        return None
    job = Running(**{name: row[name] for name in _COLUMNS})
    return _Taken(job, row["kind"], row["result"][IDLE], row["done_count"])


def _go_on(taken: _Taken) -> None:
    job, kind = taken.job, taken.kind
    work = work_of(kind)
    if work is None or taken.idle > MOST_IDLE_SLICES:
        _log.error("job.failed", kind=kind, attempts=job.attempts, is_known=work is not None)
        _end(job, "failed", {"reason": "job.failed"})
        return
    try:
        result = work(job)
    except LostLease:
        raise
    except Refused as refused:
        _end(job, "failed", {"reason": refused.code, "params": dict(refused.params)})
    except Exception as error:  # noqa: BLE001 - a job can raise anything; it is logged and tried again or failed
        _log.error("job.fault", kind=kind, attempts=job.attempts, exc_info=error)
        _leave(job, REST_SECONDS)
    else:
        if result is None:
            _leave(job, 0, has_moved=job.done_count > taken.done_before)
        else:
            _end(job, "done", result)


def _end(job: Running, state: str, result: Mapping[str, Any]) -> None:
    with transaction():
        db.session.execute(
            own(job).values(state=state, result=dict(result), lease_until=None, ended_at=func.mobility_now())
        )


def _leave(job: Running, seconds: float, *, has_moved: bool = False) -> None:
    """Leave the job to the next slice; of one that has moved on, idle slices are counted anew."""
    values: dict[str, Any] = {"lease_until": from_now(seconds)}
    if has_moved:
        values["result"] = {IDLE: 0}
    with transaction():
        db.session.execute(own(job).values(**values))
