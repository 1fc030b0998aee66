"""Letting an approved list be released, by a third person, where the institution separates these duties."""

from __future__ import annotations

from sqlalchemy import select

from mobility.core.access import Action
from mobility.core.access.duties import third_person
from mobility.core.terms import Actor, Refused, Role
from mobility.database import db, now, transaction
from mobility.models import Application, Call, Decision, Proposal
from mobility.queries import calls
from mobility.queries.release_times import ReleaseTimes, times_from
from mobility.services.casework import audit, duties
from mobility.services.notices.outbox import post
from mobility.services.people.permits import permit


def ask_a_third(proposal: Proposal) -> None:
    """Write to everybody who may release the list that is being approved, inside the caller's transaction.

    Raises Refused `release.nobody` where nobody could, so that no list waits in silence.
    """
    others = duties.who_may_release(proposal)
    if not others:
        raise Refused("release.nobody")
    for user_id in others:
        post(
            "list_to_release",
            user_id,
            institution_id=proposal.institution_id,
            call_id=proposal.call_id,
            params={"proposal_id": proposal.id},
            dedupe_key=f"list_to_release:{proposal.id}:{user_id}",
        )


def confirm_release(proposal_id: int, actor: Actor, *, version: int) -> ReleaseTimes:
    """Let the program release the list at the time that the head chose, or now where that has passed.

    The public notice runs as many working days as the head wanted. Raises Refused `proposal.unknown`, `stale.proposal`,
    `release.not_waiting`, `release.own_proposal`, `release.own_approval`, and `access.own_case` for who is on the list,
    or deputy of somebody who is.
    """
    permit(actor, Action.RELEASE_CONFIRM)
    with transaction():
        proposal = _claim(proposal_id, actor)
        if not duties.are_separated(proposal.institution_id):
            raise Refused("release.not_waiting")
        if proposal.state != "approved" or proposal.cleared_at is not None:
            raise Refused("release.not_waiting")
        if proposal.version != version:
            raise Refused("stale.proposal", state=proposal.state)
        _refuse_the_same(proposal, actor)
        times = times_from(proposal.release_at, proposal.notice_until, proposal.institution_id, now())
        proposal.cleared_by, proposal.cleared_at = actor.user_id, now()
        proposal.release_at, proposal.notice_until = times.release_at, times.notice_until
        audit.record(
            actor,
            Action.RELEASE_CONFIRM,
            object_kind="proposal",
            object_id=proposal.id,
            params={"call_id": proposal.call_id, "at": times.release_at.isoformat()},
        )
        return times


def _claim(proposal_id: int, actor: Actor) -> Proposal:
    query = (
        select(Proposal)
        .join(Call, Call.id == Proposal.call_id)
        .where(Proposal.id == proposal_id, calls.in_reach(actor, Role.HEAD, Role.COORDINATOR))
    )
    proposal = db.session.scalar(query.with_for_update(of=Proposal).execution_options(populate_existing=True))
    if proposal is None:
        raise Refused("proposal.unknown")
    return proposal


def _refuse_the_same(proposal: Proposal, actor: Actor) -> None:
    proposers, deciders = {proposal.proposed_by, proposal.proposed_for}, {proposal.decided_by, proposal.decided_for}
    if (reason := third_person(actor, proposers, deciders)) is not None:
        raise Refused(reason.code, **reason.params)
    own = select(Decision.id).join(Application, Application.id == Decision.application_id)
    own = own.where(Decision.proposal_id == proposal.id, Application.student_id.in_(actor.own_student_ids))
    if db.session.scalars(own.limit(1)).first() is not None:
        raise Refused("access.own_case")
