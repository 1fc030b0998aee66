"""What a backup asks of a database: what is in it, what the application's role may do there, and that it is empty."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from mobility.cli.backup.archive import Right

_RIGHTS: Final = """
SELECT 'TABLE', c.relname, a.privilege_type FROM pg_class c, aclexplode(c.relacl) a
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm') AND a.grantee = %(role)s::regrole
UNION ALL
SELECT 'SEQUENCE', c.relname, a.privilege_type FROM pg_class c, aclexplode(c.relacl) a
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'S' AND a.grantee = %(role)s::regrole
UNION ALL
SELECT 'SCHEMA', n.nspname, a.privilege_type FROM pg_namespace n, aclexplode(n.nspacl) a
WHERE n.nspname = 'public' AND a.grantee = %(role)s::regrole
ORDER BY 1, 2, 3
"""

_TABLES: Final = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
_THINGS: Final = """
SELECT count(*) FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
"""
_NAMING: Final = """
SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'storage_key'
"""

Connection = psycopg.Connection[tuple[object, ...]]


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    """A connection as the role of `url`, whose transaction is committed at the end of the block."""
    with psycopg.connect(make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)) as made:
        yield made


def server_version(connection: Connection) -> int:
    """The major version of the server."""
    return connection.info.server_version // 10_000


def snapshot(connection: Connection) -> str:
    """Begin a transaction whose view of the database others can share; it lasts as long as this transaction."""
    connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
    return str(_one(connection, "SELECT pg_export_snapshot()"))


def revision(connection: Connection) -> str | None:
    """The migration at which the database is; None where it has no tables of ours."""
    if _one(connection, "SELECT to_regclass('public.alembic_version')") is None:
        return None
    return str(_one(connection, "SELECT version_num FROM alembic_version"))


def counts(connection: Connection) -> dict[str, int]:
    """How many rows each table has."""
    names = [str(row[0]) for row in connection.execute(_TABLES)]
    count = sql.SQL("SELECT count(*) FROM public.{}")
    return {name: int(str(_one(connection, count.format(sql.Identifier(name))))) for name in names}


def named_files(connection: Connection) -> frozenset[str]:
    """The keys of all files that a row of any table names."""
    tables = [str(row[0]) for row in connection.execute(_NAMING)]
    key = sql.SQL("SELECT storage_key FROM public.{} WHERE storage_key IS NOT NULL")
    return frozenset(str(row[0]) for name in tables for row in connection.execute(key.format(sql.Identifier(name))))


def is_empty(connection: Connection) -> bool:
    """Whether there is nothing in the database besides what extensions bring."""
    return _one(connection, _THINGS) == 0


def rights_of(connection: Connection, role: str) -> tuple[Right, ...]:
    """What the role was granted on tables, sequences and the schema."""
    rows = connection.execute(_RIGHTS, {"role": sql.Identifier(role).as_string(connection)}).fetchall()
    return tuple(Right(kind=str(kind), name=str(name), right=str(right)) for kind, name, right in rows)


def grant(connection: Connection, rights: Sequence[Right], role: str) -> None:
    """Grant them again, to the role by which the application signs in here."""
    kinds = {"TABLE", "SEQUENCE", "SCHEMA"}
    known = {"SELECT", "INSERT", "UPDATE", "DELETE", "USAGE"}
    for one in rights:
        if one.kind not in kinds or one.right not in known:
            raise ValueError(f"no right that the program gives: {one.right} on {one.kind}")
        statement = sql.SQL("GRANT {} ON {} {} TO {}")
        name = sql.Identifier(one.name) if one.kind == "SCHEMA" else sql.Identifier("public", one.name)
        connection.execute(statement.format(sql.SQL(one.right), sql.SQL(one.kind), name, sql.Identifier(role)))


def _one(connection: Connection, query: str | sql.Composed) -> object:
    row = connection.execute(query.encode() if isinstance(query, str) else query).fetchone()
    return row[0] if row else None
