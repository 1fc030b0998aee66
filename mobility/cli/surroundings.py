"""What a command needs around it: the settings, and a database that answers, whoever started it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mobility.cli.servers import Place, PostgreSQL, Running, Valkey
from mobility.cli.servers.folder import DataFolder
from mobility.config import Settings

DEFAULT_DATA = Path("var")
_KEYS = (
    ("MOBILITY_SECRET_KEY", "secret-key", ""),
    ("MOBILITY_AUDIT_KEY", "audit-key", ""),
    ("MOBILITY_ENCRYPTION_KEYS", "encryption-key", "1:"),
)
"""The setting of each key, its name in the data folder, and what stands before it."""


@dataclass
class Servers:
    """The embedded servers of one data folder; None for one that the environment names instead."""

    postgres: PostgreSQL | None
    valkey: Valkey | None

    @classmethod
    def needed(cls, folder: DataFolder) -> Servers:
        """Those servers that no address in the environment stands for."""
        place = Place.of_data(folder.path) if not (_has_databases() and "REDIS_URL" in os.environ) else None
        return cls(
            postgres=PostgreSQL(place, log=folder.logs / "postgres.log") if place and not _has_databases() else None,
            valkey=Valkey(place, log=folder.logs / "valkey.log") if place and "REDIS_URL" not in os.environ else None,
        )

    def start(self) -> list[Running]:
        """Start them all. Raises ServerFailed with a sentence when one does not come up."""
        return [server.start() for server in (self.postgres, self.valkey) if server]

    def stop(self) -> None:
        for server in (self.valkey, self.postgres):
            if server:
                server.stop()

    def environment(self) -> dict[str, str]:
        """The addresses under which the program finds them."""
        found: dict[str, str] = {}
        if self.postgres:
            found["DATABASE_URL"] = self.postgres.app_url
            found["MIGRATION_DATABASE_URL"] = self.postgres.owner_url
        if self.valkey:
            found["REDIS_URL"] = self.valkey.url
        return found


@contextmanager
def surroundings(data: Path = DEFAULT_DATA) -> Iterator[Settings]:
    """The settings for a command, with the servers that they name running for the length of the block.

    The servers are those of the environment, else those of a running `mobility up` on the folder `data`, else
    embedded ones started for this block alone.
    """
    if _has_databases():
        with _told(_own_folder(data) | _own_keys(data)):
            yield Settings()
        return
    folder = DataFolder(data)
    if folder.is_taken():
        with _told(folder.environment()):
            yield Settings()
        return
    folder.take()
    servers = Servers.needed(folder)
    try:
        servers.start()
        with _told(own_environment(folder) | servers.environment()):
            yield Settings()
    finally:
        servers.stop()
        folder.release()


@contextmanager
def _told(environment: Mapping[str, str]) -> Iterator[None]:
    """These variables set inside the block, and after it everything as before."""
    before = dict(os.environ)
    os.environ.update(environment)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def own_environment(folder: DataFolder) -> dict[str, str]:
    """Settings that belong to a data folder: where it is, and its keys, unless they are given."""
    return {"MOBILITY_DATA_DIR": str(folder.path)} | _keys_of(folder)


def _own_folder(data: Path) -> dict[str, str]:
    """Where the documents lie, unless the environment says it."""
    return {} if "MOBILITY_DATA_DIR" in os.environ else {"MOBILITY_DATA_DIR": str(data.resolve())}


def _own_keys(data: Path) -> dict[str, str]:
    """The keys that nobody gave, from the data folder as `mobility up` keeps them; production has to be given all."""
    if Settings().is_production or all(variable in os.environ for variable, _name, _before in _KEYS):
        return {}
    return _keys_of(DataFolder(Path(os.environ.get("MOBILITY_DATA_DIR", data))))


def _keys_of(folder: DataFolder) -> dict[str, str]:
    return {
        variable: before + folder.secret(name, groups=12)
        for variable, name, before in _KEYS
        if variable not in os.environ
    }


def _has_databases() -> bool:
    return bool(os.environ.get("DATABASE_URL"))
