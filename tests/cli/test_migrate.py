"""A command finds its database: its own servers for a while, those of a running program, or the environment's."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import create_engine, text

from mobility.cli import main
from mobility.cli.servers import Place
from mobility.cli.servers.folder import DataFolder
from mobility.cli.surroundings import surroundings
from tests.servers import DatabaseUrls


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for name in ("DATABASE_URL", "MIGRATION_DATABASE_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    data = tmp_path / "var"
    yield data
    Place.of_data(data).remove()


def revision(url: str) -> str | None:
    engine = create_engine(url)
    with engine.connect() as connection:
        if connection.scalar(text("SELECT to_regclass('alembic_version')")) is None:
            return None
        found: str | None = connection.scalar(text("SELECT max(version_num) FROM alembic_version"))
    engine.dispose()
    return found


def test_servers_are_started_for_the_command_alone_and_keep_its_work(folder: Path) -> None:
    before = dict(os.environ)
    done = CliRunner().invoke(main, ["migrate", "--data", str(folder)])
    assert (done.exit_code, done.output) == (0, "The tables are up to date.\n")
    assert dict(os.environ) == before
    with surroundings(folder) as settings:
        assert revision(settings.migration_database_url) is not None
        assert settings.database_url != settings.migration_database_url
        assert len(settings.secret_key.get_secret_value()) >= 32
    assert not DataFolder(folder).is_taken()


def test_the_database_of_a_running_program_is_used(folder: Path, empty_database: DatabaseUrls) -> None:
    running = DataFolder(folder)
    running.take()
    running.note_environment({"DATABASE_URL": empty_database.app, "MIGRATION_DATABASE_URL": empty_database.owner})
    try:
        done = CliRunner().invoke(main, ["migrate", "--data", str(folder)])
        assert (done.exit_code, done.output) == (0, "The tables are up to date.\n")
        assert revision(empty_database.owner) is not None
        done = CliRunner().invoke(main, ["migrate", "--data", str(folder), "--down-to", "base"])
        assert (done.exit_code, done.output) == (0, "The tables are those of base.\n")
        assert revision(empty_database.owner) is None
    finally:
        running.release()


def test_migrating_without_the_owners_address_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://app@127.0.0.1:1/x")
    done = CliRunner().invoke(main, ["migrate", "--data", str(folder)])
    assert done.exit_code == 1
    assert done.output == "Error: Set MIGRATION_DATABASE_URL: the address as the role that owns the tables.\n"
