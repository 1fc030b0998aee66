"""A proposed list decides about everybody in the selection, is judged as a whole, and tells nobody but the head."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from sqlalchemy import select

from mobility.core.terms import Actor, Refused, Role
from mobility.database import db
from mobility.models import Application, Call, Decision, OutboxMessage, Proposal, User
from mobility.queries.held_places import held_count
from mobility.services.approval.return_list import return_list
from mobility.services.selection.propose import Proposed, propose
from tests.factories.calls import NOON, make_call
from tests.factories.cases import make_application, make_decision, make_proposal, make_review
from tests.factories.people import actor, make_institution, make_staff

CANDIDATE, NOT = Proposed("candidate"), Proposed("not_selected")
RESERVE = Proposed("reserve", 1)


@pytest.fixture
def files(call: Call) -> list[Application]:
    """Three scored files in the selection."""
    reviewer = make_staff(Role.REVIEWER)
    made = [make_application(call, state="selection", school_outcome="recommended", school_rank=1) for _ in range(3)]
    for file in made:
        make_review(file, reviewer, score=80, submitted_at=NOON)
    return made


def _reasons(call: Call, decisions: Mapping[int, Proposed], who: Actor) -> list[str]:
    with pytest.raises(Refused) as refused:
        propose(call.id, decisions, who)
    return [reason.code for reason in refused.value.reasons]


def _typed(files: list[Application], *decisions: Proposed) -> dict[int, Proposed]:
    return {file.id: one for file, one in zip(files, decisions, strict=False)}


def test_a_list_is_proposed_as_a_whole(call: Call, coordinator: Actor, files: list[Application]) -> None:
    heads = [make_staff(Role.HEAD) for _ in range(2)]
    make_staff(Role.HEAD, institution=make_institution("other"))
    proposal_id = propose(call.id, _typed(files, CANDIDATE, RESERVE, NOT), coordinator, note=" As the panel said. ")
    proposal = db.session.get_one(Proposal, proposal_id)
    assert (proposal.state, proposal.note, proposal.proposed_by) == (
        "proposed",
        "As the panel said.",
        coordinator.user_id,
    )
    kept = db.session.scalars(select(Decision).order_by(Decision.application_id)).all()
    assert [(one.outcome, one.position) for one in kept] == [
        ("candidate", None),
        ("reserve", 1),
        ("not_selected", None),
    ]
    assert [_state(file) for file in files] == ["approval"] * 3
    letters = db.session.scalars(select(OutboxMessage)).all()
    assert sorted((one.notice, one.user_id) for one in letters) == [("list_to_approve", head.id) for head in heads]


def _state(file: Application) -> str:
    db.session.refresh(file)
    return file.state


@pytest.mark.parametrize(
    ("decisions", "said"),
    [
        ((CANDIDATE, RESERVE), ["proposal.undecided"]),
        ((CANDIDATE, CANDIDATE, CANDIDATE), ["proposal.over_places"]),
        ((RESERVE, RESERVE, NOT), ["proposal.position_twice"]),
        ((CANDIDATE, Proposed("reserve"), NOT), ["proposal.position_missing"]),
        ((CANDIDATE, Proposed("reserve", 0), NOT), ["proposal.position_missing"]),
        ((CANDIDATE, Proposed("reserve", 2), NOT), ["proposal.position_gap"]),
        ((CANDIDATE, Proposed("perhaps"), NOT), ["proposal.unknown_outcome"]),
        ((RESERVE, RESERVE), ["proposal.undecided", "proposal.position_twice"]),
    ],
)
def test_every_flaw_is_named_at_once(
    call: Call, coordinator: Actor, files: list[Application], decisions: tuple[Proposed, ...], said: list[str]
) -> None:
    assert _reasons(call, _typed(files, *decisions), coordinator) == said
    assert ([_state(file) for file in files], _proposals()) == (["selection"] * 3, [])


def _proposals() -> list[int]:
    return list(db.session.scalars(select(Proposal.id)))


def test_places_to_be_announced_limit_nothing(coordinator: Actor) -> None:
    call = make_call()
    file = make_application(call, state="selection")
    make_review(file, make_staff(Role.REVIEWER), score=60, submitted_at=NOON)
    assert propose(call.id, {file.id: CANDIDATE}, coordinator) == _proposals()[0]


def test_what_stands_against_each_file_is_told_with_the_file(
    call: Call, coordinator: Actor, files: list[Application]
) -> None:
    """An alternate of the school cannot be a candidate, and nobody is who was not scored; not selected needs none."""
    files[0].school_outcome = "alternate"
    unscored = [make_application(call, state="selection", school_outcome="recommended") for _ in range(2)]
    typed = _typed(files, CANDIDATE, NOT, NOT) | {unscored[0].id: RESERVE, unscored[1].id: NOT}
    with pytest.raises(Refused) as refused:
        propose(call.id, typed, coordinator)
    assert [(reason.code, reason.params["application_id"]) for reason in refused.value.reasons] == [
        ("selection.alternate", files[0].id),
        ("selection.not_scored", unscored[0].id),
    ]
    assert {_state(file) for file in (*files, *unscored)} == {"selection"}


def test_one_list_at_a_time_and_another_after_a_return(
    call: Call, coordinator: Actor, files: list[Application]
) -> None:
    typed = _typed(files, CANDIDATE, RESERVE, NOT)
    proposal_id = propose(call.id, typed, coordinator)
    late = make_application(call, state="selection")
    assert _reasons(call, {late.id: NOT}, coordinator) == ["proposal.open"]
    head = actor(make_staff(Role.HEAD))
    return_list(proposal_id, head, "Look at the ranks.", version=db.session.get_one(Proposal, proposal_id).version)
    assert propose(call.id, typed | {late.id: NOT}, coordinator) != proposal_id
    voided = db.session.scalars(select(Decision.voided_at).where(Decision.proposal_id == proposal_id)).all()
    assert voided == [NOON] * 3


def test_files_that_are_not_in_question(call: Call, coordinator: Actor, files: list[Application]) -> None:
    typed = _typed(files, CANDIDATE, RESERVE, NOT)
    elsewhere = make_application(make_call(), state="selection")
    early = make_application(call, state="qualification_check")
    for other in (elsewhere.id, early.id, elsewhere.id + 1000):
        assert _reasons(call, typed | {other: NOT}, coordinator) == ["application.unknown"]


def test_a_list_of_nobody_and_a_call_out_of_reach(call: Call, coordinator: Actor) -> None:
    assert _reasons(call, {}, coordinator) == ["selection.no_files"]
    elsewhere: User = make_staff(Role.COORDINATOR, call=make_call())
    assert _reasons(call, {}, actor(elsewhere)) == ["call.unknown"]
    assert _reasons(call, {}, actor(make_staff(Role.HEAD))) == ["access.role"]


def test_places_of_earlier_lists_are_taken(call: Call, coordinator: Actor, files: list[Application]) -> None:
    """Candidates count from their approval on, and alternates once they have moved up; whoever gave up does not."""
    earlier = make_proposal(call, make_staff(Role.COORDINATOR), state="released")
    for state, outcome, position in (
        ("training", "candidate", None),
        ("funder_reserve", "reserve", 1),
        ("reserve", "reserve", 2),
        ("withdrawn", "candidate", None),
        ("not_selected", "not_selected", None),
    ):
        make_decision(earlier, make_application(call, state=state), outcome, position=position)
    assert held_count(call.id) == 2
    with pytest.raises(Refused) as refused:
        propose(call.id, _typed(files, CANDIDATE, RESERVE, NOT), coordinator)
    assert (refused.value.code, refused.value.params) == (
        "proposal.over_left",
        {"places": 2, "held": 2, "count": 1},
    )
    call.place_count = 3
    propose(call.id, _typed(files, CANDIDATE, RESERVE, NOT), coordinator)
