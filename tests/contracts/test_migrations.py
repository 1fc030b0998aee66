"""Every migration goes up and down again, and the newest schema equals the models."""

from __future__ import annotations

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import create_engine, inspect, text

from mobility.cli import schema
from tests.servers import DatabaseUrls


def _tables(url: str) -> set[str]:
    return set(inspect(create_engine(url)).get_table_names())


def test_each_step_goes_up_down_and_up_again(empty_database: DatabaseUrls) -> None:
    script = ScriptDirectory.from_config(schema.configuration(empty_database.owner))
    steps = [step.revision for step in reversed(list(script.walk_revisions()))]
    for before, step in zip(["base", *steps], steps, strict=False):
        schema.upgrade(empty_database.owner, step)
        there = _tables(empty_database.owner)
        schema.downgrade(empty_database.owner, before)
        schema.upgrade(empty_database.owner, step)
        assert _tables(empty_database.owner) == there
    schema.downgrade(empty_database.owner, "base")
    assert _tables(empty_database.owner) == {"alembic_version"}


def test_the_newest_schema_equals_the_models(empty_database: DatabaseUrls) -> None:
    schema.upgrade(empty_database.owner)
    try:
        command.check(schema.configuration(empty_database.owner))
    except CommandError as difference:  # pragma: no cover - the message is what a developer needs
        pytest.fail(str(difference))


@pytest.mark.parametrize("table", ["audit_event", "audit_seal", "definition", "submission"])
@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET institution_id = institution_id", "DELETE FROM {}", "TRUNCATE {}", "DROP TABLE {}"]
)
def test_the_application_may_not_change_what_is_kept(worker_database: DatabaseUrls, table: str, statement: str) -> None:
    engine = create_engine(worker_database.app)
    with engine.connect() as connection, pytest.raises(Exception, match=r"permission denied|must be owner"):
        connection.execute(text(statement.format(table)))
