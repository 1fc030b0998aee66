"""Which function does which kind of job, and what it may rely on while it does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Final

from sqlalchemy import func, update

from mobility.core.terms import Param
from mobility.database import beside, db, transaction
from mobility.models import Job

LEASE_SECONDS: Final = 120
"""How long a job belongs to the worker that took it, after its last sign of progress."""

SLICE_SECONDS: Final = 30.0
"""How long a job may go on before it makes room; less than the time after which a task is ended by force."""

PHASE: Final = "phase"
"""Under what the result of a job under way says in which phase it is."""


class LostLease(Exception):
    """Another worker has taken the job meanwhile: stop, it goes on from what is done."""


@dataclass(slots=True)
class Running:
    """A job under way. `params` are as they were requested, `requested_by` is None for the program's own."""

    id: int
    institution_id: int
    params: Mapping[str, Any]
    requested_by: int | None
    attempts: int
    done_count: int
    began: float = field(default_factory=monotonic)

    @property
    def has_time(self) -> bool:
        """Whether to go on in this slice; a work that stops for want of time returns None and is called again."""
        return monotonic() - self.began < SLICE_SECONDS

    def progress(self, done_count: int, total_count: int | None = None) -> None:
        """Tell how far the job is, in a transaction of its own, and keep it; call it outside any other.

        Raises LostLease when the job was taken from this worker.
        """
        values: dict[str, Any] = {"done_count": done_count, "lease_until": from_now(LEASE_SECONDS)}
        if total_count is not None:
            values["total_count"] = total_count
        with transaction():
            change = own(self).values(**values).returning(Job.id)
            if db.session.scalar(change) is None:
                raise LostLease
        self.done_count = done_count

    def tell(self, phase: str, done_count: int, total_count: int) -> None:
        """Tell how far a phase of the work is, seen at once even where a transaction is under way that is not.

        Raises LostLease as `progress` does. `phase` is a code; it is shown while the job waits or works.
        """
        said = func.coalesce(Job.result, func.jsonb_build_object()).op("||")(func.jsonb_build_object(PHASE, phase))
        values = {"done_count": done_count, "total_count": total_count, "result": said}
        change = own(self).values(**values, lease_until=from_now(LEASE_SECONDS)).returning(Job.id)
        if beside(change) is None:
            raise LostLease
        self.done_count = done_count


Work = Callable[[Running], Mapping[str, Param] | None]

_works: dict[str, Work] = {}


def work(kind: str) -> Callable[[Work], Work]:
    """Make a function the one that does jobs of `kind`.

    It opens its own transactions, one for each item, skips what is done already, tells its progress, and returns the
    result, or None where it stopped for want of time. Raises ValueError for a kind that has a function.
    """

    def register(function: Work) -> Work:
        if kind in _works:
            raise ValueError(f"jobs of kind {kind!r} have a function already")
        _works[kind] = function
        return function

    return register


def work_of(kind: str) -> Work | None:
    return _works.get(kind)


def kinds() -> frozenset[str]:
    return frozenset(_works)


def own(job: Running) -> Any:
    """Change the row only while the job is still this worker's."""
    return (
        update(Job)
        .where(Job.id == job.id, Job.attempts == job.attempts, Job.state == "waiting")
        .execution_options(synchronize_session=False)
    )


def from_now(seconds: float) -> Any:
    """An instant of the real clock, which leases run by, whatever the product's clock shows."""
    return func.clock_timestamp() + func.make_interval(0, 0, 0, 0, 0, 0, seconds)
