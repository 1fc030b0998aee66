"""A host withdrawn or a call cancelled reaches everybody whom it concerns, once, and nobody else."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from mobility.core.terms import Actor, Refused, Role
from mobility.database import db
from mobility.models import Application, Call, HostOption, Job, OutboxMessage, Placement, Proposal, User
from mobility.services import jobs
from mobility.services.calls import cancel as calling_off
from mobility.services.calls.cancel import cancel
from mobility.services.calls.withdraw_host import Withdrawn, withdraw_host
from tests.factories.cases import make_application, make_decision, make_offer, make_proposal
from tests.factories.hosts import make_choices, make_exchange, make_option, make_placement
from tests.factories.people import actor, make_staff


@pytest.fixture
def exchange() -> Call:
    return make_exchange()


@pytest.fixture
def option(exchange: Call) -> HostOption:
    return make_option(exchange)


@pytest.fixture
def coordinator() -> Actor:
    return actor(make_staff(Role.COORDINATOR))


def _file(call: Call, state: str, *options: HostOption, is_placed: bool = False) -> Application:
    file = make_application(call, state=state)
    make_choices(file, *options)
    if is_placed:
        make_placement(file, options[0])
        make_offer(file, host_option_id=options[0].id, partner_id=options[0].partner_id)
    db.session.commit()
    return file


def _states(*files: Application) -> list[str]:
    for file in files:
        db.session.refresh(file)
    return [file.state for file in files]


def _letters(notice: str) -> list[int | None]:
    query = select(OutboxMessage.application_id).where(OutboxMessage.notice == notice)
    return list(db.session.scalars(query.order_by(OutboxMessage.application_id)))


def test_who_holds_a_place_goes_back_and_who_wished_is_told(
    exchange: Call, option: HostOption, coordinator: Actor
) -> None:
    placed = _file(exchange, "nomination", option, is_placed=True)
    writing, waiting = _file(exchange, "draft", option), _file(exchange, "selection", option)
    elsewhere = _file(exchange, "draft", make_option(exchange))
    ended = _file(exchange, "withdrawn", option)
    assert withdraw_host(exchange.id, option.id, coordinator) == Withdrawn(1, 2)
    assert _states(placed, writing, waiting, elsewhere, ended) == [
        *("selection", "draft", "selection", "draft", "withdrawn")
    ]
    assert (_letters("host_withdrawn"), _letters("wish_withdrawn")) == ([placed.id], [writing.id, waiting.id])
    db.session.refresh(option)
    assert (option.state, option.taken_count) == ("withdrawn", 0)
    assert db.session.scalars(select(Placement.id).where(Placement.freed_at.is_(None))).all() == []


def test_a_host_in_a_list_under_way_stays_until_the_list_is_returned(
    exchange: Call, option: HostOption, coordinator: Actor
) -> None:
    file = _file(exchange, "approval", option)
    assert coordinator.user_id is not None
    proposal = make_proposal(exchange, db.session.get_one(User, coordinator.user_id))
    make_decision(proposal, file, "candidate", host_option_id=option.id)
    with pytest.raises(Refused) as refused:
        withdraw_host(exchange.id, option.id, coordinator)
    assert refused.value.code == "host.in_list"
    with pytest.raises(Refused) as unknown:
        withdraw_host(exchange.id, make_option(make_exchange()).id, coordinator)
    assert unknown.value.code == "host.unknown"


def test_a_cancelled_call_ends_every_live_file_and_sets_a_list_aside(
    exchange: Call, option: HostOption, coordinator: Actor
) -> None:
    assert coordinator.user_id is not None
    placed = _file(exchange, "confirmed", option, is_placed=True)
    draft, ended = _file(exchange, "draft", option), _file(exchange, "withdrawn", option)
    proposal = make_proposal(exchange, db.session.get_one(User, coordinator.user_id))
    assert cancel(exchange.id, coordinator) == 2
    assert _states(placed, draft, ended) == ["cancelled", "cancelled", "withdrawn"]
    assert _letters("call_cancelled") == [placed.id, draft.id]
    db.session.refresh(option)
    db.session.refresh(proposal)
    assert (db.session.get_one(Call, exchange.id).state, option.taken_count) == ("cancelled", 0)
    assert db.session.get_one(Proposal, proposal.id).state == "returned"
    with pytest.raises(Refused) as refused:
        cancel(exchange.id, coordinator)
    assert refused.value.code == "call.cancelled_before"


def test_many_files_are_ended_by_a_job_that_can_be_done_again(
    exchange: Call, coordinator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calling_off, "AT_ONCE", 2)
    files = [_file(exchange, "draft") for _ in range(3)]
    assert cancel(exchange.id, coordinator) == 3
    assert _states(*files) == ["draft"] * 3
    assert jobs.drain() == 1
    assert _states(*files) == ["cancelled"] * 3
    job = db.session.scalars(select(Job)).one()
    assert (job.state, job.done_count, len(_letters("call_cancelled"))) == ("done", 3, 3)
