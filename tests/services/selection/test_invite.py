"""An invitation reaches everybody in assessment once, and again when time or place change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from mobility.core.terms import Actor, Refused, Role
from mobility.database import db
from mobility.models import Call, OutboxMessage
from mobility.services.selection.invite import Appointment, invite
from tests.factories.calls import NOON, make_call
from tests.factories.cases import make_application
from tests.factories.people import actor, make_staff

AT = datetime(2026, 10, 26, 1, 0, tzinfo=UTC)
HALL = Appointment(AT, " Hall 1 ", " Bring your student card. ")


def test_everybody_in_assessment_is_written_to(call: Call, coordinator: Actor) -> None:
    files = [make_application(call, state="selection") for _ in range(2)]
    make_application(call, state="qualification_check")
    assert invite(call.id, HALL, coordinator) == 2
    letters = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.application_id)).all()
    assert [(one.notice, one.application_id, one.params) for one in letters] == [
        ("selection_invitation", file.id, {"at": AT.isoformat(), "edition": 1}) for file in files
    ]
    db.session.refresh(call)
    assert call.settings["selection"] == {
        "at": AT.isoformat(),
        "place": "Hall 1",
        "note": "Bring your student card.",
        "edition": 1,
    }


def test_the_same_again_reaches_only_who_came_since(call: Call, coordinator: Actor) -> None:
    make_application(call, state="selection")
    invite(call.id, HALL, coordinator)
    make_application(call, state="selection")
    assert invite(call.id, HALL, coordinator) == 1


def test_a_new_place_reaches_everybody_again(call: Call, coordinator: Actor) -> None:
    make_application(call, state="selection")
    invite(call.id, HALL, coordinator)
    assert invite(call.id, Appointment(AT, "Hall 2"), coordinator) == 1
    db.session.refresh(call)
    assert (call.settings["selection"]["place"], call.settings["selection"]["edition"]) == ("Hall 2", 2)


@pytest.mark.parametrize(
    ("appointment", "said"),
    [
        (Appointment(AT, "  "), "selection.place_missing"),
        (Appointment(NOON, "Hall 1"), "selection.time_passed"),
        (Appointment(NOON - timedelta(days=1), "Hall 1"), "selection.time_passed"),
        (HALL, "selection.no_files"),
    ],
)
def test_what_is_missing(call: Call, coordinator: Actor, appointment: Appointment, said: str) -> None:
    with pytest.raises(Refused) as refused:
        invite(call.id, appointment, coordinator)
    db.session.refresh(call)
    assert (refused.value.code, call.settings) == (said, {})


def test_another_call_does_not_exist(call: Call) -> None:
    for who in (actor(make_staff(Role.COORDINATOR, call=make_call())),):
        with pytest.raises(Refused) as refused:
            invite(call.id, HALL, who)
        assert refused.value.code == "call.unknown"
    with pytest.raises(Refused) as refused:
        invite(call.id, HALL, actor(make_staff(Role.HEAD)))
    assert refused.value.code == "access.role"
