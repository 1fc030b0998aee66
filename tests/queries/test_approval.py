"""A head sees the lists in their reach, every file of a list with its scores, and the files that are not in it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from mobility.core.access import Action
from mobility.core.terms import Actor, Refused, Role
from mobility.database import db, now
from mobility.models import Application, AuditEvent, Call, Student, User
from mobility.queries import approval, proposed_list
from mobility.queries.approval import PAGE_SIZE
from mobility.queries.proposed_list import Affected, Scores, affected
from tests.databases import counted
from tests.factories.calls import NOON, make_call
from tests.factories.cases import make_application, make_decision, make_proposal, make_remark, make_review
from tests.factories.clock import stop_clock_at
from tests.factories.lists import make_list
from tests.factories.people import actor, make_grant, make_institution, make_staff, make_unit


@pytest.fixture(autouse=True)
def at_noon(database_session: Session) -> None:
    stop_clock_at(NOON)


@pytest.fixture
def head() -> Actor:
    return actor(make_staff(Role.HEAD))


def test_lists_to_approve_come_before_those_that_wait_for_their_release(head: Actor) -> None:
    approved = make_list()
    approved.proposal.state, approved.proposal.release_at = "approved", NOON + timedelta(days=1)
    first, second = make_list(), make_list()
    returned = make_list()
    returned.proposal.state = "returned"
    db.session.commit()
    lines = approval.open_lists(head)
    assert [line.id for line in lines] == [first.proposal.id, second.proposal.id, approved.proposal.id]
    assert [line.is_open for line in lines] == [True, True, False]
    line = lines[0]
    assert (line.candidate_count, line.reserve_count, line.not_selected_count, line.total_count) == (2, 1, 1, 4)
    assert (line.proposed_by, line.proposed_at, line.note) == (first.proposer.name, NOON, "As the panel advised.")


def test_what_was_decided_is_kept_newest_first_and_paged(head: Actor) -> None:
    call, proposer = make_call(), make_staff(Role.COORDINATOR)
    ids = [make_proposal(call, proposer, state="returned").id for _number in range(PAGE_SIZE + 2)]
    make_list()
    first = approval.archive(head)
    assert [line.id for line in first.lines] == ids[:1:-1]
    second = approval.archive(head, before=first.before)
    assert ([line.id for line in second.lines], second.before) == (ids[1::-1], None)


def test_lists_out_of_reach_do_not_exist(head: Actor) -> None:
    listed = make_list()
    call = db.session.get_one(Call, listed.proposal.call_id)
    reaching = {
        "institution": head,
        "call": actor(make_staff(Role.HEAD, call=call)),
        "other call": actor(make_staff(Role.HEAD, call=make_call())),
        "other unit": actor(make_staff(Role.HEAD, unit=make_unit())),
        "other institution": actor(make_staff(Role.HEAD, institution=make_institution("away"))),
        "coordinator": actor(make_staff(Role.COORDINATOR)),
    }
    seen = {who: [line.id for line in approval.open_lists(one)] for who, one in reaching.items()}
    mine = [listed.proposal.id]
    assert seen == {
        "institution": mine,
        "call": mine,
        "other call": [],
        "other unit": [],
        "other institution": [],
        "coordinator": [],
    }
    for who, one in reaching.items():
        if not seen[who]:
            with pytest.raises(Refused, match=r"proposal\.unknown"):
                approval.line(listed.proposal.id, one)


def test_rows_stand_in_the_order_of_the_list_with_their_scores(head: Actor) -> None:
    call, proposer = make_call(), make_staff(Role.COORDINATOR)
    proposal = make_proposal(call, proposer)
    files = [make_application(call, state="approval") for _number in range(5)]
    outcomes = (("reserve", 2), ("not_selected", None), ("candidate", None), ("reserve", 1), ("candidate", None))
    for file, (outcome, position) in zip(files, outcomes, strict=True):
        make_decision(proposal, file, outcome, position=position)
    for file, scores in ((files[2], (70, 80.5)), (files[4], (90,))):
        for score in scores:
            reviewer = make_staff(Role.REVIEWER)
            make_review(file, reviewer, score=Decimal(str(score)), submitted_at=NOON)
    make_review(files[4], make_staff(Role.REVIEWER), score=Decimal(1))
    make_review(files[4], make_staff(Role.REVIEWER), conflict_reason="A neighbor.")
    rows = proposed_list.rows(proposal.id, head)
    order = [files.index(db.session.get_one(Application, row.application_id)) for row in rows]
    assert order == [4, 2, 3, 0, 1]
    assert rows[0].scores == Scores(1, Decimal(90), Decimal(90), Decimal(90))
    assert rows[1].scores == Scores(2, Decimal("75.25"), Decimal(70), Decimal("80.5"))
    assert rows[2].scores == Scores(0, None, None, None)
    assert [row.position for row in rows] == [None, None, 1, 2, None]


def test_who_gave_up_since_is_not_affected(head: Actor) -> None:
    listed = make_list()
    listed.files[0].state = "withdrawn"
    db.session.commit()
    rows = proposed_list.rows(listed.proposal.id, head)
    assert [row.is_waiting for row in rows] == [False, True, True, True]
    assert affected(rows) == Affected(candidate_count=1, reserve_count=1, not_selected_count=1, left_count=1)


def test_ones_own_file_is_not_shown_to_a_head_who_is_a_student_too(head: Actor) -> None:
    listed = make_list()
    student = db.session.get_one(Student, listed.files[0].student_id)
    person = db.session.get_one(User, student.user_id)
    make_grant(person, Role.HEAD)
    rows = proposed_list.rows(listed.proposal.id, actor(person))
    assert [row.application_id for row in rows] == [file.id for file in listed.files[1:]]
    assert len(proposed_list.rows(listed.proposal.id, head)) == 4


def test_files_that_are_not_in_the_list_are_counted_by_stage_in_order(head: Actor) -> None:
    listed = make_list()
    call = db.session.get_one(Call, listed.proposal.call_id)
    for state in ("not_recommended", "not_recommended", "school_check", "not_qualified", "draft"):
        make_application(call, state=state)
    make_application(state="not_qualified")
    counts = proposed_list.left_out_counts(listed.proposal.id, call.id, head)
    assert [(one.stage.key, one.count) for one in counts] == [
        ("school_check", 1),
        ("not_recommended", 2),
        ("not_qualified", 1),
    ]


def test_each_of_them_says_why(head: Actor) -> None:
    listed = make_list()
    call = db.session.get_one(Call, listed.proposal.call_id)
    refused = make_application(
        call, state="not_recommended", school_outcome="not_recommended", school_reason="Repeats the year."
    )
    unqualified = make_application(call, state="not_qualified", school_outcome="recommended", school_reason="First.")
    make_remark(unqualified, listed.proposer, "Please mend the scan.")
    remark = make_remark(unqualified, listed.proposer, "Seventeen only after departure.")
    db.session.add(
        AuditEvent(
            institution_id=call.institution_id,
            actor_role="coordinator",
            action=Action.QUALIFICATION_DECIDE,
            object_kind="application",
            application_id=unqualified.id,
            to_state="not_qualified",
            params={"remark": remark.id},
        )
    )
    waiting = make_application(call, state="school_list", school_outcome="alternate", school_reason="Second.")
    db.session.commit()
    shown = proposed_list.left_out(listed.proposal.id, call.id, head)
    assert [(row.application_id, row.reason) for row in shown.rows] == [
        (refused.id, "Repeats the year."),
        (unqualified.id, "Seventeen only after departure."),
        (waiting.id, None),
    ]
    narrowed = proposed_list.left_out(listed.proposal.id, call.id, head, state="not_qualified")
    assert [row.application_id for row in narrowed.rows] == [unqualified.id]


def test_they_are_paged(head: Actor) -> None:
    listed = make_list(outcomes=["candidate"])
    call = db.session.get_one(Call, listed.proposal.call_id)
    ids = [make_application(call, state="not_qualified").id for _number in range(proposed_list.PAGE_SIZE + 1)]
    first = proposed_list.left_out(listed.proposal.id, call.id, head)
    assert first.following == ids[-2]
    second = proposed_list.left_out(listed.proposal.id, call.id, head, after=first.following)
    assert ([row.application_id for row in second.rows], second.following) == (ids[-1:], None)


def test_the_policy_says_who_may_approve(head: Actor) -> None:
    listed = make_list()
    make_grant(listed.proposer, Role.HEAD)
    assert approval.why_not_approve(listed.proposal.id, head, now()) is None
    reason = approval.why_not_approve(listed.proposal.id, actor(listed.proposer), now())
    assert reason is not None
    assert reason.code == "access.own_proposal"


def test_a_long_list_costs_no_more_statements_than_a_short_one(head: Actor) -> None:
    short, long = make_list(outcomes=["candidate"]), make_list(outcomes=["not_selected"] * 40)
    counts = [_statements(listed.proposal.id, head) for listed in (short, long)]
    assert counts[0] == counts[1] <= 8


def _statements(proposal_id: int, head: Actor) -> int:
    def read() -> None:
        line = approval.line(proposal_id, head)
        proposed_list.rows(proposal_id, head)
        proposed_list.left_out_counts(proposal_id, line.call_id, head)
        approval.why_not_approve(proposal_id, head, now())

    read()
    db.session.commit()
    with counted() as sent:
        read()
    return len(sent)
