"""The task that carries the ends of the audit's chains out of the database."""

from __future__ import annotations

from celery import shared_task

from mobility.services.casework.heads import export


@shared_task(name="audit.export")
def export_heads() -> int:
    """Write the heads that moved to the data folder; answers how many."""
    return export()
