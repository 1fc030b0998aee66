"""Approving a proposed list as a whole (审定); the program itself releases it when its time has come."""

from __future__ import annotations

from mobility.core.access import Action
from mobility.core.access.deputies import grant_used
from mobility.core.terms import Actor, Refused
from mobility.database import db, now, transaction
from mobility.models import Proposal
from mobility.queries.release_times import ReleaseChoice, ReleaseTimes, release_times
from mobility.services.approval.claim import claim, waiting_files
from mobility.services.approval.release import ask_a_third
from mobility.services.casework import advance, audit, duties


def approve(proposal_id: int, actor: Actor, choice: ReleaseChoice, *, version: int) -> ReleaseTimes:
    """Approve every file that waits in the list, and set when all of them are released and the notice ends.

    One transaction: all or none. Raises Refused as `claim` and `release_times` do, `proposal.nobody_left`, and the
    reasons of the policy (`access.own_proposal`). Where duties are separated a third person is asked to release the
    list, and it is `release.nobody` where there is none.
    """
    with transaction():
        proposal = claim(proposal_id, actor, version=version)
        is_separated = duties.are_separated(proposal.institution_id)
        times = release_times(choice, proposal.institution_id, now())
        waiting = waiting_files(proposal)
        if not waiting:
            raise Refused("proposal.nobody_left")
        _decide(proposal, actor, times)
        if is_separated:
            ask_a_third(proposal)
        for application_id in waiting:
            advance(application_id, Action.LIST_APPROVE, actor)
        audit.record(
            actor,
            Action.LIST_APPROVE,
            object_kind="proposal",
            object_id=proposal.id,
            params={
                "call_id": proposal.call_id,
                "files": len(waiting),
                "release_at": times.release_at.isoformat(),
                "notice_until": times.notice_until.isoformat(),
            },
        )
        return times


def _decide(proposal: Proposal, actor: Actor, times: ReleaseTimes) -> None:
    """Written before the door is asked, since the time of the release is the date by which each file moves on."""
    proposal.state = "approved"
    used = grant_used(actor, Action.LIST_APPROVE, call_id=proposal.call_id)
    proposal.decided_by, proposal.decided_at = actor.user_id, now()
    proposal.decided_for = used.held_for if used else None
    proposal.release_at, proposal.notice_until = times.release_at, times.notice_until
    db.session.flush()
