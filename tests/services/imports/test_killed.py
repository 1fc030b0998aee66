"""A worker is killed while it writes a table: its progress was true, nothing is written, the next one writes it all."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from pathlib import Path

from flask import Flask
from sqlalchemy import Connection, func, insert, select, text, update

from mobility.core.terms import Actor, Role, Text
from mobility.database import db, transaction
from mobility.models import AuditEvent, Job, Student, User
from mobility.queries import imports as reading
from mobility.services import jobs
from mobility.services.imports import ask, work  # noqa: F401 - its kinds of job are known by being imported
from mobility.storage import Store, use
from tests.factories.people import actor, make_staff, make_unit
from tests.services.imports.tables import line, table

LINES, AT_ONCE, HELD = 10, 4, 6
"""Lines of the table, rows in one statement, and the line at which the worker waits for us when it is killed."""


_WORKER = """
import sys
from pathlib import Path
from flask import Flask
from mobility import database
from mobility.services import jobs
from mobility.services.imports import plan, work
from mobility.storage import Store, use
app = Flask("worker")
database.init(app, sys.argv[1])
use(Store.on_disk(Path(sys.argv[2])))
plan.AT_ONCE = int(sys.argv[3])
with app.app_context():
    jobs.drain()
"""


@contextmanager
def _worker(store: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process of its own that drains the jobs: the store has threads, which no fork would take along."""
    url = db.engine.url.render_as_string(hide_password=False)
    arguments = [sys.executable, "-c", _WORKER, url, str(store), str(AT_ONCE)]
    with subprocess.Popen(arguments) as worker:
        try:
            yield worker
        finally:
            worker.kill()


def _wait_until_it_waits_for(holder: Connection, worker: subprocess.Popen[bytes]) -> None:
    mine = holder.scalar(text("SELECT pg_backend_pid()"))
    waiting = text("SELECT count(*) FROM pg_stat_activity WHERE :mine = ANY(pg_blocking_pids(pid))")
    with db.engine.connect() as watcher:
        while not watcher.scalar(waiting, {"mine": mine}):
            assert worker.poll() is None, "the worker has ended instead"
            watcher.rollback()


def _started(administrator: Actor) -> int:
    """An import of the table, checked and asked for."""
    content = table(*(line(number) for number in range(LINES)))
    import_id = ask.upload("students", BytesIO(content), "名单.csv", administrator)
    jobs.drain()
    ask.start(import_id, administrator)
    return import_id


def _written() -> tuple[int, int]:
    """How many of the table's people there are, and how many accounts of theirs."""
    db.session.rollback()
    people = select(func.count(Student.id)).where(Student.name == "张三丰")
    accounts = select(func.count(User.id)).where(User.name == "张三丰")
    return db.session.scalars(people).one(), db.session.scalars(accounts).one()


def test_a_worker_killed_while_it_writes_leaves_nothing_and_the_next_writes_all(
    shared_bare_app: Flask, tmp_path: Path
) -> None:
    use(Store.on_disk(tmp_path))
    make_unit(code="N", name=Text(en="School of Nursing", zh_Hans="护理学院"))
    administrator = actor(make_staff(Role.ADMINISTRATOR))
    import_id = _started(administrator)
    kinds, home = ask.kinds_for(administrator), administrator.institution_id
    db.session.remove()
    with db.engine.connect() as holder, holder.begin() as held:
        holder.execute(insert(User).values(institution_id=home, name="Other", email=f"s{HELD}@university.example"))
        with _worker(tmp_path) as worker:
            _wait_until_it_waits_for(holder, worker)
            seen = reading.run(administrator, import_id, kinds)
            assert (seen.state, seen.phase, seen.done_count, seen.total_count) == ("writing", "write", AT_ONCE, LINES)
            worker.send_signal(signal.SIGKILL)
        held.rollback()
    assert _written() == (0, 0)
    assert (jobs.drain(), reading.run(administrator, import_id, kinds).is_left) == (0, False)  # its lease still runs
    with transaction():
        db.session.execute(update(Job).values(lease_until=func.clock_timestamp() - timedelta(seconds=1)))
    left = reading.run(administrator, import_id, kinds)
    assert (left.state, left.is_left, _written()) == ("writing", True, (0, 0))
    assert jobs.drain() == 1
    done = reading.run(administrator, import_id, kinds)
    assert (done.state, done.attempt, _written()) == ("done", 2, (LINES, LINES))
    said = select(AuditEvent.outcome).where(AuditEvent.object_kind == "import").order_by(AuditEvent.id)
    assert db.session.scalars(said).all() == ["asked", None]
