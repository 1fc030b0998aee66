"""Runs the migrations as the role that owns the schema, one transaction each, under a lock so that two never mix."""

from __future__ import annotations

from alembic import context
from sqlalchemy import NullPool, create_engine, text

import mobility.models  # noqa: F401 - the tables register themselves with the metadata by being imported
from mobility.database import Base

_LOCK = 4_014_110_101
"""Any number, the same for every run: held while migrating, so that a second run waits for the first."""


def _run() -> None:
    url = context.config.get_main_option("sqlalchemy.url")
    if url is None:
        raise RuntimeError("no address of a database was given")
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text("SET lock_timeout = '10s'"))
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _LOCK})
        connection.commit()
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            transaction_per_migration=True,
            compare_type=True,
            compare_server_default=True,
        )
        with context.begin_transaction():
            context.run_migrations()


_run()
