"""Returning a proposed list as a whole to the selection, with a note for whoever proposed it."""

from __future__ import annotations

from typing import Final

from mobility.core.access import Action
from mobility.core.terms import Actor, Refused
from mobility.database import db, now, transaction
from mobility.models import Proposal, Remark
from mobility.services.approval.claim import claim, waiting_files
from mobility.services.casework import advance, audit
from mobility.services.notices.outbox import post

LONGEST_NOTE: Final = 2000


def return_list(proposal_id: int, actor: Actor, note: str, *, version: int) -> int:
    """Send every waiting file back to the selection; returns how many.

    Students see nothing of it. Each file gets the note as an internal remark, the proposer a letter. One transaction.
    Raises Refused as `claim` does, `proposal.no_note` and `proposal.long_note`.
    """
    words = _judged(note)
    with transaction():
        proposal = claim(proposal_id, actor, version=version)
        waiting = waiting_files(proposal)
        remarks = _remark(waiting, actor, words)
        proposal.state, proposal.decision_note = "returned", words
        proposal.decided_by, proposal.decided_at = actor.user_id, now()
        db.session.flush()
        for remark in remarks:
            advance(remark.application_id, Action.LIST_RETURN, actor, params={"remark": remark.id})
        audit.record(
            actor,
            Action.LIST_RETURN,
            object_kind="proposal",
            object_id=proposal.id,
            params={"call_id": proposal.call_id, "files": len(waiting)},
        )
        _tell_proposer(proposal)
        return len(waiting)


def _judged(note: str) -> str:
    words = note.strip()
    if not words:
        raise Refused("proposal.no_note")
    if len(words) > LONGEST_NOTE:
        raise Refused("proposal.long_note", max=LONGEST_NOTE, actual=len(words))
    return words


def _remark(application_ids: list[int], actor: Actor, words: str) -> list[Remark]:
    remarks = [
        Remark(institution_id=actor.institution_id, application_id=application_id, author_id=actor.user_id, body=words)
        for application_id in application_ids
    ]
    db.session.add_all(remarks)
    return remarks


def _tell_proposer(proposal: Proposal) -> None:
    post(
        "list_returned",
        proposal.proposed_by,
        institution_id=proposal.institution_id,
        call_id=proposal.call_id,
        params={"proposal_id": proposal.id},
        dedupe_key=f"list_returned:{proposal.id}",
    )
