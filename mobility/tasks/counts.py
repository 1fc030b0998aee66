"""The task that counts the files by stage."""

from __future__ import annotations

from celery import shared_task

from mobility.services.casework.counting import count_stages


@shared_task(name="counts.take")
def take_counts() -> int:
    """Answers how many counts were taken."""
    return count_stages()
