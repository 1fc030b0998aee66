"""Cancels a whole call: it takes nobody any more, every file that has not ended ends, and everybody is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sqlalchemy import Select, select, update

from mobility.core.access import Action
from mobility.core.terms import Actor, Param, Refused
from mobility.core.workflow import StageKind
from mobility.database import db, now, transaction
from mobility.models import Application, Proposal
from mobility.queries import stages
from mobility.queries.identity import actor_of
from mobility.services import jobs
from mobility.services.calls.reach import take
from mobility.services.casework import audit
from mobility.services.casework.door import advance
from mobility.services.casework.together import each
from mobility.services.people.permits import permit

JOB: Final = "call.cancel"
AT_ONCE: Final = 200
"""Files that are ended within the act itself; of more, a job ends one after the other."""


def cancel(call_id: int, actor: Actor, *, version: int | None = None) -> int:
    """Cancel the call and return how many files end by it; of more than `AT_ONCE` a job ends them afterwards.

    A list under way is set aside. Raises Refused `call.unknown`, `stale.call`, `call.cancelled_before`.
    """
    permit(actor, Action.CALL_CANCEL)
    with transaction() as session:
        call = take(call_id, actor)
        if call.state == "cancelled":
            raise Refused("call.cancelled_before")
        if version not in (None, call.version):
            raise Refused("stale.call")
        call.state = "cancelled"
        session.flush()
        live = list(db.session.scalars(_live(call_id)))
        under_way = update(Proposal).where(Proposal.call_id == call_id, Proposal.state.in_(("proposed", "approved")))
        session.execute(under_way.values(state="returned", decided_at=now(), decided_by=actor.user_id))
        if len(live) > AT_ONCE:
            jobs.request(JOB, {"call_id": call_id}, actor)
        else:
            each(live, lambda one: advance(one, Action.CALL_CANCEL, actor))
        params: dict[str, Param] = {"count": len(live)}
        audit.record(actor, Action.CALL_CANCEL, object_kind="call", object_id=call_id, params=params)
        return len(live)


@jobs.work(JOB)
def end_files(job: jobs.Running) -> Mapping[str, Param] | None:
    """End the live files of a cancelled call one after the other, each in a transaction of its own."""
    actor = actor_of(job.requested_by or 0)
    call_id, done = int(job.params["call_id"]), job.done_count
    live = list(db.session.scalars(_live(call_id)))
    db.session.rollback()
    total = done + len(live)
    for application_id in live:
        if not job.has_time:
            return None
        with transaction():
            advance(application_id, Action.CALL_CANCEL, actor)
        done += 1
        job.progress(done, total)
    return {"count": done}


def _live(call_id: int) -> Select[int]:
    of_call = select(Application.id).where(Application.call_id == call_id, ~stages.of_kind(StageKind.END))
    return of_call.order_by(Application.id)
