"""The task that writes the reminders and overviews of the days ahead."""

from __future__ import annotations

from celery import shared_task

from mobility.services.notices.reminders import plan


@shared_task(name="reminders.plan")
def plan_reminders() -> int:
    """Write what falls due soon and is not written yet; answers how many rows."""
    return plan()
