"""A list of an exchange names a host for each candidate, and the place there is held from that moment on."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from mobility.core.terms import Actor, Refused
from mobility.database import db
from mobility.models import Application, Call, Decision, HostOption, Placement
from mobility.services.selection.propose import Proposed, propose
from tests.factories.cases import make_application
from tests.factories.hosts import make_choices, make_exchange, make_option, make_summer_school


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
    assert _codes(exchange, decisions, coordinator) == ["host.full"]
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
