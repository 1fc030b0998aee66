"""Databases for tests: one migrated template, and copies of it that cost some hundredths of a second each."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Final, Literal
from uuid import uuid4

from flask import Flask
from sqlalchemy import Engine, NullPool, create_engine, event, make_url, text
from sqlalchemy.orm import Session

from mobility.cli import schema
from mobility.database import db
from tests.servers import DatabaseUrls, run_lock

_GUESTS: Final = "datname = '{}' AND usename = current_user AND pid <> pg_backend_pid()"


def template(urls: DatabaseUrls) -> str:
    """The name of a database at the newest migration; the first worker that asks makes it."""
    name = f"mobility_template_{schema.fingerprint()}"
    with run_lock("template"):
        if not _scalar(urls, f"SELECT count(*) FROM pg_database WHERE datname = '{name}'"):
            draft = empty(urls)
            schema.upgrade(draft.owner)
            _run(urls, f'ALTER DATABASE "{_name(draft)}" RENAME TO "{name}"')
    return name


def empty(urls: DatabaseUrls) -> DatabaseUrls:
    """Make a database without any table, owned by the role that migrates, and give its addresses."""
    return create(urls, "template0")


def create(urls: DatabaseUrls, source: str) -> DatabaseUrls:
    """Copy the database `source`, to which nobody may be connected, and give the addresses of the copy."""
    name = f"mobility_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{uuid4().hex[:8]}"
    owner = make_url(urls.owner).username
    _run(urls, f'CREATE DATABASE "{name}" OWNER "{owner}" TEMPLATE "{source}"')
    return urls.of(name)


def drop(made: DatabaseUrls, urls: DatabaseUrls) -> None:
    """Drop a database that `create` or `empty` made, whoever of our roles is still connected to it.

    Each role ends its own connections and waits for their end, since the owner need be no superuser. Then the server
    itself sends its vacuum away, which FORCE may not do for an owner who is none.
    """
    for role in ("app", "owner", "superuser"):
        guests = _GUESTS.format(_name(made))
        _run(urls, f"SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE {guests}", role)
    _run(urls, f'DROP DATABASE IF EXISTS "{_name(made)}"')


@contextmanager
def copies(urls: DatabaseUrls, source: str) -> Iterator[Callable[[], DatabaseUrls]]:
    """A function that copies `source` each time it is called; its copies are dropped at the end of the block."""
    made: list[DatabaseUrls] = []

    def fresh() -> DatabaseUrls:
        made.append(create(urls, source))
        return made[-1]

    try:
        yield fresh
    finally:
        for one in made:
            drop(one, urls)


def kept(what: str, urls: DatabaseUrls, build: Callable[[DatabaseUrls, Path], None]) -> tuple[str, Path]:
    """The name of a database for all workers of this run to copy, and the folder of its files.

    The first worker that asks has it built, by a function that is given a migrated database and an empty folder, and
    that leaves nobody connected.
    """
    with run_lock(f"kept-{what}") as note:
        folder = note.with_suffix("")
        if not note.exists():
            folder.mkdir()
            made = create(urls, template(urls))
            build(made, folder)
            note.write_text(json.dumps({"urls": asdict(urls), "made": asdict(made)}))
        return _name(DatabaseUrls(**json.loads(note.read_text())["made"])), folder


def drop_kept(run: Path) -> None:
    """Drop what `kept` made in the run of that folder, since its server may outlive the run."""
    for note in run.glob("kept-*.json"):
        told = {key: DatabaseUrls(**urls) for key, urls in json.loads(note.read_text()).items()}
        drop(told["made"], told["urls"])
        note.unlink()


def _name(urls: DatabaseUrls) -> str:
    return make_url(urls.owner).database or ""


def _run(urls: DatabaseUrls, statement: str, role: Literal["superuser", "owner", "app"] = "superuser") -> None:
    engine = create_engine(getattr(urls, role), isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text(statement))


def _scalar(urls: DatabaseUrls, statement: str) -> object:
    engine = create_engine(urls.superuser, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        return connection.execute(text(statement)).scalar()


def disconnect(app: Flask) -> None:
    """Close the connections that `app` keeps, since a database with guests cannot always be dropped."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@contextmanager
def rolled_back(app: Flask) -> Iterator[Session]:
    """Inside the block every session of `app` works on one connection, and nothing of it is kept afterwards.

    A commit ends a savepoint, so services may commit as they do; threads and other processes see nothing of it.
    """
    with app.app_context():
        engine = db.engine
        with engine.connect() as connection:
            outer = connection.begin()
            db._app_engines[app][None] = connection  # type: ignore[assignment]  # it need only be able to connect
            db.session.configure(join_transaction_mode="create_savepoint")
            try:
                yield db.session()
            finally:
                db.session.remove()
                db._app_engines[app][None] = engine
                outer.rollback()


def tidy(urls: DatabaseUrls) -> None:
    """Clear away the rows that earlier tests rolled back.

    Without that, statistics that were taken of so many dead rows let the planner read whole tables again and again.
    """
    _run(urls, "VACUUM")


@contextmanager
def counted() -> Iterator[list[str]]:
    """A list that fills with the statements sent inside the block, without the savepoints that tests add."""
    sent: list[str] = []

    def keep(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT")):
            sent.append(statement)

    event.listen(Engine, "before_cursor_execute", keep)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", keep)
