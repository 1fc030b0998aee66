"""Removes imported files and what was quoted from them, a day after the last act: they hold personal data."""

from __future__ import annotations

from typing import Final

from sqlalchemy import or_, select

from mobility import storage
from mobility.database import db, now, transaction
from mobility.models import ImportRun
from mobility.queries.imports import KEPT_FOR

BATCH: Final = 100


def remove_old_files(limit: int = BATCH) -> int:
    """Remove what is due, the file first; answers how many imports. Safe to run twice."""
    with transaction():
        due = (
            select(ImportRun)
            .where(or_(ImportRun.storage_key.is_not(None), ImportRun.problems != []))
            .where(ImportRun.touched_at <= now() - KEPT_FOR, ImportRun.state != "writing")
            .order_by(ImportRun.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        runs = db.session.scalars(due).all()
        for run in runs:
            if run.storage_key is not None:
                storage.current().remove(run.storage_key)
            run.storage_key, run.problems = None, []
        return len(runs)
