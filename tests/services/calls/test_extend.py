"""A moved deadline moves all that hangs on it, and everybody who takes part is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from mobility.core.access import Action
from mobility.core.terms import Actor, Refused, Role
from mobility.database import db
from mobility.models import Allowance, Application, AuditEvent, Call, OutboxMessage
from mobility.services.calls.extend import extend
from tests.factories.calls import DEADLINE, NOON, make_call
from tests.factories.cases import make_application
from tests.factories.clock import stop_clock_at
from tests.factories.people import actor, make_institution, make_staff

LATER = DEADLINE + timedelta(days=7)
WHY = "The embassy closes for a week."


def _code(call_id: int, to: datetime, who: Actor, *, version: int | None = None, reason: str = WHY) -> str:
    with pytest.raises(Refused) as refused:
        extend(call_id, to, who, version=version, reason=reason)
    return refused.value.code


def _due(*files: Application) -> list[datetime | None]:
    for file in files:
        db.session.refresh(file)
    return [file.due_at for file in files]


def test_drafts_and_submitted_alike_are_told(call: Call, coordinator: Actor) -> None:
    live = [make_application(call, state=state) for state in ("draft", "school_check", "returned_by_school")]
    make_application(call, state="withdrawn")
    make_application(make_call(), state="draft")
    assert extend(call.id, LATER, coordinator, version=call.version, reason=WHY) == 3
    db.session.refresh(call)
    assert call.deadline_at == LATER
    letters = db.session.scalars(select(OutboxMessage).where(OutboxMessage.notice == "call_extended")).all()
    assert sorted(one.application_id or 0 for one in letters) == [file.id for file in live]
    event = db.session.scalars(select(AuditEvent)).one()
    assert (event.action, event.object_id, event.params) == (
        Action.CALL_EXTEND,
        call.id,
        {
            "from": DEADLINE.isoformat(),
            "to": LATER.isoformat(),
            "count": 3,
            "allowance": db.session.scalars(select(Allowance.id)).one(),
        },
    )


def test_what_hangs_on_the_deadline_moves_with_it(call: Call, coordinator: Actor) -> None:
    drafts = [make_application(call, state=state, due_at=DEADLINE) for state in ("draft", "recalled")]
    at_school = [make_application(call, state=state, due_at=NOON) for state in ("school_check", "school_list")]
    own = make_application(call, state="returned_by_school", due_at=NOON)
    other = make_application(make_call(), state="draft", due_at=DEADLINE)
    extend(call.id, LATER, coordinator, reason=WHY)
    # the deadline is Tuesday 27 October; three working days later it is Friday
    friday = datetime(2026, 10, 30, 9, 0, tzinfo=UTC)
    assert _due(*drafts, *at_school, own, other) == [LATER, LATER, friday, friday, NOON, DEADLINE]


def test_twice_later_is_told_twice(call: Call, coordinator: Actor) -> None:
    make_application(call)
    extend(call.id, LATER, coordinator, reason=WHY)
    extend(call.id, LATER + timedelta(days=1), coordinator, reason=WHY)
    letters = db.session.scalars(select(OutboxMessage.id).where(OutboxMessage.notice == "call_extended")).all()
    assert len(letters) == 2


def test_once_somebody_relies_on_the_deadline_the_reason_is_said(call: Call, coordinator: Actor) -> None:
    assert _code(call.id, LATER, coordinator, reason=" \n") == "deadline.no_reason"
    early = make_call(opens_at=NOON + timedelta(days=2))
    everywhere = actor(make_staff(Role.COORDINATOR))
    assert extend(early.id, LATER, everywhere) == 0
    make_application(early, state="withdrawn")
    assert _code(early.id, LATER + timedelta(days=1), everywhere, reason="") == "deadline.no_reason"
    assert extend(early.id, LATER + timedelta(days=1), everywhere, reason=WHY) == 0
    assert [row.reason for row in db.session.scalars(select(Allowance))] == [WHY]


@pytest.mark.parametrize("to", [DEADLINE, DEADLINE - timedelta(days=1), NOON - timedelta(days=1)])
def test_only_later(call: Call, coordinator: Actor, to: datetime) -> None:
    assert _code(call.id, to, coordinator) == "call.not_later"


def test_not_once_it_has_passed_nor_while_it_is_not_published(call: Call, coordinator: Actor) -> None:
    draft = make_call(state="draft")
    assert _code(draft.id, LATER, coordinator) == "call.not_published"
    stop_clock_at(DEADLINE + timedelta(seconds=1))
    assert _code(call.id, LATER, coordinator) == "call.already_closed"


def test_who_saw_another_version_moves_nothing(call: Call, coordinator: Actor) -> None:
    assert _code(call.id, LATER, coordinator, version=call.version - 1) == "stale.call"


def test_a_call_out_of_reach_does_not_exist(call: Call, coordinator: Actor) -> None:
    elsewhere = actor(make_staff(Role.COORDINATOR, call=make_call()))
    foreign = actor(make_staff(Role.COORDINATOR, institution=make_institution("other")))
    for who, call_id in ((elsewhere, call.id), (foreign, call.id), (coordinator, call.id + 1000)):
        assert _code(call_id, LATER, who) == "call.unknown"
    assert _code(call.id, LATER, actor(make_staff(Role.HEAD))) == "access.role"
