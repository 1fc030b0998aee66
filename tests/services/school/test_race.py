"""A vice dean approves a list while its officer takes it back, in threads that really commit: one of them wins."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from flask import Flask
from sqlalchemy import select

from mobility.core.scoring.school_list import Place
from mobility.core.terms import Actor, Role
from mobility.database import db
from mobility.models import Application, Call, SchoolList, Unit
from mobility.services.school.approving import approve
from mobility.services.school.listing import hand_in, save
from mobility.services.school.taking_back import take_back
from tests.crowd import together
from tests.factories.calls import NOON, make_call
from tests.factories.cases import make_application
from tests.factories.clock import stop_clock_at
from tests.factories.people import actor, home, make_staff, make_student, make_unit

ROUNDS = 3


def _prepared(unit_id: int, officer: Actor) -> tuple[Call, int, int]:
    """A call with a list of one file that waits for the vice dean, its id and version."""
    call = make_call(deadline_at=NOON - timedelta(days=1))
    file = make_application(call, make_student(db.session.get_one(Unit, unit_id)), state="school_list")
    save(call.id, unit_id, {file.id: Place("recommended", 1)}, officer, version=0)
    hand_in(call.id, unit_id, officer)
    return call, *db.session.execute(
        select(SchoolList.id, SchoolList.version).where(SchoolList.call_id == call.id)
    ).one()


def test_of_approving_and_taking_back_one_happens_and_the_other_says_why(shared_bare_app: Flask) -> None:
    stop_clock_at(NOON)
    home().settings = {"needs_vice_dean": True}
    db.session.commit()
    unit = make_unit()
    unit_id = unit.id
    officer, dean = actor(make_staff(Role.OFFICER, unit=unit)), actor(make_staff(Role.VICE_DEAN, unit=unit))
    for _round in range(ROUNDS):
        call, list_id, version = _prepared(unit_id, officer)
        call_id = call.id
        answers = together(
            shared_bare_app,
            [
                partial(approve, list_id, dean, version=version),
                partial(take_back, call_id, unit_id, officer, version=version),
            ],
        )
        state = db.session.scalar(select(Application.state).where(Application.call_id == call_id))
        ended = {
            ("done", "school_list.handed_in"): "qualification_check",
            ("school_list.not_waiting", "done"): "school_list",
        }
        assert state == ended[answers[0], answers[1]]
