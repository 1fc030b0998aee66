"""Reads how far an export is, for the person who asked for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select

from mobility.core.terms import Actor, Reason, Refused
from mobility.database import db
from mobility.models import Job

KINDS: Final = ("export.files", "export.list")
"""The kinds of job that write a file for somebody."""

KEPT_FOR: Final = timedelta(days=1)
"""How long such a file is kept."""


@dataclass(frozen=True, slots=True)
class Export:
    """`state` is waiting, done or failed with a reason. The file lies under `storage_key`, None once it is removed."""

    id: int
    state: str
    done_count: int
    total_count: int | None
    reason: Reason | None
    storage_key: str | None
    file: Mapping[str, Any]
    kept_until: datetime | None

    @property
    def has_file(self) -> bool:
        return self.state == "done" and self.storage_key is not None


def export(actor: Actor, job_id: int) -> Export:
    """Return the export as it stands. Raises Refused `export.unknown` for another's and for none alike."""
    row = db.session.scalar(
        select(Job).where(
            Job.id == job_id,
            Job.institution_id == actor.institution_id,
            Job.requested_by == actor.user_id,
            Job.kind.in_(KINDS),
        )
    )
    if row is None:
        raise Refused("export.unknown")
    result = row.result or {}
    return Export(
        id=row.id,
        state=row.state,
        done_count=row.done_count,
        total_count=row.total_count,
        reason=Reason(result["reason"], result.get("params", {})) if row.state == "failed" else None,
        storage_key=row.params.get("key"),
        file=result if row.state == "done" else {},
        kept_until=row.ended_at + KEPT_FOR if row.ended_at else None,
    )
