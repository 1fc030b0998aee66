"""A worker is killed in the middle of the sweep of what was given up: the next one does the rest, and nothing twice."""

from __future__ import annotations

import os
import signal

import pytest
from flask import Flask
from sqlalchemy import Connection, func, select, text

from mobility.core.terms import Actor
from mobility.core.workflow.giving_up import UNDO_TIME
from mobility.database import db
from mobility.models import Application, AuditEvent, GivingUp, OutboxMessage, Student
from mobility.services.applications.giving_up import give_up
from mobility.services.casework.sweep import run_due
from tests.factories.calls import NOON, make_call
from tests.factories.cases import make_application
from tests.factories.clock import stop_clock_at
from tests.factories.people import actor

FILES, HELD = 5, 2
"""How many were given up, and which of them, counted from 0, the worker waits for when it is killed."""


def _given_up() -> list[int]:
    call = make_call()
    files = [make_application(call, state="school_check") for _ in range(FILES)]
    for file in files:
        give_up(file.id, _student(file), reason="cost")
    return [file.id for file in files]


def _student(file: Application) -> Actor:
    return actor(db.session.get_one(Student, file.student_id))


def _sweeping(app: Flask) -> int:
    """A process of its own that sweeps; it shares no connection with this one. Returns its number."""
    pid = os.fork()
    if pid == 0:
        try:
            db.engine.dispose(close=False)
            with app.app_context():
                run_due()
        finally:
            os._exit(0)
    return pid


def _wait_until_it_waits_for(holder: Connection, worker: int) -> None:
    mine = holder.scalar(text("SELECT pg_backend_pid()"))
    waiting = text("SELECT count(*) FROM pg_stat_activity WHERE :mine = ANY(pg_blocking_pids(pid))")
    with db.engine.connect() as watcher:
        while not watcher.scalar(waiting, {"mine": mine}):
            assert os.waitpid(worker, os.WNOHANG) == (0, 0), "the worker has ended instead"
            watcher.rollback()


def _counts(application_ids: list[int]) -> tuple[int, int, int, int]:
    """How many have ended, have a letter that says so, an event that says so, and a word that is carried out."""
    db.session.rollback()
    ours = Application.id.in_(application_ids), Application.state == "withdrawn"
    questions = (
        select(func.count()).select_from(Application).where(*ours),
        select(func.count()).select_from(OutboxMessage).where(OutboxMessage.notice == "withdrawn"),
        select(func.count()).select_from(AuditEvent).where(AuditEvent.to_state == "withdrawn"),
        select(func.count()).select_from(GivingUp).where(GivingUp.outcome == "done"),
    )
    ended, told, noted, done = (db.session.scalars(one).one() for one in questions)
    return ended, told, noted, done


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_what_a_killed_worker_leaves_is_done_once_by_the_next(shared: Flask) -> None:
    files = _given_up()
    stop_clock_at(NOON + UNDO_TIME)
    db.session.remove()
    with db.engine.begin() as holder:
        holder.execute(text("SELECT 1 FROM application WHERE id = :id FOR UPDATE"), {"id": files[HELD]})
        worker = _sweeping(shared)
        _wait_until_it_waits_for(holder, worker)
        os.kill(worker, signal.SIGKILL)
        os.waitpid(worker, 0)
    assert _counts(files) == (HELD, HELD, HELD, HELD)
    assert run_due() == FILES - HELD
    assert run_due() == 0
    assert _counts(files) == (FILES, FILES, FILES, FILES)
