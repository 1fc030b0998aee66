"""Takes hold of a proposed list and of every file in it, so that of two heads one decides."""

from __future__ import annotations

from sqlalchemy import select

from mobility.core.terms import Actor, Refused
from mobility.core.workflow import StageKind
from mobility.database import db
from mobility.models import Application, Decision, Proposal
from mobility.queries import stages
from mobility.queries.approval import in_reach


def claim(proposal_id: int, actor: Actor, *, version: int) -> Proposal:
    """Lock the list, inside the caller's transaction. `version` is the one the head saw.

    Raises Refused `proposal.unknown` for a list out of reach and for none alike, and `stale.proposal` where somebody
    decided or changed it first.
    """
    query = select(Proposal).where(Proposal.id == proposal_id, in_reach(actor))
    locked = query.with_for_update().execution_options(populate_existing=True)
    proposal = db.session.scalar(locked)
    if proposal is None:
        raise Refused("proposal.unknown")
    if proposal.state != "proposed" or proposal.version != version:
        raise Refused("stale.proposal", state=proposal.state)
    return proposal


def waiting_files(proposal: Proposal) -> list[int]:
    """Lock the files that wait in the list and return their ids in order; whoever gave up is not among them."""
    query = (
        select(Application.id)
        .join(Decision, Decision.application_id == Application.id)
        .where(
            Decision.proposal_id == proposal.id,
            Decision.voided_at.is_(None),
            stages.of_kind(StageKind.PROPOSAL),
        )
        .order_by(Application.id)
        .with_for_update(of=Application)
    )
    return list(db.session.scalars(query))
