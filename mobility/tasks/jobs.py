"""The task that goes on with long work. Services with kinds of job are imported here, so that a worker knows them."""

from __future__ import annotations

from typing import Final

from celery import shared_task

from mobility.services import jobs
from mobility.services.casework import recount  # noqa: F401 - its kind of job is known by being imported
from mobility.services.exports import work  # noqa: F401 - its kinds of job are known by being imported
from mobility.services.imports import work as imports_work  # noqa: F401 - likewise
from mobility.tasks import bell

SOFT_SECONDS: Final = 300
"""An import of tens of thousands is one transaction, which no slice may cut."""


@shared_task(name="jobs.drain", soft_time_limit=SOFT_SECONDS, time_limit=SOFT_SECONDS + 30)
def drain_jobs() -> int:
    """Go on with one job for a slice, and ring for the next; answers how many were worked on."""
    count = jobs.drain()
    if count:
        bell.ring()
    return count
