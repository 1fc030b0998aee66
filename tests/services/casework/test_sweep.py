"""What the program does by itself when a date passes, to the second, and what it leaves to others."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from mobility.core.access import Action
from mobility.core.terms import Role
from mobility.database import db
from mobility.models import Application, AuditEvent, Call, Definition, OutboxMessage, Proposal, Student
from mobility.services.casework.sweep import run_due
from tests.factories.calls import DEADLINE, NOON, make_call, make_definition
from tests.factories.cases import make_application, make_decision, make_offer, make_proposal
from tests.factories.clock import stop_clock_at
from tests.factories.desks import act
from tests.factories.people import actor, home, make_institution, make_staff, make_student, make_unit

pytestmark = pytest.mark.usefixtures("at_noon")

SECOND = timedelta(seconds=1)
GRACE = timedelta(minutes=5)


def _state(file: Application) -> str:
    db.session.refresh(file)
    return file.state


def _swept_at(at: datetime, *files: Application) -> list[str]:
    stop_clock_at(at)
    run_due()
    return [_state(file) for file in files]


def _approved(call: Call, *outcomes: str, release_at: datetime = NOON, **columns: object) -> list[Application]:
    """The files of an approved list, in the order of their outcomes."""
    given = {"state": "approved", "release_at": release_at, "notice_until": NOON + timedelta(days=4)} | columns
    proposal = make_proposal(call, make_staff(Role.COORDINATOR), **given)
    files, position = [], 0
    for outcome in outcomes:
        files.append(make_application(call, state="approved"))
        position += outcome == "reserve"
        make_decision(proposal, files[-1], outcome, position=position if outcome == "reserve" else None)
    return files


@pytest.mark.parametrize("state", ["draft", "recalled"])
def test_drafts_end_when_the_grace_is_over_and_not_before(state: str) -> None:
    file = make_application(state=state, due_at=DEADLINE)
    assert _swept_at(DEADLINE + GRACE, file) == [state]
    assert _swept_at(DEADLINE + GRACE + SECOND, file) == ["not_submitted"]
    assert db.session.scalars(select(OutboxMessage.notice)).all() == ["not_submitted"]


@pytest.mark.parametrize(
    ("state", "ended"), [("returned_by_school", "not_submitted"), ("returned_by_office", "not_qualified")]
)
def test_a_returned_file_ends_at_its_own_date_with_the_same_grace(state: str, ended: str) -> None:
    until = DEADLINE + timedelta(days=3)
    file = make_application(state=state, due_at=until, returned_until=until)
    assert _swept_at(until + GRACE, file) == [state]
    assert _swept_at(until + GRACE + SECOND, file) == [ended]
    assert db.session.scalars(select(OutboxMessage.notice)).all() == ["return_expired"]


def test_an_offer_lapses_without_grace_and_the_next_is_asked() -> None:
    call = make_call()
    first = make_application(call, state="contract", due_at=NOON)
    make_offer(first, confirm_by=NOON)
    heir = make_application(call, state="funder_reserve", waiting_position=1)
    assert _swept_at(NOON, first, heir) == ["contract", "funder_reserve"]
    assert _swept_at(NOON + SECOND, first, heir) == ["lapsed", "contract"]


def test_a_public_notice_ends_by_itself() -> None:
    call = make_call()
    proposal = make_proposal(call, make_staff(Role.COORDINATOR), state="released", notice_until=NOON + SECOND)
    file = make_application(call, state="public_notice", due_at=NOON + SECOND)
    make_decision(proposal, file, "candidate", released_at=NOON)
    assert _swept_at(NOON, file) == ["public_notice"]
    assert _swept_at(NOON + SECOND, file) == ["training"]


def test_a_list_is_released_to_all_at_once_when_its_time_comes() -> None:
    call = make_call()
    files = _approved(call, "candidate", "reserve", "not_selected", release_at=NOON + SECOND)
    assert _swept_at(NOON, *files) == ["approved"] * 3
    assert _swept_at(NOON + SECOND, *files) == ["public_notice", "reserve", "not_selected"]
    proposal = db.session.scalars(select(Proposal)).one()
    assert (proposal.state, proposal.released_at) == ("released", NOON + SECOND)
    letters = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.application_id)).all()
    assert [(one.application_id, one.notice) for one in letters] == [
        (files[0].id, "result_candidate"),
        (files[1].id, "result_reserve"),
        (files[2].id, "result_not_selected"),
    ]
    assert len({one.created_at for one in letters}) == 1
    assert files[0].due_at == NOON + timedelta(days=4)


def test_places_of_those_who_gave_up_before_the_release_go_to_reserves() -> None:
    call = make_call()
    gone, candidate, first, second = _approved(call, "candidate", "candidate", "reserve", "reserve")
    act(gone.id, actor(db.session.get_one(Student, gone.student_id)), Action.APPLICATION_GIVE_UP)
    assert _swept_at(NOON, gone, candidate, first, second) == ["withdrawn", "public_notice", "training", "reserve"]
    notices = db.session.scalars(select(OutboxMessage.notice).where(OutboxMessage.application_id == gone.id)).all()
    assert notices == ["withdrawn"]
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == Action.ALTERNATE_MOVE_UP)).one()
    assert event.params["in_place_of"] == gone.id


def test_a_reserve_who_gave_up_before_the_release_leaves_no_place() -> None:
    gone, waiting = _approved(make_call(), "reserve", "reserve")
    act(gone.id, actor(db.session.get_one(Student, gone.student_id)), Action.APPLICATION_GIVE_UP)
    assert _swept_at(NOON, gone, waiting) == ["withdrawn", "reserve"]


def test_a_list_that_nobody_approved_is_not_released() -> None:
    call = make_call()
    proposal = make_proposal(call, make_staff(Role.COORDINATOR), release_at=NOON)
    file = make_application(call, state="approval")
    make_decision(proposal, file, "candidate")
    assert _swept_at(NOON + SECOND, file) == ["approval"]


def test_what_cannot_be_moved_does_not_hold_up_the_others() -> None:
    """The date on the row is older than the one that counts, as after a move of the date: the door says no."""
    call = make_call()
    refused = make_application(call, state="draft", due_at=NOON - timedelta(days=1))
    due = make_application(make_call(deadline_at=NOON - timedelta(hours=1)), due_at=NOON - timedelta(hours=1))
    assert run_due() == 1
    assert (_state(refused), _state(due)) == ("draft", "not_submitted")


def test_a_list_that_cannot_be_released_does_not_hold_up_another() -> None:
    broken = _approved(make_call(), "candidate")
    sound = _approved(make_call(), "candidate")
    unknown = make_application(db.session.get_one(Call, broken[0].call_id), state="approved")
    unknown.workflow_id = _without_release(unknown)
    first = db.session.scalars(select(Proposal).order_by(Proposal.id).limit(1)).one()
    make_decision(first, unknown, "not_selected")
    assert run_due() == 1
    assert (_state(broken[0]), _state(sound[0])) == ("approved", "public_notice")


def _without_release(file: Application) -> int:
    """The id of a workflow whose approved files can only be given up."""
    body = dict(db.session.get_one(Definition, file.workflow_id).body)
    body["transitions"] = [
        move for move in body["transitions"] if (move["action"], move["outcome"]) != ("list.release", "not_selected")
    ]
    return make_definition(home(), "workflow", body).id


def test_each_institution_is_swept_as_itself() -> None:
    other = make_institution("other")
    mine = make_application(state="draft", due_at=NOON - timedelta(days=1), call=_closed(make_call()))
    student = make_student(make_unit(other))
    foreign = make_application(_closed(make_call()), student, institution_id=other.id, due_at=NOON - timedelta(days=1))
    assert run_due() == 2
    assert (_state(mine), _state(foreign)) == ("not_submitted", "not_submitted")
    events = db.session.scalars(select(AuditEvent).order_by(AuditEvent.application_id)).all()
    assert [(one.institution_id, one.actor_role) for one in events] == [
        (mine.institution_id, "system"),
        (other.id, "system"),
    ]


def _closed(call: Call) -> Call:
    call.deadline_at = NOON - timedelta(days=1)
    db.session.commit()
    return call


def test_at_most_as_many_as_asked_the_longest_overdue_first_and_the_rest_next_time() -> None:
    call = _closed(make_call())
    files = [make_application(call, due_at=NOON - timedelta(days=1, hours=hours)) for hours in (1, 3, 2)]
    assert run_due(limit=2) == 2
    assert [_state(file) for file in files] == ["draft", "not_submitted", "not_submitted"]
    assert (run_due(limit=2), run_due(limit=2)) == (1, 0)
