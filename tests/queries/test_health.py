"""The program says truly whether it can serve and what is not as it should be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from mobility import database
from mobility.database import now
from mobility.models import Heartbeat, OutboxMessage
from mobility.queries.health import LATE_AFTER, MIGRATIONS, PULSES, SILENT_AFTER, Health, health, newest_revision
from tests.factories.people import make_user
from tests.servers import DatabaseUrls

NOWHERE = "redis://127.0.0.1:1/0"


def beat(session: Session, *, ago: timedelta = timedelta()) -> None:
    session.add_all(Heartbeat(name=name, beaten_at=now() - ago) for name in PULSES)
    session.flush()


def test_all_is_well(database_session: Session, redis_url: str) -> None:
    beat(database_session, ago=SILENT_AFTER - timedelta(seconds=5))
    found = health(redis_url)
    assert found == Health(is_database_reachable=True, is_schema_current=True)
    assert found.is_ready


@pytest.mark.usefixtures("database_session")
def test_what_was_never_heard_of_is_degraded_and_the_program_still_serves(redis_url: str) -> None:
    found = health(redis_url)
    assert found.degraded == ("worker", "beat")
    assert found.is_ready


def test_silence_and_a_dead_redis_are_named(database_session: Session) -> None:
    beat(database_session, ago=SILENT_AFTER + timedelta(seconds=1))
    assert health(NOWHERE).degraded == ("redis", "worker", "beat")


def test_a_letter_that_waits_too_long_is_told(database_session: Session, redis_url: str) -> None:
    beat(database_session)
    due_at = now() - LATE_AFTER - timedelta(seconds=1)
    post(database_session, due_at)
    found = health(redis_url)
    assert (found.oldest_due_at, found.is_letter_late) == (due_at, True)


def post(session: Session, due_at: datetime) -> None:
    person = make_user()
    letter = OutboxMessage(
        institution_id=person.institution_id,
        user_id=person.id,
        notice="receipt",
        dedupe_key="k",
        message_id="<k@x>",
        due_at=due_at,
    )
    session.add(letter)
    session.flush()


def test_the_newest_migration_is_the_one_that_migrating_ends_at() -> None:
    assert newest_revision() == ScriptDirectory(str(MIGRATIONS)).get_current_head()


def bound_to(url: str) -> Flask:
    app = Flask("tests")
    database.init(app, url)
    return app


def test_tables_that_are_not_the_newest_are_not_ready(
    fresh_database: Callable[[], DatabaseUrls], empty_database: DatabaseUrls, redis_url: str
) -> None:
    older = fresh_database()
    with bound_to(older.owner).app_context():
        database.db.session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
        database.db.session.commit()
        assert health(redis_url) == Health(is_database_reachable=True, is_schema_current=False)
        database.db.engine.dispose()
    with bound_to(empty_database.owner).app_context():
        assert not health(redis_url).is_ready
        database.db.engine.dispose()


def test_a_database_that_does_not_answer_is_told_and_nothing_is_raised(redis_url: str) -> None:
    with bound_to("postgresql+psycopg://nobody@127.0.0.1:1/none").app_context():
        assert health(redis_url) == Health(is_database_reachable=False, is_schema_current=False)
