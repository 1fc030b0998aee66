"""The embedded servers come up, hold what they were given over a kill, and leave nothing behind."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from mobility.cli.servers import Place, PostgreSQL, ServerFailed, Valkey
from mobility.cli.servers.postgres import APP_ROLE, OWNER_ROLE
from tests.servers import DatabaseUrls


@pytest.fixture
def place() -> Iterator[Place]:
    made = Place.temporary()
    yield made
    made.remove()


def rows(url: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_the_database_survives_a_kill_and_is_owned_by_the_owner(place: Place) -> None:
    server = PostgreSQL(place)
    running = server.start()
    try:
        rows(server.owner_url, "CREATE TABLE kept (name text)")
        rows(server.owner_url, "INSERT INTO kept VALUES ('张㛃')")
        running.process.kill()
        running.process.wait()
        running = server.start()
        assert rows(server.owner_url, "SELECT name FROM kept") == [("张㛃",)]
        assert rows(server.superuser_url, "SELECT rolname FROM pg_roles WHERE rolname LIKE 'mobility%' ORDER BY 1") == [
            (APP_ROLE,),
            (OWNER_ROLE,),
        ]
        assert rows(server.app_url, "SELECT session_user::text, current_database()::text") == [(APP_ROLE, "mobility")]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            rows(server.app_url, "CREATE TABLE forbidden (name text)")
    finally:
        server.stop()
    assert not is_alive(running.pid)
    assert not server.sockets.exists()


def test_a_server_whose_supervisor_was_killed_is_ended_by_the_next_start(place: Place) -> None:
    forgotten = PostgreSQL(place, is_durable=False)
    lost = forgotten.start()
    server = PostgreSQL(place, is_durable=False)
    running = server.start()
    try:
        assert lost.process.wait(timeout=10) == 0
        assert running.pid != lost.pid
        assert not forgotten.sockets.exists()
        assert server.is_ready()
    finally:
        server.stop()
        forgotten.stop()


def test_chinese_is_searched_by_similarity(empty_database: DatabaseUrls) -> None:
    rows(empty_database.owner, "CREATE EXTENSION pg_trgm")
    assert rows(empty_database.owner, "SELECT similarity('清华大学国际处', '清华大学') > 0.3") == [(True,)]


def test_valkey_asks_for_its_password_and_comes_back_at_the_same_address(place: Place) -> None:
    server = Valkey(place)
    server.start()
    try:
        address = server.url
        with redis.Redis.from_url(address) as client:
            client.set("bell", "rung")
            assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        port = int(address.rsplit(":", 1)[1].split("/")[0])
        with redis.Redis(port=port) as stranger, pytest.raises(redis.AuthenticationError):
            stranger.ping()
        server.wipe()
        running = server.start()
        assert server.url == address
        with redis.Redis.from_url(address) as client:
            assert client.get("bell") is None
    finally:
        server.stop()
    assert not is_alive(running.pid)


def test_a_failing_start_says_where_to_look(place: Place) -> None:
    server = Valkey(place)
    (place.folder_for("valkey") / "appendonlydir").write_text("not a folder")
    with pytest.raises(ServerFailed, match=r"^Valkey ended at once with code 1: see .*valkey\.log$"):
        server.start()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives its servers to another account")
def test_root_hands_the_servers_to_another_account_and_opens_no_parent_folder(tmp_path: Path) -> None:
    data = tmp_path / "var"
    modes = {folder: folder.stat().st_mode for folder in tmp_path.parents}
    place = Place.of_data(data)
    try:
        server = PostgreSQL(place, is_durable=False)
        running = server.start()
        assert place.owner is not None
        assert Path(f"/proc/{running.pid}").stat().st_uid == place.owner.uid != 0
        assert Place.of_data(data) == place
        server.stop()
        assert {folder: folder.stat().st_mode for folder in tmp_path.parents} == modes
    finally:
        place.remove()
