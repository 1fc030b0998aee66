"""Go or no-go: everybody at once, places and fees follow, and nobody is dispatched around the filed list."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from mobility.core.access import Action
from mobility.core.programs.summer_school import WORKFLOW
from mobility.core.terms import Actor, Refused, Role
from mobility.database import db
from mobility.models import Application, Call, Fee, HostOption, OutboxMessage
from mobility.queries import groups
from mobility.services.groups.decide import go, no_go
from mobility.services.groups.refund import note_refunds
from tests.factories.cases import make_application
from tests.factories.hosts import make_option, make_placement, make_summer_school
from tests.factories.people import actor, make_staff


@pytest.fixture
def coordinator() -> Actor:
    return actor(make_staff(Role.COORDINATOR))


@pytest.fixture
def call() -> Call:
    return make_summer_school()


@pytest.fixture
def option(call: Call) -> HostOption:
    return make_option(call, place_count=5)


def _member(call: Call, option: HostOption, state: str = "group", fee: str = "paid") -> Application:
    file = make_application(call, state=state)
    make_placement(file, option)
    db.session.add(
        Fee(
            institution_id=call.institution_id,
            application_id=file.id,
            amount_minor=1_280_000,
            currency="CNY",
            state=fee,
        )
    )
    db.session.flush()
    return file


def _states(*files: Application) -> list[str]:
    for file in files:
        db.session.refresh(file)
    return [file.state for file in files]


def test_the_group_goes_when_it_is_large_enough(call: Call, option: HostOption, coordinator: Actor) -> None:
    files = [_member(call, option) for _ in range(2)]
    waiting = make_application(call, state="waiting")
    assert go(call.id, coordinator) == 2
    assert _states(*files, waiting) == ["papers", "papers", "waiting"]
    assert db.session.scalars(select(OutboxMessage.notice)).all() == ["group_goes", "group_goes"]


def test_below_the_minimum_somebody_has_to_say_so(call: Call, option: HostOption, coordinator: Actor) -> None:
    file = _member(call, option)
    with pytest.raises(Refused) as refused:
        go(call.id, coordinator)
    assert (refused.value.code, dict(refused.value.params)) == ("group.below_minimum", {"minimum": 2, "count": 1})
    assert go(call.id, coordinator, is_below_minimum_accepted=True) == 1
    assert _states(file) == ["papers"]


def test_who_comes_after_the_decision_counts_with_those_before(
    call: Call, option: HostOption, coordinator: Actor
) -> None:
    _member(call, option, state="papers")
    late = _member(call, option)
    assert go(call.id, coordinator) == 1
    assert _states(late) == ["papers"]


def test_without_anybody_there_is_nothing_to_decide(call: Call, coordinator: Actor) -> None:
    with pytest.raises(Refused) as refused:
        go(call.id, coordinator)
    assert refused.value.code == "group.nobody"


def test_no_go_ends_everything_frees_every_place_and_owes_back_what_was_paid(
    call: Call, option: HostOption, coordinator: Actor
) -> None:
    paid, unpaid = _member(call, option), _member(call, option, state="payment", fee="due")
    draft, ended = make_application(call, state="draft"), make_application(call, state="withdrawn")
    assert no_go(call.id, coordinator) == 3
    assert _states(paid, unpaid, draft, ended) == ["cancelled", "cancelled", "cancelled", "withdrawn"]
    db.session.refresh(option)
    db.session.refresh(call)
    assert (option.taken_count, call.state) == (0, "cancelled")
    assert db.session.scalars(select(Fee.state).order_by(Fee.id)).all() == ["refund_due", "waived"]
    with pytest.raises(Refused) as refused:
        no_go(call.id, coordinator)
    assert refused.value.code == "call.cancelled"


def test_refunds_are_noted_once(call: Call, option: HostOption, coordinator: Actor) -> None:
    _member(call, option)
    no_go(call.id, coordinator)
    page = groups.fees(call.id, coordinator)
    assert page.counts == {"refund_due": 1}
    ids = [line.id for line in page.lines]
    assert note_refunds(call.id, ids, coordinator) == 1
    with pytest.raises(Refused) as refused:
        note_refunds(call.id, ids, coordinator)
    assert refused.value.code == "fee.not_owed"


def test_a_group_is_counted_by_what_each_waits_for(call: Call, option: HostOption, coordinator: Actor) -> None:
    for state in ("group", "group", "payment", "confirmation", "admission", "withdrawn"):
        make_application(call, state=state)
    assert option.taken_count == 0
    found = groups.group(call.id, coordinator)
    assert (found.minimum, found.formed, found.to_pay, found.to_confirm, found.others) == (2, 2, 1, 1, 1)
    assert found.is_large_enough


def test_nobody_leaves_around_the_filed_list() -> None:
    leading = [move for move in WORKFLOW.transitions if move.target == "dispatched"]
    assert [(move.action, move.sources) for move in leading] == [(Action.LIST_RELEASE, ("filed",))]
