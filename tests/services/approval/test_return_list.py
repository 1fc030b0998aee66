"""Returning: every file back to the selection, the note with each, a letter to the proposer and none to students."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from mobility.core.terms import Actor, Refused, Role
from mobility.database import db
from mobility.models import AuditEvent, Call, Decision, OutboxMessage, Remark
from mobility.services.approval.return_list import return_list
from tests.factories.calls import NOON
from tests.factories.cases import make_decision, make_proposal
from tests.factories.lists import Listed, make_list
from tests.factories.people import actor, make_grant, make_staff

NOTE = "Rank 3 of the School of Nursing comes before rank 5."


def _return(listed: Listed, who: Actor, note: str = NOTE) -> int:
    return return_list(listed.proposal.id, who, note, version=listed.proposal.version)


def test_every_file_goes_back_to_the_selection(listed: Listed, head: Actor) -> None:
    assert _return(listed, head) == 4
    for row in (listed.proposal, *listed.files):
        db.session.refresh(row)
    assert [file.state for file in listed.files] == ["selection"] * 4
    proposal = listed.proposal
    assert (proposal.state, proposal.decided_by, proposal.decided_at) == ("returned", head.user_id, NOON)
    assert (proposal.decision_note, proposal.release_at) == (NOTE, None)
    assert db.session.scalars(select(Decision.voided_at)).all() == [NOON] * 4


def test_each_file_has_the_note_as_a_remark_that_no_student_sees(listed: Listed, head: Actor) -> None:
    _return(listed, head)
    remarks = db.session.scalars(select(Remark).order_by(Remark.application_id)).all()
    assert [(one.application_id, one.body, one.is_shown_to_student) for one in remarks] == [
        (file.id, NOTE, False) for file in listed.files
    ]
    moves = db.session.scalars(select(AuditEvent).where(AuditEvent.to_state.is_not(None)).order_by(AuditEvent.id)).all()
    assert [(one.application_id, one.params, one.is_quiet) for one in moves] == [
        (remark.application_id, {"remark": remark.id}, True) for remark in remarks
    ]


def test_the_proposer_alone_gets_a_letter(listed: Listed, head: Actor) -> None:
    _return(listed, head)
    letters = db.session.scalars(select(OutboxMessage)).all()
    assert [(one.notice, one.user_id, one.params) for one in letters] == [
        ("list_returned", listed.proposer.id, {"proposal_id": listed.proposal.id})
    ]


def test_a_new_list_can_be_proposed_afterwards(listed: Listed, head: Actor) -> None:
    _return(listed, head)
    again = make_proposal(db.session.get_one(Call, listed.proposal.call_id), listed.proposer)
    make_decision(again, listed.files[0], "not_selected")
    current = select(Decision.outcome).where(Decision.voided_at.is_(None))
    assert db.session.scalars(current).all() == ["not_selected"]


@pytest.mark.parametrize(("note", "code"), [(" \n", "proposal.no_note"), ("x" * 2001, "proposal.long_note")])
def test_a_note_is_needed(listed: Listed, head: Actor, note: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        _return(listed, head, note)
    assert refused.value.code == code
    assert db.session.scalars(select(Remark)).all() == []


def test_a_head_may_return_what_they_proposed(listed: Listed) -> None:
    make_grant(listed.proposer, Role.HEAD)
    assert _return(listed, actor(listed.proposer)) == 4


def test_a_list_out_of_reach_is_not_returned(listed: Listed) -> None:
    for role in (Role.COORDINATOR, Role.OFFICER, Role.REVIEWER, Role.ADMINISTRATOR, Role.AUDITOR):
        with pytest.raises(Refused, match=r"proposal\.unknown"):
            _return(listed, actor(make_staff(role)))
    db.session.refresh(listed.proposal)
    assert listed.proposal.state == "proposed"


def test_a_list_that_everybody_left_can_be_returned(head: Actor) -> None:
    listed = make_list(outcomes=[])
    assert _return(listed, head) == 0
    db.session.refresh(listed.proposal)
    assert listed.proposal.state == "returned"
