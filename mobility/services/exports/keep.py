"""Gives a written file to who asked for it, for a day; then it is removed."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select

from mobility import storage
from mobility.core.access import Action
from mobility.core.terms import Actor, Refused
from mobility.database import db, now, transaction
from mobility.models import Job
from mobility.queries.documents import Download
from mobility.queries.exports import KEPT_FOR, KINDS, export
from mobility.services.applications.download import Opened
from mobility.services.casework import audit
from mobility.services.people.permits import permit

BATCH: Final = 100


def open_export(job_id: int, actor: Actor) -> Opened:
    """Open the file of an export of the actor's own, and note in the audit that it was taken away.

    Raises Refused `export.unknown` for another's and for one not written yet, storage.Gone once it is removed.
    """
    permit(actor, Action.FILES_EXPORT)
    found = export(actor, job_id)
    if found.state != "done":
        raise Refused("export.unknown")
    if found.storage_key is None:
        raise storage.Gone(str(job_id))
    file = found.file
    digest = bytes.fromhex(file["sha256"])
    download = Download(found.storage_key, file["file_name"], file["media_type"], file["byte_count"], digest)
    opened = Opened(download, storage.current().read(found.storage_key, digest))
    with transaction():
        audit.record(actor, Action.FILES_EXPORT, outcome="downloaded", object_kind="job", object_id=job_id)
    return opened


def remove_old(limit: int = BATCH) -> int:
    """Remove the files of exports that ended a day ago, and whom they named; answers how many. Safe to run twice."""
    with transaction():
        over = (
            select(Job)
            .where(Job.kind.in_(KINDS), Job.state != "waiting", Job.params.has_key("key"))
            .where(Job.ended_at <= now() - KEPT_FOR)
            .order_by(Job.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        jobs = db.session.scalars(over).all()
        for job in jobs:
            storage.current().remove(str(job.params["key"]))
            job.params = {}
        return len(jobs)
