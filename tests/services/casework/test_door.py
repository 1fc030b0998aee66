"""The one door: everything about a move comes to be in one transaction, or nothing of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from mobility.core.access import Action
from mobility.core.terms import Actor, Param, Refused, Role
from mobility.database import db, transaction
from mobility.models import Application, AuditEvent, OutboxMessage, Student
from mobility.services.casework import advance
from tests.factories.calls import DEADLINE, NOON, make_call
from tests.factories.cases import make_application, make_offer, make_remark
from tests.factories.clock import stop_clock_at
from tests.factories.desks import act, officer_of, return_file
from tests.factories.people import actor, make_institution, make_staff, make_student, make_unit

pytestmark = pytest.mark.usefixtures("at_noon")

DAY = NOON.date().isoformat()


def _refusal(application_id: int, who: Actor, action: Action, **more: object) -> str:
    with pytest.raises(Refused) as refused, transaction():
        advance(application_id, action, who, **more)  # type: ignore[arg-type]  # named as the door names them
    return refused.value.code


def _events() -> list[AuditEvent]:
    return list(db.session.scalars(select(AuditEvent).order_by(AuditEvent.id)))


def test_a_move_sets_state_date_letter_and_event() -> None:
    file = make_application(state="qualification_check", school_outcome="recommended", school_rank=1)
    person = make_staff(Role.COORDINATOR)
    coordinator, remark, version = actor(person), make_remark(file, person, "No mark."), file.version
    with transaction():
        done = advance(
            file.id, Action.QUALIFICATION_DECIDE, coordinator, outcome="not_qualified", params={"remark": remark.id}
        )
    assert (done.state, done.before.state) == ("not_qualified", "qualification_check")
    db.session.refresh(file)
    assert (file.state, file.state_since, file.due_at, file.version) == ("not_qualified", NOON, None, version + 1)
    letter = db.session.scalars(select(OutboxMessage)).one()
    owner = db.session.get_one(Student, file.student_id).user_id
    assert (letter.notice, letter.user_id, letter.application_id) == ("not_qualified", owner, file.id)
    event = _events()[-1]
    assert (event.action, event.outcome, event.actor_id) == (
        Action.QUALIFICATION_DECIDE,
        "not_qualified",
        coordinator.user_id,
    )
    assert (event.from_state, event.to_state, event.is_quiet) == ("qualification_check", "not_qualified", False)
    assert event.params == {"remark": remark.id}


def test_outside_a_transaction_the_door_stays_shut(coordinator: Actor) -> None:
    file = make_application(state="qualification_check")
    with pytest.raises(RuntimeError, match="only inside a transaction"):
        advance(file.id, Action.QUALIFICATION_DECIDE, coordinator, outcome="qualified")


def test_unknown_and_foreign_files_answer_alike(coordinator: Actor) -> None:
    other = make_institution("other")
    foreign = make_application(student=make_student(make_unit(other)), institution_id=other.id)
    for application_id in (foreign.id, foreign.id + 1000):
        assert (
            _refusal(application_id, coordinator, Action.QUALIFICATION_DECIDE, outcome="qualified")
            == "application.unknown"
        )


def test_who_saw_an_older_version_changes_nothing(coordinator: Actor) -> None:
    file = make_application(state="qualification_check")
    code = _refusal(
        file.id, coordinator, Action.QUALIFICATION_DECIDE, outcome="qualified", expected_version=file.version - 1
    )
    db.session.refresh(file)
    assert (code, file.state, _events()) == ("stale.application", "qualification_check", [])


def test_a_refusal_leaves_nothing(coordinator: Actor) -> None:
    file = make_application(state="selection")
    code = _refusal(file.id, coordinator, Action.QUALIFICATION_DECIDE, outcome="qualified")
    assert code == "workflow.wrong_stage"
    assert (_events(), db.session.scalars(select(OutboxMessage)).all()) == ([], [])


def test_a_crash_in_an_effect_leaves_nothing(coordinator: Actor) -> None:
    """The host does not exist, which the database notices after the state was set."""
    file = make_application(state="funder_exam")
    given: dict[str, Param] = {
        "happened_on": DAY,
        "host_partner_id": 987654,
        "confirm_by": (NOON + timedelta(days=3)).isoformat(),
    }
    with pytest.raises(IntegrityError), transaction():
        advance(file.id, Action.OUTCOME_RECORD, coordinator, outcome="exam_awarded", params=given)
    db.session.refresh(file)
    assert (file.state, _events(), db.session.scalars(select(OutboxMessage)).all()) == ("funder_exam", [], [])


def test_a_quiet_move_leaves_no_letter_and_is_marked() -> None:
    file = make_application(state="approval")
    act(file.id, actor(make_staff(Role.HEAD)), Action.LIST_APPROVE)
    assert [event.is_quiet for event in _events()] == [True]
    assert db.session.scalars(select(OutboxMessage)).all() == []


def test_the_same_act_twice_writes_two_letters() -> None:
    """A file that is returned, handed in and returned again is told of twice: the letter's key holds the version."""
    file = make_application(state="school_check")
    officer = officer_of(file.id)
    return_file(file.id, officer, Action.SCHOOL_RETURN, items="contact")
    db.session.get_one(Application, file.id).state = "school_check"
    db.session.commit()
    return_file(file.id, officer, Action.SCHOOL_RETURN, items="motivation")
    letters = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()
    assert [(letter.notice, letter.params["items"]) for letter in letters] == [
        ("returned", "contact"),
        ("returned", "motivation"),
    ]


FIVE_PM = 9
"""17:00 in Beijing, in UTC."""


@pytest.mark.parametrize(
    ("state", "action", "outcome", "due_at"),
    [
        # the school's days count from the call's deadline, Tuesday 20 October
        ("school_check", Action.SCHOOL_CHECK, None, datetime(2026, 10, 23, FIVE_PM, tzinfo=UTC)),
        # the office's five from now, Monday 12 October
        (
            "qualification_check",
            Action.QUALIFICATION_DECIDE,
            "qualified",
            datetime(2026, 10, 19, FIVE_PM, tzinfo=UTC),
        ),
        # outside, nobody here can say until when
        ("training", Action.OUTCOME_RECORD, "training_finished", None),
        ("formalities", Action.OUTCOME_RECORD, "formalities_cleared", None),
    ],
)
def test_until_when_a_stage_should_last(
    coordinator: Actor, state: str, action: Action, outcome: str | None, due_at: datetime | None
) -> None:
    file = make_application(state=state)
    who = officer_of(file.id) if action is Action.SCHOOL_CHECK else coordinator
    act(file.id, who, action, outcome, {"happened_on": DAY})
    assert db.session.get_one(Application, file.id).due_at == due_at


def test_a_recalled_file_is_due_at_the_deadline_and_an_offer_when_it_lapses(coordinator: Actor) -> None:
    call = make_call()
    student = make_student()
    recalled = make_application(call, student, state="school_check")
    act(recalled.id, actor(student), Action.APPLICATION_RECALL)
    assert db.session.get_one(Application, recalled.id).due_at == DEADLINE
    awarded = make_application(call, state="funder_exam")
    host = make_offer(make_application(call, state="contract")).partner_id
    until = NOON + timedelta(days=2)
    given: dict[str, Param] = {"happened_on": DAY, "host_partner_id": host, "confirm_by": until.isoformat()}
    act(awarded.id, coordinator, Action.OUTCOME_RECORD, "exam_awarded", given)
    assert db.session.get_one(Application, awarded.id).due_at == until


def test_a_returned_file_is_due_at_its_own_date_also_after_the_deadline() -> None:
    file = make_application(state="school_check")
    stop_clock_at(DEADLINE + timedelta(days=1))
    return_file(file.id, officer_of(file.id), Action.SCHOOL_RETURN, items="contact", days=4)
    kept = db.session.get_one(Application, file.id)
    assert (kept.due_at, kept.returned_items) == (DEADLINE + timedelta(days=5), ["contact"])
