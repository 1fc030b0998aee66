"""A list of an exchange names a host for each candidate, and the place there is held from that moment on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select

from mobility import database
from mobility.core.access import Action
from mobility.core.eligibility import AverageAtLeast, Rules
from mobility.core.terms import Actor, Param, Refused, Role
from mobility.database import db, transaction
from mobility.models import (
    Application,
    Call,
    Decision,
    HostOption,
    Placement,
    Program,
    Proposal,
    Student,
    StudentFact,
    Unit,
    User,
)
from mobility.queries.hosts import options
from mobility.queries.selection import candidates
from mobility.queries.students import as_plain, record_of
from mobility.services.casework import advance
from mobility.services.selection.allot import allot
from mobility.services.selection.propose import Proposed, propose
from tests.factories.calls import NOON
from tests.factories.cases import make_application, make_proposal
from tests.factories.clock import stop_clock_at
from tests.factories.hosts import make_choices, make_exchange, make_option, make_summer_school
from tests.factories.people import actor, make_fact, make_staff, make_student, make_unit
from tests.servers import DatabaseUrls

CROWD = 64


@pytest.fixture
def exchange() -> Call:
    return make_exchange()


@pytest.fixture
def option(exchange: Call) -> HostOption:
    return make_option(exchange, place_count=1)


def _file(call: Call, *options: HostOption) -> Application:
    file = make_application(call, state="selection", school_outcome="recommended", school_rank=1)
    make_choices(file, *options)
    return file


def _codes(call: Call, decisions: dict[int, Proposed], who: Actor) -> list[str]:
    with pytest.raises(Refused) as refused:
        propose(call.id, decisions, who)
    return [reason.code for reason in refused.value.reasons]


def test_a_candidate_holds_a_place_at_the_host(exchange: Call, option: HostOption, coordinator: Actor) -> None:
    placed, other = _file(exchange, option), _file(exchange, option)
    propose(
        exchange.id,
        {placed.id: Proposed("candidate", host_option_id=option.id), other.id: Proposed("reserve", 1, option.id)},
        coordinator,
    )
    kept = select(Decision.application_id, Decision.host_option_id).order_by(Decision.application_id)
    assert db.session.execute(kept).all() == [(placed.id, option.id), (other.id, None)]
    held = db.session.scalars(select(Placement)).one()
    assert (held.application_id, held.host_option_id) == (placed.id, option.id)


def test_a_host_gets_no_more_than_it_has_places(exchange: Call, option: HostOption, coordinator: Actor) -> None:
    files = [_file(exchange, option) for _ in range(2)]
    decisions = {file.id: Proposed("candidate", host_option_id=option.id) for file in files}
    assert _codes(exchange, decisions, coordinator) == ["proposal.over_host"]
    assert db.session.scalars(select(Placement)).all() == []


def test_a_candidate_without_a_host_and_one_not_wished_for_are_named(
    exchange: Call, option: HostOption, coordinator: Actor
) -> None:
    elsewhere = make_option(exchange)
    decisions = {
        _file(exchange, option).id: Proposed("candidate"),
        _file(exchange, option).id: Proposed("candidate", host_option_id=elsewhere.id),
    }
    assert sorted(_codes(exchange, decisions, coordinator)) == ["selection.host_not_wished", "selection.no_host"]


def test_the_list_of_a_group_is_proposed_once_its_papers_are_in(coordinator: Actor) -> None:
    summer = make_summer_school()
    late, ready = make_application(summer, state="admission"), make_application(summer, state="ready")
    propose(summer.id, {ready.id: Proposed("candidate")}, coordinator)
    assert [db.session.get_one(Application, file.id).state for file in (late, ready)] == ["admission", "filing"]


def test_wishes_and_places_decide_what_is_suggested(exchange: Call, coordinator: Actor) -> None:
    alpha, beta = make_option(exchange, place_count=1), make_option(exchange, place_count=1)
    strict = Rules(rules=(AverageAtLeast(key="average", minimum=Decimal(95)),))
    gamma = make_option(exchange, place_count=9, rules=strict)
    files = [
        _scored(exchange, 90, alpha, beta),
        _scored(exchange, 80, alpha, beta),
        _scored(exchange, 85, alpha, gamma),
    ]
    files += [_scored(exchange, None, alpha)]
    files[1].is_willing = True
    db.session.flush()
    found = allot(candidates(exchange.id, coordinator), options(exchange.id, coordinator), NOON.date(), seed=7)
    assert found.decisions == {
        files[0].id: Proposed("candidate", host_option_id=alpha.id),
        files[1].id: Proposed("candidate", host_option_id=beta.id),
        files[2].id: Proposed("reserve", 1),
    }
    told = {one: [(option, reason.code) for option, reason in lines] for one, lines in found.reasons.items()}
    assert told[files[1].id] == [(alpha.id, "places.full"), (beta.id, "places.placed")]
    assert told[files[2].id] == [(alpha.id, "places.full"), (gamma.id, "eligibility.average_at_least.not_met")]
    proposed = propose(exchange.id, {**found.decisions, files[3].id: Proposed("not_selected")}, coordinator)
    assert db.session.get_one(Proposal, proposed).state == "proposed"


@pytest.mark.parametrize(
    ("rule", "places", "order", "why"),
    [
        ("equal", None, [0, 1, 2], "places.full"),
        ("ties", None, [0, 2, 1], "places.full_first_time"),
        ("ahead", None, [2, 0, 1], "places.full_first_time"),
        ("ahead", 1, [2, 0, 1], "places.cap_first_time"),
    ],
)
def test_first_timers_stand_where_the_call_puts_them(
    exchange: Call, coordinator: Actor, rule: str, places: int | None, order: list[int], why: str
) -> None:
    exchange.first_timers = rule
    alpha = make_option(exchange, place_count=1 if rule == "ahead" else 2)
    files = [
        _scored(exchange, 90, alpha),
        _scored(exchange, 85, alpha),
        _scored(exchange, 85 - (rule == "equal"), alpha),
    ]
    earlier = make_exchange(key="earlier", number_prefix="EARLIER")
    make_application(earlier, db.session.get_one(Student, files[0].student_id), state="dispatched")
    of_registry = db.session.get_one(Student, files[1].student_id)
    kind = db.session.get_one(Program, exchange.program_id).kind
    make_fact(of_registry, f"participation:{kind}", {"year": 2023}, source="records")
    if places:
        alpha.place_count = 5
        db.session.flush()
    shown = candidates(exchange.id, coordinator)
    assert {one.id for one in shown if not one.has_taken_part} == {files[2].id}
    found = allot(shown, options(exchange.id, coordinator), NOON.date(), seed=7, places=places)
    count = 1 if rule == "ahead" else 2
    placed = {files[one].id for one in order[:count]}
    assert {one for one, decision in found.decisions.items() if decision.outcome == "candidate"} == placed
    assert [found.decisions[files[one].id].position for one in order[count:]] == list(range(1, 4 - count))
    assert found.reasons[files[order[-1]].id][0][1].code == why


def test_a_suggestion_rests_on_what_was_handed_in_whatever_the_record_says_since(
    exchange: Call, coordinator: Actor
) -> None:
    rules = Rules(rules=(AverageAtLeast(key="average", minimum=Decimal(85)),))
    strict = make_option(exchange, place_count=2, rules=rules)
    fallen, risen = _scored(exchange, 90, strict), _scored(exchange, 70, strict)
    for file, average in ((fallen, 60), (risen, 99)):
        record = record_of(file.student_id)
        file.snapshot = as_plain(record)
        kept = select(StudentFact).where(StudentFact.student_id == file.student_id, StudentFact.key == "average")
        db.session.scalars(kept).one().value = {"value": average}
    db.session.flush()
    listed = candidates(exchange.id, coordinator)
    assert [(one.id, one.average) for one in listed] == [(fallen.id, Decimal(90)), (risen.id, Decimal(70))]
    found = allot(listed, options(exchange.id, coordinator), NOON.date(), seed=1)
    assert found.decisions == {
        fallen.id: Proposed("candidate", host_option_id=strict.id),
        risen.id: Proposed("reserve", 1),
    }


def test_places_of_the_call_limit_the_suggestion_and_equals_are_drawn(exchange: Call, coordinator: Actor) -> None:
    alpha = make_option(exchange, place_count=5)
    files = [_scored(exchange, 90, alpha) for _ in range(4)]
    offered = options(exchange.id, coordinator)

    def chosen(seed: int) -> set[int]:
        found = allot(candidates(exchange.id, coordinator), offered, NOON.date(), seed=seed, places=2)
        return {one for one, decision in found.decisions.items() if decision.outcome == "candidate"}

    assert [len(chosen(seed)) for seed in range(6)] == [2] * 6
    assert chosen(1) == chosen(1)
    assert set().union(*(chosen(seed) for seed in range(12))) == {file.id for file in files}


def _scored(call: Call, average: int | None, *options: HostOption) -> Application:
    file = _file(call, *options)
    if average is not None:
        student = db.session.get_one(Student, file.student_id)
        make_fact(student, "average", {"value": average}, scale="100", as_of=NOON.date(), source="records")
    return file


@pytest.fixture
def crowded(fresh_database: Callable[[], DatabaseUrls]) -> Iterator[Flask]:
    """An application that keeps 64 connections to a database of its own."""
    app = Flask("crowd")
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"pool_size": CROWD, "connect_args": {"options": "-c timezone=UTC"}}
    database.init(app, fresh_database().app)
    with app.app_context():
        stop_clock_at(NOON)
        yield app
        db.session.remove()
        db.engine.dispose()


def test_of_64_who_want_the_last_place_of_a_host_one_gets_it(crowded: Flask) -> None:
    call, unit = make_exchange(), make_unit()
    option = make_option(call, place_count=1).id
    who = actor(make_staff(Role.COORDINATOR))
    proposal = make_proposal(call, db.session.get_one(User, who.user_id)).id
    files = [_wishing(call, unit, option) for _ in range(CROWD)]
    db.session.commit()
    start = Barrier(CROWD)

    def place(application_id: int) -> str:
        params: dict[str, Param] = {"decision": "candidate", "proposal_id": proposal, "host_option_id": option}
        with crowded.app_context():
            start.wait()
            try:
                with transaction():
                    advance(application_id, Action.LIST_PROPOSE, who, params=params)
            except Refused as refused:
                return refused.code
            finally:
                db.session.remove()
            return "placed"

    db.session.remove()
    with ThreadPoolExecutor(CROWD) as pool:
        said = list(pool.map(place, files))
    assert sorted(said) == ["host.full"] * (CROWD - 1) + ["placed"]
    held = db.session.scalars(select(Placement.application_id)).all()
    assert (held, db.session.get_one(HostOption, option).taken_count) == ([files[said.index("placed")]], 1)
    states = db.session.scalars(select(Application.state).where(Application.id.in_(files))).all()
    assert sorted(states) == ["approval"] + ["selection"] * (CROWD - 1)


def _wishing(call: Call, unit: Unit, option_id: int) -> int:
    file = make_application(call, make_student(unit), state="selection", school_outcome="recommended", school_rank=1)
    make_choices(file, db.session.get_one(HostOption, option_id))
    return file.id
