"""The task by which a worker shows that it lives: not that its process exists, but that ticks are heard and done."""

from __future__ import annotations

from celery import shared_task

from mobility.services.heartbeat import beat


@shared_task(name="heartbeat.beat")
def beat_worker() -> int:
    """Leave a sign of life; answers 1."""
    beat("worker")
    return 1
