"""More than the cap or the places only by an act with a reason, which can be taken back until it is used."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select

from mobility.core.scoring.school_list import Place
from mobility.core.terms import Actor, Refused, Role
from mobility.database import db
from mobility.models import AuditEvent, Call, SchoolList, Unit
from mobility.queries.exceptions import ExceptionFilter, search
from mobility.services.calls.allow import raise_cap, raise_places, take_back
from mobility.services.calls.extend import extend
from mobility.services.school.listing import save
from tests.factories.calls import DEADLINE, make_call
from tests.factories.cases import make_application, make_decision, make_proposal
from tests.factories.people import actor, make_staff, make_student, make_unit


@pytest.fixture
def unit() -> Unit:
    return make_unit()


@pytest.fixture
def call() -> Call:
    return make_call(place_count=2, school_cap=1)


def _code(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def test_a_school_recommends_more_once_its_cap_is_raised_and_not_after(
    call: Call, unit: Unit, coordinator: Actor
) -> None:
    officer = actor(make_staff(Role.OFFICER, unit=unit))
    files = [make_application(call, make_student(unit), state="school_list").id for _ in range(2)]
    both = {one: Place("recommended", rank) for rank, one in enumerate(files, 1)}
    hand = partial(save, call.id, unit.id, both, officer, version=None)
    assert _code(hand) == "school_list.over_cap"
    first = raise_cap(call.id, unit.id, 2, " Two top ranks. ", coordinator, seen=1)
    hand()
    second = raise_cap(call.id, unit.id, 3, "And one more.", coordinator)
    assert _code(lambda: take_back(first, call.id, coordinator)) == "allowance.not_last"
    for one in (second, first, first):
        take_back(one, call.id, coordinator)
    assert _code(hand) == "school_list.over_cap"
    school_list = db.session.scalars(select(SchoolList)).one()
    assert (school_list.cap, call.school_cap) == (1, 1)
    raised = raise_cap(call.id, unit.id, 2, "Again.", coordinator)
    school_list.handed_in_at = DEADLINE
    db.session.commit()
    for late in (
        lambda: take_back(raised, call.id, coordinator),
        lambda: raise_cap(call.id, unit.id, 3, "x", coordinator),
    ):
        assert _code(late) == "school_list.handed_in"


def test_places_are_taken_back_until_lists_hold_them(call: Call, coordinator: Actor) -> None:
    raised = raise_places(call.id, 4, "From the host.", coordinator, seen=2)
    assert call.place_count == 4
    proposal = make_proposal(call, make_staff(Role.COORDINATOR))
    files = [make_application(call, state="approval") for _ in range(3)]
    for one in files:
        make_decision(proposal, one, "candidate")
    assert _code(lambda: take_back(raised, call.id, coordinator)) == "allowance.used"
    files[0].state = "withdrawn"
    db.session.commit()
    take_back(raised, call.id, coordinator)
    assert call.place_count == 2


def test_what_cannot_be_allowed(call: Call, unit: Unit, coordinator: Actor) -> None:
    without = make_call()
    elsewhere = actor(make_staff(Role.COORDINATOR, call=without))
    for act, said in (
        (lambda: raise_cap(call.id, unit.id, 1, "x", coordinator), "allowance.not_more"),
        (lambda: raise_cap(call.id, unit.id, 10_001, "x", coordinator), "allowance.too_many"),
        (lambda: raise_cap(call.id, unit.id, 2, "  ", coordinator), "allowance.no_reason"),
        (lambda: raise_cap(call.id, unit.id, 2, "x" * 501, coordinator), "allowance.long_reason"),
        (lambda: raise_cap(call.id, unit.id, 3, "x", coordinator, seen=2), "stale.allowance"),
        (lambda: raise_cap(call.id, make_unit(kind="office").id, 2, "x", coordinator), "unit.unknown"),
        (lambda: raise_places(without.id, 3, "x", coordinator), "allowance.no_cap"),
        (lambda: raise_places(make_call(state="draft", place_count=1).id, 3, "x", coordinator), "call.not_published"),
        (lambda: raise_places(call.id, 3, "x", elsewhere), "call.unknown"),
        (lambda: raise_places(call.id, 3, "x", actor(make_staff(Role.HEAD))), "access.role"),
        (lambda: take_back(99_999, call.id, coordinator), "allowance.unknown"),
    ):
        assert _code(act) == said
    assert (call.place_count, db.session.scalars(select(AuditEvent.id)).all()) == (2, [])


def test_the_head_reads_each_with_who_and_why(call: Call, unit: Unit, coordinator: Actor) -> None:
    raised = raise_cap(call.id, unit.id, 2, "Two top ranks.", coordinator)
    raise_places(call.id, 4, "From the host.", coordinator)
    extend(call.id, DEADLINE + timedelta(days=1), coordinator, reason="The network was down.")
    extend(call.id, DEADLINE + timedelta(days=2), coordinator, reason="It is down yet.")
    take_back(raised, call.id, coordinator)
    rows = search(actor(make_staff(Role.HEAD)), ExceptionFilter()).rows
    assert [(row.kind, row.why, row.unit_name, row.is_taken_back) for row in rows] == [
        ("deadline", "It is down yet.", None, False),
        ("deadline", "The network was down.", None, False),
        ("places", "From the host.", None, False),
        ("cap", "Two top ranks.", unit.name, True),
    ]
    assert [(row.before, row.after) for row in rows[2:]] == [("2", "4"), ("1", "2")]
    assert {row.made_by for row in rows} == {rows[0].made_by}
    assert search(actor(make_staff(Role.HEAD, call=make_call())), ExceptionFilter()).rows == ()
