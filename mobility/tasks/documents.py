"""The tasks that look after documents: those that wait for the scanner, and files that nobody owns."""

from __future__ import annotations

from celery import shared_task

from mobility.services.applications.checking import scan_waiting
from mobility.services.applications.orphans import sweep_orphans


@shared_task(name="documents.scan")
def scan_documents() -> int:
    """Show waiting documents to the scanner; answers how many verdicts there were."""
    return scan_waiting()


@shared_task(name="documents.sweep")
def sweep_documents() -> int:
    """Remove files that no row names; answers how many."""
    return sweep_orphans()
