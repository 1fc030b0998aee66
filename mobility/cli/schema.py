"""The steps of the database's schema: where they lie, how they are run, which is the newest."""

from __future__ import annotations

import hashlib

from alembic import command
from alembic.config import Config

from mobility.queries.health import MIGRATIONS


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database at `url` (the owner's address) up to `revision`; does nothing when it is there already."""
    command.upgrade(configuration(url), revision)


def downgrade(url: str, revision: str) -> None:
    """Take the database at `url` (the owner's address) back down to `revision`; "base" empties it."""
    command.downgrade(configuration(url), revision)


def configuration(url: str) -> Config:
    """Alembic's configuration for one database, without a file of its own and without a change to the logs."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


def fingerprint() -> str:
    """A short name for the migrations as they lie on disk: another text of any of them gives another name."""
    digest = hashlib.sha256()
    for path in sorted(MIGRATIONS.rglob("*.py")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]
