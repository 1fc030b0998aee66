"""Asks for a job, in the transaction of the change that wants it."""

from __future__ import annotations

from collections.abc import Mapping

from mobility.core.terms import Actor, Param
from mobility.database import db, is_in_transaction, ring_after_commit
from mobility.models import Job


def request(kind: str, params: Mapping[str, Param | list[int]], actor: Actor) -> int:
    """Write the job down and return its id; the worker is woken after the commit.

    `params` holds ids, codes and dates. The job exists if and only if the caller's transaction is committed.
    """
    if not is_in_transaction():
        raise RuntimeError("a job is asked for only inside a transaction")
    job = Job(institution_id=actor.institution_id, kind=kind, params=dict(params), requested_by=actor.user_id)
    db.session.add(job)
    db.session.flush()
    ring_after_commit()
    return job.id
