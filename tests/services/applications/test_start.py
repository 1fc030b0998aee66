"""An application begins once, while the call is open, for those whom no rule keeps out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from mobility.core.terms import Actor, Refused, Role
from mobility.database import db
from mobility.models import Application, AuditEvent, Call
from mobility.services.applications.start import start
from tests.factories.calls import DEADLINE, NOON, make_call, make_program
from tests.factories.clock import stop_clock_at
from tests.factories.people import actor, make_institution, make_staff, make_student


def _code(call_key: str, who: Actor) -> str:
    with pytest.raises(Refused) as refused:
        start(call_key, who)
    return refused.value.code


def test_a_draft_begins_with_the_versions_of_the_call(call: Call, me: Actor) -> None:
    application = db.session.get_one(Application, start(call.key, me))
    assert (application.state, application.due_at) == ("draft", DEADLINE)
    assert application.student_id == me.student_id
    kept = (application.workflow_id, application.questionnaire_id, application.eligibility_id)
    assert kept == (call.workflow_id, call.questionnaire_id, call.eligibility_id)
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.application_id == application.id)).one()
    assert (event.action, event.actor_id, event.to_state) == ("application.start", me.user_id, "draft")


def test_a_second_click_finds_the_first_application(call: Call, me: Actor) -> None:
    assert start(call.key, me) == start(call.key, me)
    assert db.session.scalar(select(func.count()).select_from(Application)) == 1


def test_who_is_not_eligible_learns_every_reason(call: Call) -> None:
    older = make_student(entry_year=2023, study_status="suspended")
    with pytest.raises(Refused) as refused:
        start(call.key, actor(older))
    codes = [reason.code for reason in refused.value.reasons]
    assert codes[0] == "eligibility.not_eligible"
    assert len(codes) == 3
    assert db.session.scalar(select(func.count()).select_from(Application)) == 0


@pytest.mark.parametrize(
    ("at", "code"),
    [
        (NOON - timedelta(days=10, microseconds=1), "deadline.not_open_yet"),
        (DEADLINE + timedelta(seconds=300, microseconds=1), "deadline.passed"),
    ],
)
def test_a_call_takes_nobody_before_its_opening_or_after_its_grace(
    call: Call, me: Actor, at: object, code: str
) -> None:
    stop_clock_at(at)  # type: ignore[arg-type]  # given by the parameters above
    assert _code(call.key, me) == code


@pytest.mark.parametrize("at", [NOON - timedelta(days=10), DEADLINE, DEADLINE + timedelta(seconds=300)])
def test_both_ends_are_inside(call: Call, me: Actor, at: object) -> None:
    stop_clock_at(at)  # type: ignore[arg-type]  # given by the parameters above
    assert start(call.key, me) > 0


def test_calls_of_others_and_drafts_are_unknown_alike(me: Actor) -> None:
    foreign = make_call(make_program(make_institution("other")))
    draft = make_call(state="draft")
    assert [_code(key, me) for key in (foreign.key, draft.key, "none")] == ["call.unknown"] * 3


def test_a_call_that_was_cancelled_takes_nobody(me: Actor) -> None:
    assert _code(make_call(state="cancelled").key, me) == "call.not_published"


def test_staff_do_not_apply(call: Call) -> None:
    assert _code(call.key, actor(make_staff(Role.COORDINATOR))) == "access.role"
