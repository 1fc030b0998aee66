"""The task that takes away what is no longer needed."""

from __future__ import annotations

from celery import shared_task

from mobility.services.privacy.retention import take_away


@shared_task(name="retention.run")
def run_retention() -> int:
    """Take away what the retention table says is due; answers how many rows."""
    return take_away()
