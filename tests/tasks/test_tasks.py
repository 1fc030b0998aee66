"""Tests of mobility.tasks: each task, run in the program's context, does its service's work and answers a count."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from mobility.database import db, now, set_clock, transaction
from mobility.models import Heartbeat, OutboxMessage
from mobility.services.jobs import Running, registry, request, work
from mobility.services.notices.outbox import post
from mobility.tasks import celery as module
from mobility.tasks.celery import celery
from mobility.tasks.clock import Ticker
from tests.factories.calls import NOON, make_call
from tests.factories.cases import make_application
from tests.factories.people import actor, make_user


@pytest.fixture
def program(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """This test's program, also where another test has made one of its own since."""
    monkeypatch.setattr(module, "_context", [app.app_context])
    celery.loader.import_default_modules()
    celery.conf.update(broker_url="")
    with transaction():
        set_clock(frozen_at=NOON)
    return app


def _run(name: str) -> object:
    """Run a task as the worker does, in this process."""
    return celery.tasks[name].apply().get()


def test_letters_are_delivered_by_the_task(program: Flask) -> None:
    person = make_user()
    with transaction():
        for n in range(3):
            post("password_changed", person.id, institution_id=person.institution_id, dedupe_key=str(n))
    assert (_run("outbox.drain"), _run("outbox.drain")) == (3, 0)
    assert {row.subject for row in db.session.scalars(select(OutboxMessage))} == {"Your password has been changed"}


def test_jobs_are_done_by_the_task(program: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_works", {})

    @work("count")
    def count(_job: Running) -> dict[str, int]:
        return {"counted": 1}

    with transaction():
        request("count", {}, actor(make_user()))
    assert (_run("jobs.drain"), _run("jobs.drain")) == (1, 0)


def test_reminders_are_planned_by_the_task(program: Flask) -> None:
    make_application(make_call())
    with transaction():
        set_clock(frozen_at=NOON + timedelta(days=1))
    assert _run("reminders.plan") == 1


def test_files_are_counted_by_stage_by_the_task(program: Flask) -> None:
    for state in ("draft", "selection"):
        make_application(make_call(), state=state)
    assert (_run("counts.take"), _run("counts.take")) == (2, 2)


def test_dates_that_have_passed_are_acted_on_by_the_task(program: Flask) -> None:
    call = make_call()
    application = make_application(call, due_at=call.deadline_at)
    with transaction():
        set_clock(frozen_at=call.deadline_at + timedelta(hours=1))
    assert _run("sweeps.run") == 1
    db.session.expire_all()
    assert application.state == "not_submitted"


def test_the_worker_leaves_a_sign_of_life(program: Flask) -> None:
    assert _run("heartbeat.beat") == 1
    assert db.session.get_one(Heartbeat, "worker").beaten_at == now()


def test_the_clock_has_everything_due_at_its_start_and_leaves_a_sign(program: Flask) -> None:
    ticker = Ticker(app=celery, lazy=False)
    assert all(entry.is_due()[0] for entry in ticker.schedule.values())
    ticker._sign()
    assert db.session.get_one(Heartbeat, "beat").beaten_at == now()


def test_a_sign_that_cannot_be_left_stops_no_clock(program: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = Flask("broken")
    from mobility import database

    database.init(broken, "postgresql+psycopg://nobody@127.0.0.1:1/none")
    monkeypatch.setattr(module, "_context", [broken.app_context])
    Ticker(app=celery, lazy=True)._sign()
