"""Drop-outs at the same moment: each is followed by somebody else, and nobody is given a place twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import Select, func, select

from mobility.core.access import Action
from mobility.core.terms import Actor, Refused, Role
from mobility.core.workflow.giving_up import UNDO_TIME
from mobility.database import db, transaction
from mobility.models import Application, AuditEvent, GivingUp, LateCode, Offer, OutboxMessage, Student
from mobility.services.applications.giving_up import give_up, undo
from mobility.services.applications.late import enter
from mobility.services.casework import advance
from mobility.services.casework.giving_up import carry_out_due
from mobility.services.casework.sweep import run_due
from tests.factories.calls import NOON, make_call
from tests.factories.cases import make_application, make_decision, make_offer, make_proposal
from tests.factories.clock import stop_clock_at
from tests.factories.late import make_late_code
from tests.factories.people import actor, make_staff, make_student, make_unit

CROWD = 4


def _at_once(app: Flask, acts: Sequence[Callable[[], object]]) -> list[str]:
    """Do all of it from threads that start together; what each of them ended with."""
    start = Barrier(len(acts))

    def one(act: Callable[[], object]) -> str:
        with app.app_context():
            try:
                start.wait()
                act()
            except Refused as refused:
                return refused.code
            finally:
                db.session.remove()
            return "done"

    db.session.remove()
    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def _give_up(application_id: int, who: Actor) -> Callable[[], None]:
    def act() -> None:
        with transaction():
            advance(application_id, Action.APPLICATION_GIVE_UP, who)

    return act


def _leaving(files: Sequence[Application]) -> list[Callable[[], None]]:
    who = [actor(db.session.get_one(Student, file.student_id)) for file in files]
    return [_give_up(file.id, one) for file, one in zip(files, who, strict=True)]


def _places_taken_by(heirs: Sequence[int]) -> list[int]:
    """In whose place each heir came, as the audit tells."""
    query = select(AuditEvent.params).where(
        AuditEvent.action == Action.ALTERNATE_MOVE_UP, AuditEvent.application_id.in_(heirs)
    )
    return sorted(params["in_place_of"] for params in db.session.scalars(query))


def test_each_of_the_candidates_is_followed_by_another_reserve(shared: Flask) -> None:
    call = make_call()
    released = make_proposal(call, make_staff(Role.COORDINATOR), state="released")
    leaving, waiting = [], []
    for place in range(1, CROWD + 1):
        leaving.append(make_application(call, state="training"))
        make_decision(released, leaving[-1], "candidate", released_at=NOON)
        waiting.append(make_application(call, state="reserve"))
        make_decision(released, waiting[-1], "reserve", position=place, released_at=NOON)
    spare = make_application(call, state="reserve")
    make_decision(released, spare, "reserve", position=CROWD + 1, released_at=NOON)
    gone, heirs, last = [one.id for one in leaving], [one.id for one in waiting], spare.id
    assert _at_once(shared, _leaving(leaving)) == ["done"] * CROWD
    assert _states(gone) == ["withdrawn"] * CROWD
    assert _states(heirs) == ["training"] * CROWD
    assert _states([last]) == ["reserve"]
    assert _places_taken_by(heirs) == sorted(gone)


def _counts(query: Select[int | None, int]) -> dict[int | None, int]:
    return {row[0]: row[1] for row in db.session.execute(query)}


def _states(ids: Sequence[int]) -> list[str]:
    return [db.session.get_one(Application, one).state for one in ids]


def test_reserves_who_leave_while_places_come_free_are_passed_over(shared: Flask) -> None:
    """Two candidates and the first two reserves give up at once: whoever is left moves up, for each place one."""
    call = make_call()
    released = make_proposal(call, make_staff(Role.COORDINATOR), state="released")
    candidates = [make_application(call, state="training") for _ in range(2)]
    reserves = [make_application(call, state="reserve") for _ in range(5)]
    for one in candidates:
        make_decision(released, one, "candidate", released_at=NOON)
    for position, one in enumerate(reserves, 1):
        make_decision(released, one, "reserve", position=position, released_at=NOON)
    gone, all_reserves = [one.id for one in candidates], [one.id for one in reserves]
    outcomes = _at_once(shared, _leaving([*candidates, *reserves[:2]]))
    assert outcomes == ["done"] * 4
    ended = _states(all_reserves)
    # A reserve may have moved up just before giving up; then the place went on to the next.
    assert ended[:2] == ["withdrawn", "withdrawn"]
    assert ended[2:] == ["training", "training", "reserve"]
    assert len(set(_places_taken_by(all_reserves))) == len(_places_taken_by(all_reserves))
    assert set(gone) <= set(_places_taken_by(all_reserves))


def test_each_school_place_is_given_once(shared: Flask) -> None:
    call, unit = make_call(), make_unit()

    def file(outcome: str, rank: int) -> Application:
        return make_application(call, make_student(unit), state="selection", school_outcome=outcome, school_rank=rank)

    leaving = [file("recommended", rank) for rank in range(1, 3)]
    alternates = [file("alternate", rank).id for rank in range(1, 4)]
    gone = [one.id for one in leaving]
    assert _at_once(shared, _leaving(leaving)) == ["done", "done"]
    outcomes = [db.session.get_one(Application, one).school_outcome for one in alternates]
    assert outcomes == ["recommended", "recommended", "alternate"]
    assert _places_taken_by(alternates) == sorted(gone)


def test_each_offer_of_the_funder_goes_to_one(shared: Flask) -> None:
    call = make_call()
    leaving = [make_application(call, state="contract") for _ in range(3)]
    for one in leaving:
        make_offer(one)
    waiting = [make_application(call, state="funder_reserve", waiting_position=place).id for place in range(1, 5)]
    assert _at_once(shared, _leaving(leaving)) == ["done"] * 3
    assert _states(waiting) == ["contract", "contract", "contract", "funder_reserve"]
    offers = select(Offer.application_id, func.count()).where(Offer.state == "open").group_by(Offer.application_id)
    assert _counts(offers) == dict.fromkeys(waiting[:3], 1)


@pytest.mark.parametrize("_round", range(3))
def test_two_sweeps_release_once_and_end_each_file_once(shared: Flask, _round: int) -> None:
    call = make_call()
    due = make_proposal(call, make_staff(Role.COORDINATOR), state="approved", release_at=NOON, notice_until=NOON)
    listed = []
    for outcome, position in (("candidate", None), ("reserve", 1), ("not_selected", None)):
        listed.append(make_application(call, state="approved"))
        make_decision(due, listed[-1], outcome, position=position)
    drafts = [make_application(make_call(opens_at=PAST, deadline_at=PAST_TOO), due_at=PAST_TOO) for _ in range(5)]
    lapsing = make_application(call, state="contract", due_at=PAST_TOO)
    make_offer(lapsing, confirm_by=PAST_TOO)
    ids = [one.id for one in (*listed, *drafts, lapsing)]
    counts: list[int] = []
    assert _at_once(shared, [lambda: counts.append(run_due())] * 3) == ["done"] * 3
    assert sum(counts) == len(ids)
    assert _states(ids) == ["public_notice", "reserve", "not_selected", *["not_submitted"] * 5, "lapsed"]
    letters = select(OutboxMessage.application_id, func.count()).group_by(OutboxMessage.application_id)
    letters = letters.where(OutboxMessage.application_id.in_(ids))
    assert _counts(letters) == dict.fromkeys(ids, 1)


PAST = NOON.replace(day=1)
PAST_TOO = NOON.replace(day=2)


@pytest.mark.parametrize("_round", range(5))
def test_giving_up_at_the_moment_of_release_leaves_no_place_empty(shared: Flask, _round: int) -> None:
    call = make_call()
    due = make_proposal(call, make_staff(Role.COORDINATOR), state="approved", release_at=NOON, notice_until=PAST_TOO)
    candidate, reserve = (make_application(call, state="approved") for _ in range(2))
    make_decision(due, candidate, "candidate")
    make_decision(due, reserve, "reserve", position=1)
    ids = [candidate.id, reserve.id]
    acts: list[Callable[[], object]] = [*_leaving([candidate]), run_due]
    assert _at_once(shared, acts) == ["done", "done"]
    assert _states(ids) == ["withdrawn", "training"]


def _given_up_by(student: Student) -> int:
    file = make_application(make_call(), student, state="selection")
    give_up(file.id, actor(student), reason="cost")
    return file.id


def test_a_giving_up_is_carried_out_once_and_not_undone_after(shared: Flask) -> None:
    """Two sweeps and the student start together when the time is over: the file ends once."""
    stop_clock_at(NOON)
    student = make_student()
    file_id, me = _given_up_by(student), actor(student)
    stop_clock_at(NOON + UNDO_TIME)
    answers = _at_once(shared, [lambda: carry_out_due(9), lambda: undo(file_id, me), lambda: carry_out_due(9)])
    assert answers == ["done", "giving_up.too_late", "done"]
    assert _states([file_id]) == ["withdrawn"]
    assert db.session.scalars(select(GivingUp.outcome)).all() == ["done"]
    assert db.session.scalar(select(func.count()).where(OutboxMessage.notice == "withdrawn")) == 1


def test_said_in_many_windows_at_once_it_is_one_giving_up(shared: Flask) -> None:
    stop_clock_at(NOON)
    student = make_student()
    file_id, me = make_application(make_call(), student, state="selection").id, actor(student)
    assert _at_once(shared, [lambda: give_up(file_id, me, reason="cost")] * CROWD) == ["done"] * CROWD
    assert db.session.scalars(select(GivingUp.outcome)).all() == [None]


def test_of_two_who_share_the_last_use_of_a_code_one_is_let_in(shared: Flask) -> None:
    stop_clock_at(NOON)
    call = make_call()
    code = make_late_code(call, make_staff(Role.COORDINATOR), most_uses=2)
    key, text, code_id = call.key, code.code, code.id
    crowd = [actor(make_student()) for _ in range(CROWD)]
    db.session.commit()
    answers = _at_once(shared, [_entering(key, text, one) for one in crowd])
    assert sorted(answers) == ["done", "done", *["late_code.used_up"] * (CROWD - 2)]
    assert db.session.get_one(LateCode, code_id).use_count == 2
    assert db.session.scalar(select(func.count()).select_from(Application)) == 2


def _entering(key: str, code: str, who: Actor) -> Callable[[], object]:
    return lambda: enter(key, code, who)
