"""The task that does what the program itself does when a date has passed."""

from __future__ import annotations

from typing import Final

from celery import shared_task

from mobility.services.casework.sweep import run_due
from mobility.services.exports.keep import remove_old
from mobility.services.imports.keep import remove_old_files

BATCH: Final = 200


@shared_task(name="sweeps.run")
def run_sweeps() -> int:
    """End drafts and returned files, release approved lists, end notices, lapse offers, remove old exports
    and imported files.

    Answers how many files were moved.
    """
    remove_old()
    remove_old_files()
    return run_due(BATCH)
