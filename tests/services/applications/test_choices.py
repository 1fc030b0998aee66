"""Wishes are kept in their order, within the call and its limit, and never overwrite what another window saved."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select

from mobility.core.terms import Actor, Refused
from mobility.database import db
from mobility.models import Application, AuditEvent, Call, Choice, HostOption
from mobility.queries import content, judging
from mobility.services.applications.choices import save_choices
from mobility.services.applications.start import start
from tests.factories.calls import DEADLINE, NOON
from tests.factories.clock import stop_clock_at
from tests.factories.exchange import begin_exchange, hand_in_exchange
from tests.factories.hosts import make_exchange, make_option
from tests.factories.people import actor, make_student


@pytest.fixture
def exchange() -> Call:
    return make_exchange(choice_limit=2)


@pytest.fixture
def options(exchange: Call) -> list[HostOption]:
    return [make_option(exchange) for _ in range(3)]


def _wishes(application_id: int) -> list[int]:
    query = select(Choice.host_option_id).where(Choice.application_id == application_id).order_by(Choice.rank)
    return list(db.session.scalars(query))


def _code(application_id: int, wanted: list[int], who: Actor, revision: int = 0) -> str:
    with pytest.raises(Refused) as refused:
        save_choices(application_id, wanted, who, is_willing=False, revision=revision)
    return refused.value.code


def test_wishes_are_kept_in_their_order_with_the_willingness(
    exchange: Call, options: list[HostOption], me: Actor
) -> None:
    mine = start(exchange.key, me)
    first, second, _ = [one.id for one in options]
    assert save_choices(mine, [first, second], me, is_willing=False, revision=0) == 1
    assert save_choices(mine, [second, first], me, is_willing=True, revision=1) == 2
    application = db.session.get_one(Application, mine)
    assert (_wishes(mine), application.is_willing, application.choices_revision) == ([second, first], True, 2)
    events = select(AuditEvent.params).where(AuditEvent.application_id == mine, AuditEvent.outcome == "wishes")
    assert [one["options"] for one in db.session.scalars(events.order_by(AuditEvent.id))] == [
        f"{first},{second}",
        f"{second},{first}",
    ]


def test_a_stale_window_overwrites_nothing_and_the_same_wishes_are_no_conflict(
    exchange: Call, options: list[HostOption], me: Actor
) -> None:
    mine = start(exchange.key, me)
    first, second, _ = [one.id for one in options]
    save_choices(mine, [first], me, is_willing=False, revision=0)
    assert _code(mine, [second], me, revision=0) == "stale.wishes"
    assert save_choices(mine, [first], me, is_willing=False, revision=0) == 1
    assert _wishes(mine) == [first]


def test_what_is_no_wish_is_refused_and_nothing_changes(exchange: Call, options: list[HostOption], me: Actor) -> None:
    mine = start(exchange.key, me)
    first, second, third = [one.id for one in options]
    elsewhere = make_option(make_exchange()).id
    save_choices(mine, [first], me, is_willing=False, revision=0)
    assert _code(mine, [first, second, third], me, 1) == "wishes.too_many"
    assert _code(mine, [first, first], me, 1) == "wishes.twice"
    assert _code(mine, [elsewhere], me, 1) == "host.unknown"
    options[2].state = "withdrawn"
    db.session.flush()
    assert _code(mine, [first, third], me, 1) == "host.withdrawn"
    assert _wishes(mine) == [first]


def test_a_host_that_withdrew_may_stay_until_the_submit_but_stands_against_it(
    exchange: Call, options: list[HostOption], me: Actor
) -> None:
    mine = begin_exchange(exchange, me, options[0], options[1])
    options[0].state = "withdrawn"
    db.session.flush()
    save_choices(mine, [options[1].id, options[0].id], me, is_willing=False, revision=1)
    assert [reason.code for reason in judging.missing(content.hold(mine))] == ["wishes.withdrawn"]
    save_choices(mine, [options[1].id], me, is_willing=False, revision=2)
    assert judging.missing(content.hold(mine)) == ()


def test_wishes_are_closed_with_the_draft_and_to_everybody_else(
    exchange: Call, options: list[HostOption], me: Actor
) -> None:
    hand_in_exchange(exchange, me, options[0])
    mine = db.session.scalars(select(Application.id).where(Application.student_id == me.student_id)).one()
    assert _code(mine, [options[1].id], me, 1) == "application.not_editable"
    assert _code(mine, [options[1].id], actor(make_student()), 1) == "application.unknown"
    other = start(exchange.key, actor(late := make_student()))
    stop_clock_at(DEADLINE + timedelta(minutes=5, microseconds=1))
    assert _code(other, [options[1].id], actor(late)) == "deadline.passed"


def test_a_program_without_hosts_has_no_wishes(call: Call, me: Actor) -> None:
    assert _code(start(call.key, me), [], me) == "item.unknown"


def test_of_windows_that_save_at_once_one_wins(live_app: Callable[[], Flask]) -> None:
    app = live_app()
    with app.app_context():
        stop_clock_at(NOON)
        exchange = make_exchange()
        wanted = [make_option(exchange).id for _ in range(8)]
        me = actor(make_student())
        db.session.commit()
        mine = start(exchange.key, me)
    barrier = Barrier(len(wanted))

    def save(option_id: int) -> str:
        with app.app_context():
            barrier.wait()
            try:
                save_choices(mine, [option_id], me, is_willing=False, revision=0)
            except Refused as refused:
                return refused.code
            finally:
                db.session.remove()
            return "saved"

    with ThreadPoolExecutor(len(wanted)) as pool:
        said = list(pool.map(save, wanted))
    assert sorted(said) == ["saved"] + ["stale.wishes"] * 7
    with app.app_context():
        assert len(_wishes(mine)) == 1
