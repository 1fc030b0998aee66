"""Tests of the counts by stage that are taken ahead: the same as counting, while fresh, for who sees whole calls."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from mobility.core.terms import Role
from mobility.database import db
from mobility.queries.pipeline import FRESH, pipeline
from mobility.services.casework.counting import count_stages
from tests.factories.calls import NOON, make_call
from tests.factories.cases import make_application
from tests.factories.clock import stop_clock_at
from tests.factories.people import actor, make_grant, make_staff, make_student, make_unit


@pytest.fixture(autouse=True)
def at_noon(app: object) -> None:
    stop_clock_at(NOON)


def test_what_is_counted_ahead_is_what_would_be_counted() -> None:
    call, other = make_call(), make_call()
    for state in ("draft", "selection", "selection", "training"):
        make_application(call, make_student(), state=state, due_at=NOON - timedelta(days=1))
    make_application(other, make_student(), state="selection", state_since=NOON - timedelta(days=3))
    who = actor(make_staff(Role.COORDINATOR))
    counted_here = pipeline(who, NOON)
    assert (counted_here.as_of, count_stages()) == (None, 4)
    ahead = pipeline(who, NOON)
    assert ahead == replace(counted_here, as_of=NOON)
    assert [one.drafts for one in ahead.calls if one.call_id == call.id] == [1]


def test_counts_are_taken_anew_and_old_ones_are_not_shown() -> None:
    call = make_call()
    file = make_application(call, make_student(), state="selection")
    count_stages()
    file.state = "training"
    db.session.commit()
    who = actor(make_staff(Role.COORDINATOR))

    def shown(late: timedelta) -> list[str]:
        return [one.stage.key for call in pipeline(who, NOON + late).calls for one in call.stages]

    assert (shown(FRESH), shown(FRESH + timedelta(seconds=1))) == (["selection"], ["training"])
    assert (count_stages(), shown(FRESH)) == (1, ["training"])


def test_who_sees_only_some_files_of_a_call_has_them_counted() -> None:
    call, unit = make_call(), make_unit()
    make_application(call, make_student(unit), state="selection")
    mine = make_application(call, make_student(), state="selection")
    count_stages()
    staff = make_staff(Role.COORDINATOR)
    student = replace(actor(staff), student_id=mine.student_id)
    limited = make_staff(Role.OFFICER, unit=unit)
    make_grant(limited, Role.HEAD, unit=unit)
    for who, count in ((actor(staff), 2), (student, 1), (actor(limited), 1)):
        page = pipeline(who, NOON)
        assert [one.count for call in page.calls for one in call.stages] == [count]
        assert (page.as_of is not None) is (count == 2)
