"""One act on many files: qualifying the chosen, closing a waiting list; all of them or none."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from mobility.core.terms import Actor, Refused, Role
from mobility.database import db
from mobility.models import Application, Call, OutboxMessage
from mobility.services.selection.qualify import qualify
from mobility.services.selection.waitlist import close
from tests.factories.calls import make_call
from tests.factories.cases import make_application
from tests.factories.people import actor, make_staff


def _states(*files: Application) -> list[str]:
    for file in files:
        db.session.refresh(file)
    return [file.state for file in files]


def test_the_chosen_are_qualified_once_each(call: Call, coordinator: Actor) -> None:
    files = [make_application(call, state="qualification_check") for _ in range(2)]
    other = make_application(call, state="qualification_check")
    assert qualify([files[1].id, files[0].id, files[1].id], coordinator) == 2
    assert _states(*files, other) == ["selection", "selection", "qualification_check"]
    assert db.session.scalars(select(OutboxMessage.id)).all() == []


def test_one_that_cannot_be_stops_all_and_each_is_named(call: Call, coordinator: Actor) -> None:
    good = make_application(call, state="qualification_check")
    late = [make_application(call, state=state) for state in ("selection", "withdrawn")]
    with pytest.raises(Refused) as refused:
        qualify([good.id, *(one.id for one in late)], coordinator)
    assert [(reason.code, reason.params["application_id"]) for reason in refused.value.reasons] == [
        ("workflow.wrong_stage", one.id) for one in late
    ]
    assert _states(good) == ["qualification_check"]


def test_nobody_chosen_or_not_theirs(call: Call, coordinator: Actor) -> None:
    file = make_application(call, state="qualification_check")
    elsewhere = actor(make_staff(Role.COORDINATOR, call=make_call()))
    for ids, who, code in (
        ([], coordinator, "selection.no_files"),
        ([file.id], elsewhere, "application.unknown"),
        ([file.id + 1000], coordinator, "application.unknown"),
        ([file.id], actor(make_staff(Role.HEAD)), "access.role"),
    ):
        with pytest.raises(Refused) as refused:
            qualify(ids, who)
        assert refused.value.code == code


def test_a_waiting_list_is_closed_with_a_letter_to_each(call: Call, coordinator: Actor) -> None:
    waiting = [make_application(call, state=state) for state in ("reserve", "funder_reserve", "reserve")]
    other = make_application(call, state="training")
    elsewhere = make_application(make_call(), state="reserve")
    assert close(call.id, coordinator) == 3
    assert _states(*waiting, other, elsewhere) == ["waitlist_ended"] * 3 + ["training", "reserve"]
    assert db.session.scalars(select(OutboxMessage.notice)).all() == ["waitlist_ended"] * 3
    assert close(call.id, coordinator) == 0


def test_another_calls_waiting_list_does_not_exist(call: Call) -> None:
    with pytest.raises(Refused) as refused:
        close(call.id, actor(make_staff(Role.COORDINATOR, call=make_call())))
    assert refused.value.code == "call.unknown"
