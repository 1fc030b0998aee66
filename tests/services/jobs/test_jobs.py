"""Tests of mobility.services.jobs: asked for with the change, done once, in slices, again after a crash."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from mobility import database
from mobility.core.terms import Actor, Refused
from mobility.database import db, transaction
from mobility.models import Job, Unit
from mobility.queries.jobs import job_state
from mobility.services.jobs import Running, drain, registry, request, work
from mobility.services.jobs.execute import MOST_IDLE_SLICES
from tests.factories.people import actor, make_institution, make_user
from tests.servers import DatabaseUrls


@pytest.fixture
def own_app(fresh_database: Callable[[], DatabaseUrls], monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    monkeypatch.setattr(registry, "_works", {})
    app = Flask("jobs")
    database.init(app, fresh_database().app)
    with app.app_context():
        make_institution()
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def me(own_app: Flask) -> Actor:
    return actor(make_user())


def _request(who: Actor, kind: str = "count", **params: Any) -> int:
    with transaction():
        return request(kind, params, who)


def _let_leases_pass() -> None:
    with transaction():
        db.session.execute(update(Job).values(lease_until=func.clock_timestamp() - timedelta(seconds=1)))


def test_a_job_is_done_once_and_tells_its_result(me: Actor) -> None:
    seen: list[tuple[Any, ...]] = []

    @work("count")
    def count(job: Running) -> dict[str, int]:
        seen.append((job.institution_id, dict(job.params), job.requested_by))
        job.progress(2, 3)
        return {"counted": 3}

    asked = _request(me, up_to=3)
    assert (drain(), drain()) == (1, 0)
    state = job_state(me, asked)
    assert (state.state, state.done_count, state.total_count, state.result) == ("done", 2, 3, {"counted": 3})
    assert seen == [(me.institution_id, {"up_to": 3}, me.user_id)]


def test_a_change_that_is_rolled_back_asks_for_nothing(me: Actor) -> None:
    with pytest.raises(ZeroDivisionError):
        _request_and_fail(me)
    assert db.session.scalar(select(func.count()).select_from(Job)) == 0
    with pytest.raises(RuntimeError):
        request("count", {}, me)


def _request_and_fail(me: Actor) -> None:
    with transaction():
        request("count", {}, me)
        raise ZeroDivisionError


def test_a_refusal_ends_the_job_with_its_reason(me: Actor) -> None:
    @work("count")
    def refuse(_job: Running) -> None:
        raise Refused("call.unknown", call=5)

    asked = _request(me)
    drain()
    state = job_state(me, asked)
    assert (state.state, state.result) == ("failed", {"reason": "call.unknown", "params": {"call": 5}})


def test_a_fault_is_tried_again_and_at_last_failed_without_stopping_others(me: Actor) -> None:
    calls: list[int] = []

    @work("fault")
    def fault(job: Running) -> None:
        calls.append(job.id)
        raise ZeroDivisionError

    @work("count")
    def count(_job: Running) -> dict[str, int]:
        return {}

    bad, good = _request(me, "fault"), _request(me)
    for _ in range(2 * MOST_IDLE_SLICES + 4):
        drain()
        _let_leases_pass()
    assert (job_state(me, bad).state, job_state(me, bad).result) == ("failed", {"reason": "job.failed"})
    assert job_state(me, good).state == "done"
    assert len(calls) == MOST_IDLE_SLICES


def test_a_job_of_unknown_kind_is_failed(me: Actor) -> None:
    asked = _request(me, "no_such_work")
    drain()
    assert job_state(me, asked).result == {"reason": "job.failed"}


def test_a_long_job_goes_on_in_slices_from_what_is_done(me: Actor) -> None:
    @work("count")
    def count(job: Running) -> dict[str, int] | None:
        job.progress(job.done_count + 1, 7)
        return {} if job.done_count == 7 else None

    asked = _request(me)
    assert [drain() for _ in range(8)] == [1] * 7 + [0]
    assert (job_state(me, asked).state, job_state(me, asked).done_count) == ("done", 7)


def test_a_slice_that_moves_nothing_counts_as_an_attempt(me: Actor) -> None:
    @work("count")
    def stuck(_job: Running) -> None:
        return None

    asked = _request(me)
    for _ in range(MOST_IDLE_SLICES + 1):
        drain()
    assert job_state(me, asked).result == {"reason": "job.failed"}


def test_who_lost_the_job_stops_and_overwrites_nothing(me: Actor) -> None:
    turns: list[int] = []

    @work("count")
    def slow(job: Running) -> dict[str, int]:
        turns.append(job.attempts)
        if len(turns) == 1:
            _let_leases_pass()
            assert drain() == 1
        job.progress(len(turns))
        return {"turns": len(turns)}

    asked = _request(me)
    assert drain() == 1
    assert turns == [1, 2]
    assert job_state(me, asked).result == {"turns": 2}


def test_who_lost_the_job_long_ago_is_not_taken_for_who_has_it_now(me: Actor) -> None:
    held: list[Running] = []

    @work("count")
    def keep(job: Running) -> None:
        held.append(job)
        if len(held) > 1:
            job.progress(job.done_count + 1)

    _request(me)
    for _ in range(3):
        drain()
    with pytest.raises(registry.LostLease):
        held[0].progress(99)


def test_what_a_faulty_slice_changed_is_rolled_back(me: Actor) -> None:
    @work("count")
    def half(job: Running) -> None:
        with transaction() as session:
            name = {"en": "a", "zh_Hans": "a"}
            session.add(Unit(institution_id=job.institution_id, kind="school", code="x", name=name, path=[]))
            raise ZeroDivisionError

    _request(me)
    drain()
    assert db.session.scalar(select(func.count()).select_from(Unit)) == 0


def test_a_job_is_shown_to_whom_it_belongs_alone(me: Actor) -> None:
    asked = _request(me)
    other = actor(make_user())
    for who, job_id in ((other, asked), (me, asked + 1), (Actor.anonymous(me.institution_id), asked)):
        with pytest.raises(Refused, match=r"job\.unknown"):
            job_state(who, job_id)


def test_a_kind_has_one_function(own_app: Flask) -> None:
    work("count")(lambda _job: {})
    with pytest.raises(ValueError, match="already"):
        work("count")(lambda _job: {})
