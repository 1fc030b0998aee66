"""Copies rows a hundred thousand times: one row of the product's own making is the pattern, COPY brings the copies."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql

Connection = psycopg.Connection[tuple[Any, ...]]
Marks = Mapping[str, str]


@contextmanager
def superuser(url: str) -> Iterator[Connection]:
    """A connection that may write any row, and need not look whether a reference is met: the patterns meet theirs."""
    with psycopg.connect(url.replace("+psycopg", "", 1), autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("ALTER SYSTEM SET autovacuum = off")  # `settle` does it, and not while something is measured
        connection.execute("SELECT pg_reload_conf()")
        yield connection


class Copier:
    """Copies the rows of one table that a condition chooses.

    `marks` names the columns whose value differs from copy to copy, and the SQL expression that stands there: a text
    such as `'@user@'`, in whose place each copy puts its own, or a value that is the same for all.
    """

    def __init__(self, connection: Connection, table: str, where: str, marks: Marks) -> None:
        self._connection, self._table = connection, sql.Identifier(table)
        query = sql.SQL("SELECT * FROM {} LIMIT 0").format(self._table)
        self._columns = [column.name for column in connection.execute(query).description or ()]
        unknown = marks.keys() - set(self._columns)
        if unknown:
            raise LookupError(f"{table} has no {sorted(unknown)}")
        chosen = sql.SQL(", ").join(
            sql.SQL(marks[name]) if name in marks else sql.Identifier(name)
            for name in self._columns  # type: ignore[arg-type]  # our own text as SQL
        )
        pattern = sql.SQL("COPY (SELECT {} FROM {} WHERE {} ORDER BY id) TO STDOUT").format(
            chosen,
            self._table,
            sql.SQL(where),  # type: ignore[arg-type]  # our own text as SQL
        )
        with connection.cursor().copy(pattern) as copy:
            text = b"".join(bytes(part) for part in copy).decode()
        self._lines = text.splitlines(keepends=True)
        if not self._lines:
            raise LookupError(f"no row of {table} is where {where}")
        self._next = self._highest() + 1

    @property
    def rows(self) -> int:
        """How many rows one copy has."""
        return len(self._lines)

    def bring(self, copies: Iterable[Mapping[str, object]]) -> None:
        """Insert one copy of every chosen row for each mapping of marks to values; `@id@` is counted by itself."""
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
            self._table, sql.SQL(", ").join(map(sql.Identifier, self._columns))
        )
        with self._connection.cursor().copy(statement) as copy:
            for values in copies:
                copy.write("".join(self._filled(line, values) for line in self._lines))
        self._connection.execute(
            sql.SQL("SELECT setval(pg_get_serial_sequence({}, 'id'), {})").format(
                sql.Literal(self._table.as_string(None)), sql.Literal(self._next)
            )
        )

    def _filled(self, line: str, values: Mapping[str, object]) -> str:
        line = line.replace("@id@", str(self._next))
        self._next += 1
        for mark, value in values.items():
            line = line.replace(mark, str(value))
        return line

    def _highest(self) -> int:
        query = sql.SQL("SELECT coalesce(max(id), 0) FROM {}").format(self._table)
        row = self._connection.execute(query).fetchone()
        return int(row[0]) if row else 0


def next_id(connection: Connection, table: str) -> int:
    """The first number that no row of a table has."""
    query = sql.SQL("SELECT coalesce(max(id), 0) + 1 FROM {}").format(sql.Identifier(table))
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else 1


def settle(connection: Connection) -> None:
    """Bring the planner's figures and the visibility maps up to date, as autovacuum would have in time."""
    connection.execute("VACUUM (ANALYZE)")
    connection.execute("CHECKPOINT")


Numbered = Callable[[int], Mapping[str, object]]
