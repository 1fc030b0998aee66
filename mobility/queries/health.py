"""Tells whether the program can serve, and what of it is not as it should be. Names parts, never rows or persons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Final

from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry
from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError

from mobility.database import db, now
from mobility.models import Heartbeat
from mobility.observability import logger
from mobility.queries.outbox import oldest_due

MIGRATIONS: Final = Path(__file__).resolve().parents[2] / "migrations"

SILENT_AFTER: Final = timedelta(seconds=60)
"""A worker or a clock that was not heard of for so long counts as silent; each is heard of several times a minute."""
LATE_AFTER: Final = timedelta(minutes=5)
"""A letter that is due for so long means that nothing is delivered."""
PULSES: Final = ("worker", "beat")

_log: Final = logger(__name__)


@dataclass(frozen=True, slots=True)
class Health:
    """How the program stands. `degraded` names parts without which it still serves."""

    is_database_reachable: bool
    is_schema_current: bool
    degraded: tuple[str, ...] = ()
    oldest_due_at: datetime | None = None
    is_letter_late: bool = False

    @property
    def is_ready(self) -> bool:
        return self.is_database_reachable and self.is_schema_current


def health(redis_url: str) -> Health:
    """Ask the database and Redis. Never raises for a part that does not answer: that is the answer."""
    try:
        if db.session.scalar(text("SELECT to_regclass('alembic_version')")) is None:
            return Health(is_database_reachable=True, is_schema_current=False)
        revision = db.session.scalar(text("SELECT version_num FROM alembic_version"))
        if revision != newest_revision():
            return Health(is_database_reachable=True, is_schema_current=False)
        return _parts(redis_url)
    except SQLAlchemyError as error:
        db.session.rollback()
        _log.error("health.database", reason=type(error).__name__)
        return Health(is_database_reachable=False, is_schema_current=False)


@cache
def newest_revision() -> str:
    """The migration that the database must be at for this version of the program.

    Migrations are numbered in their files' names; loading what runs them would slow every start down by a second.
    """
    return max(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def _parts(redis_url: str) -> Health:
    moment = now()
    rows = db.session.execute(select(Heartbeat.name, Heartbeat.beaten_at)).all()
    seen = {row.name: row.beaten_at for row in rows}
    silent = [name for name in PULSES if name not in seen or moment - seen[name] > SILENT_AFTER]
    due_at = oldest_due(moment)
    return Health(
        is_database_reachable=True,
        is_schema_current=True,
        degraded=(*([] if _rings(redis_url) else ["redis"]), *silent),
        oldest_due_at=due_at,
        is_letter_late=due_at is not None and moment - due_at > LATE_AFTER,
    )


def _rings(url: str) -> bool:
    """Whether Redis answers within a quarter of a second, asked once."""
    quickly = Retry(NoBackoff(), 0)
    try:
        with Redis.from_url(url, socket_timeout=0.25, socket_connect_timeout=0.25, retry=quickly) as client:
            return bool(client.ping())
    except (RedisError, ValueError):
        return False
