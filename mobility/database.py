"""The database floor: the one SQLAlchemy object, the one clock and the one way to commit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import psycopg
from flask_sqlalchemy import SQLAlchemy
from psycopg.pq import ExecStatus, TransactionStatus
from pydantic_core import from_json
from sqlalchemy import MetaData, bindparam, column, event, func, insert, select, text, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Session

if TYPE_CHECKING:
    from flask import Flask

NAMING: Final = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """What every table derives from."""

    metadata = MetaData(naming_convention=NAMING)


db: Final = SQLAlchemy(model_class=Base)

_bells: list[Callable[[], None]] = []


class NestedTransaction(RuntimeError):
    """A service called another service that opens a transaction of its own: the outer one must own the commit."""


def init(app: Flask, url: str) -> None:
    """Bind the application to PostgreSQL at `url`, with statement and lock time limits that no page may exceed."""
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config.setdefault(
        "SQLALCHEMY_ENGINE_OPTIONS",
        {
            "pool_pre_ping": True,
            # Every page reads many small texts as JSON; this reader takes the bytes as they come.
            "json_deserializer": from_json,
            "pool_size": 10,
            "max_overflow": 5,
            "connect_args": {"options": "-c timezone=UTC -c lock_timeout=10000 -c statement_timeout=60000"},
        },
    )
    db.init_app(app)
    with app.app_context():
        event.listen(db.engine, "do_connect", _connect)


class _Connection(psycopg.Connection[Any]):
    """A connection that still knows its prepared statements after a rollback, by which every page that only reads ends.

    psycopg forgets them, for they could name what that transaction created; no request creates a table or a type.
    """

    def rollback(self) -> None:
        with self.lock:
            is_open = self.pgconn.transaction_status in (TransactionStatus.INTRANS, TransactionStatus.INERROR)
            if is_open and self.pgconn.exec_(b"ROLLBACK").status == ExecStatus.COMMAND_OK:
                return
        super().rollback()


def _connect(_dialect: Any, _record: Any, arguments: Sequence[Any], parameters: Mapping[str, Any]) -> _Connection:
    return _Connection.connect(*arguments, **parameters)


def install_bell(ring: Callable[[], None]) -> None:
    """Have `ring` called after each commit that asked for it by `ring_after_commit`. It must not raise."""
    _bells[:] = [ring]


def ring_after_commit() -> None:
    """Ask that the worker is woken once the running transaction is committed."""
    db.session().info["rings"] = True


def before_commit(act: Callable[[Session, list[Any]], None], item: Any) -> None:
    """Have `act` called with `item` as the last thing before the running transaction commits.

    Called once, with all items in the order they came, so that what many wait for is locked last and shortly.
    """
    last: dict[Callable[[Session, list[Any]], None], list[Any]] = db.session().info.setdefault("last", {})
    last.setdefault(act, []).append(item)


@contextmanager
def transaction() -> Iterator[Session]:
    """Run one use case in one transaction: commit at the end, roll back on any exception.

    Refuses to nest (`NestedTransaction`), so that a service cannot commit half of another one's work.
    """
    session = db.session()
    if session.info.get("is_open"):
        raise NestedTransaction
    session.info["is_open"] = True
    session.info.pop("now", None)
    try:
        yield session
        for act, items in session.info.pop("last", {}).items():
            act(session, items)
        session.commit()
    except BaseException:
        session.info.pop("rings", None)
        session.rollback()
        raise
    finally:
        session.info.pop("is_open", None)
        session.info.pop("last", None)
        session.info.pop("now", None)
    if session.info.pop("rings", False):
        for ring in _bells:
            ring()


def beside(statement: Any) -> Any:
    """Run one statement in a transaction of its own, committed at once, whether or not another is under way here.

    Answers its first value. The statement must not touch a row that the running transaction has changed.
    """
    with Session(db.engine, join_transaction_mode="create_savepoint") as session:
        found = session.scalar(statement)
        session.commit()
    return found


def is_in_transaction() -> bool:
    return bool(db.session().info.get("is_open"))


def now() -> datetime:
    """Return the database's clock, in UTC: the only time the product knows.

    One instant per transaction: the first call asks, later calls in the same transaction get the same answer.
    """
    info = db.session().info
    if "now" not in info:
        info["now"] = db.session.scalar(select(func.mobility_now()))
    moment: datetime = info["now"]
    return moment


def in_this_transaction(moment: datetime) -> None:
    """Let `now()` answer `moment`, which a statement of the running transaction has read, without asking again."""
    db.session().info.setdefault("now", moment)


def set_clock(*, frozen_at: datetime | None = None, shift_seconds: float = 0) -> None:
    """Move the product's clock, for tests and the demo; the caller has made sure that this is not production."""
    db.session.execute(
        text("UPDATE clock SET frozen_at = :at, shift = make_interval(secs => :shift)"),
        {"at": frozen_at, "shift": shift_seconds},
    )
    db.session().info.pop("now", None)


def insert_rows(model: type[Base], rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Insert many rows by one statement with one parameter, and return their ids in the order of the rows.

    Every row names the same columns; their values are those of JSON, dates and times in ISO 8601. What the ORM would
    fill in, such as a version, is the caller's to give. Sorted ids are the rows' order, since PostgreSQL numbers them
    as they come.
    """
    if not rows:
        return []
    table = model.metadata.tables[model.__tablename__]
    names = list(rows[0])
    given = _given(table, names)
    source = select(*(given.c[name] for name in names))
    statement = insert(table).from_select(names, source, include_defaults=False).returning(table.c.id)
    return sorted(db.session.scalars(statement, {"rows": [dict(row) for row in rows]}))


def update_rows(model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Change many rows by one statement with one parameter: each row names its `id` and the same columns.

    Values are those of JSON, as in `insert_rows`; of a version the caller gives the next one.
    """
    if not rows:
        return
    table = model.metadata.tables[model.__tablename__]
    names = list(rows[0])
    given = _given(table, names)
    changed = {name: given.c[name] for name in names if name != "id"}
    statement = update(table).where(table.c.id == given.c.id).values(changed)
    db.session.execute(statement, {"rows": [dict(row) for row in rows]})


def _given(table: Any, names: Sequence[str]) -> Any:
    """The rows of the parameter `rows` as a table of these columns."""
    return (
        func.jsonb_to_recordset(bindparam("rows", type_=JSONB))
        .table_valued(*(column(name, table.c[name].type) for name in names))
        .render_derived(name="given", with_types=True)
    )


@event.listens_for(Session, "after_transaction_end")
def _forget_now(session: Session, ended: Any) -> None:
    if ended.parent is None:
        session.info.pop("now", None)
