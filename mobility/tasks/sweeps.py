"""The task that does what the program itself does when a date has passed."""

from __future__ import annotations

from typing import Final

from celery import shared_task

from mobility.services.casework.sweep import run_due
from mobility.services.exports.keep import remove_old

BATCH: Final = 200


@shared_task(name="sweeps.run")
def run_sweeps() -> int:
    """End drafts and returned files, release approved lists, end notices, lapse offers, remove old exports.

    Answers how many files were moved.
    """
    remove_old()
    return run_due(BATCH)
