"""The servers of a test run: embedded ones, or those that the environment names; one set for all workers."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from signal import SIGINT, SIGTERM

from sqlalchemy import make_url

from mobility.cli.servers import Place, PostgreSQL, Valkey

RUN_FOLDER = "MOBILITY_TEST_RUN"
"""The environment variable by which pytest-xdist's workers find the folder of their run."""


@dataclass(frozen=True)
class DatabaseUrls:
    """The addresses of one database, as the role that may make databases, the one that migrates, the application's."""

    superuser: str
    owner: str
    app: str

    def of(self, database: str) -> DatabaseUrls:
        """The addresses of another database of the same cluster, for the same roles."""
        return DatabaseUrls(*(_renamed(url, database) for url in (self.superuser, self.owner, self.app)))


def begin_run() -> None:
    """Make the folder that all processes of this run share. Called once, by the process that steers the run."""
    os.environ[RUN_FOLDER] = tempfile.mkdtemp(prefix="mobility-run-")


def end_run() -> None:
    """End the servers that any worker of this run started, and remove all their files."""
    folder = Path(os.environ.pop(RUN_FOLDER))
    for note in folder.glob("*.json"):
        started = json.loads(note.read_text())
        if pid := started.get("pid"):
            _end(pid, SIGINT if note.stem == "postgres" else SIGTERM)
        for path in started.get("folders", ()):
            shutil.rmtree(path, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


def database_urls() -> DatabaseUrls:
    """The databases' addresses; the first worker that asks starts the server."""
    if app := os.environ.get("DATABASE_URL"):
        owner = os.environ.get("MIGRATION_DATABASE_URL", app)
        return DatabaseUrls(superuser=owner, owner=owner, app=app)
    with run_lock("postgres") as note:
        if not note.exists():
            place = Place.temporary()
            server = PostgreSQL(place, is_durable=False)
            pid = server.start().pid
            urls = DatabaseUrls(server.superuser_url, server.owner_url, server.app_url)
            folders = [str(place.folder), str(server.sockets)]
            note.write_text(json.dumps({"pid": pid, "urls": asdict(urls), "folders": folders}))
        return DatabaseUrls(**json.loads(note.read_text())["urls"])


def redis_url() -> str:
    """The address of Redis or Valkey; the first worker that asks starts one."""
    if url := os.environ.get("REDIS_URL"):
        return url
    with run_lock("valkey") as note:
        if not note.exists():
            place = Place.temporary()
            server = Valkey(place)
            pid = server.start().pid
            note.write_text(json.dumps({"pid": pid, "url": server.url, "folders": [str(place.folder)]}))
        return str(json.loads(note.read_text())["url"])


@contextmanager
def run_lock(name: str) -> Iterator[Path]:
    """Let one process of the run at a time into the block; gives the path of a note on what is already done."""
    folder = Path(os.environ[RUN_FOLDER])
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder / f"{name}.json"


def _renamed(url: str, database: str) -> str:
    return make_url(url).set(database=database).render_as_string(hide_password=False)


def _end(pid: int, signal: int) -> None:
    try:
        os.kill(pid, signal)
    except ProcessLookupError:
        return
    _wait_for_end(pid)


def _wait_for_end(pid: int) -> None:
    """Wait up to ten seconds. The server is our own child, or that of a worker which has ended already."""
    for _ in range(500):
        try:
            if os.waitpid(pid, os.WNOHANG)[0] == pid:
                return
        except ChildProcessError:
            try:
                os.kill(pid, 0)
            except ProcessLookupError:
                return
        time.sleep(0.02)
