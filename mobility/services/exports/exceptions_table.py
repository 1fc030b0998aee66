"""The exceptions as a table to take away, and the trace that this leaves."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Final

from mobility.core.access import Action
from mobility.core.terms import Actor, Param, Refused
from mobility.database import transaction
from mobility.queries import exceptions as reading
from mobility.queries.exceptions import ExceptionFilter, ExceptionRow
from mobility.queries.lists import Cell, Column
from mobility.services.casework import audit
from mobility.services.exports.writers import FORMATS, writer
from mobility.services.people.permits import permit

MOST: Final = 20_000
"""Exceptions of one file: written within a second or two, so nobody waits for a worker."""
_AT_ONCE: Final = 2_000
COLUMNS: Final = (
    Column("event", 10),
    Column("moment", 18),
    Column("what_exception", 28),
    Column("for_whom", 36),
    Column("why", 60),
    Column("decided_by", 20),
    Column("of_call", 40),
)


def exceptions(actor: Actor, wanted: ExceptionFilter) -> list[ExceptionRow]:
    """The exceptions that the filter finds, the newest first.

    Raises Refused `export.nothing` for none and `export.too_many_exceptions` above `MOST`.
    """
    permit(actor, Action.EXCEPTIONS_EXPORT)
    found: list[ExceptionRow] = []
    before: int | None = None
    while len(found) <= MOST:
        page = reading.search(actor, wanted, before, _AT_ONCE)
        found += page.rows
        before = page.following
        if before is None:
            break
    if not found:
        raise Refused("export.nothing")
    if len(found) > MOST:
        raise Refused("export.too_many_exceptions", max=MOST)
    return found


def written(actor: Actor, kind: str, title: str, rows: Sequence[Sequence[Cell]], zone: str) -> bytes:
    """The file with these rows; the audit says that it was taken away. Raises Refused `export.unknown_form`."""
    if kind not in FORMATS:
        raise Refused("export.unknown_form")
    into = BytesIO()
    with writer(into, kind, title, COLUMNS, zone) as table:
        table.write(rows)
    with transaction():
        said: dict[str, Param] = {"count": len(rows), "kind": kind}
        audit.record(actor, Action.EXCEPTIONS_EXPORT, object_kind="audit", object_id=None, params=said)
    return into.getvalue()
