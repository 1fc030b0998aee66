"""The task that goes on with long work. Services with kinds of job are imported here, so that a worker knows them."""

from __future__ import annotations

from celery import shared_task

from mobility.services import jobs
from mobility.services.casework import recount  # noqa: F401 - its kind of job is known by being imported
from mobility.services.exports import work  # noqa: F401 - its kinds of job are known by being imported
from mobility.tasks import bell


@shared_task(name="jobs.drain")
def drain_jobs() -> int:
    """Go on with one job for a slice, and ring for the next; answers how many were worked on."""
    count = jobs.drain()
    if count:
        bell.ring()
    return count
