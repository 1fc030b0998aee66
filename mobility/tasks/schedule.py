"""When the clock ticks: intervals only, since a time of day in a zone would tick twice or never when clocks change."""

from __future__ import annotations

from typing import Any, Final, TypedDict


class Tick(TypedDict):
    """One entry of Celery's schedule."""

    task: str
    schedule: float
    options: dict[str, Any]


def _every(seconds: float, task: str) -> Tick:
    """A tick that nobody heard before the next one is of no use any more, so ticks never pile up."""
    return {"task": task, "schedule": seconds, "options": {"expires": seconds}}


SCHEDULE: Final[dict[str, Tick]] = {
    "outbox": _every(10, "outbox.drain"),
    "jobs": _every(10, "jobs.drain"),
    "sweeps": _every(30, "sweeps.run"),
    "counts": _every(20, "counts.take"),
    "reminders": _every(60, "reminders.plan"),
    "audit": _every(600, "audit.export"),
    "retention": _every(3600, "retention.run"),
    "heartbeat": _every(15, "heartbeat.beat"),
    "scanner": _every(30, "documents.scan"),
    "orphans": _every(3600, "documents.sweep"),
}
