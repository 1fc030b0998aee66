"""The exceptions as a table to take away, and the trace that this leaves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from mobility.core.access import Action
from mobility.core.terms import Actor
from mobility.queries import exceptions as reading
from mobility.queries.exceptions import ExceptionFilter, ExceptionRow
from mobility.queries.lists import Cell, Column
from mobility.services.exports.at_once import gathered, taken_away
from mobility.services.people.permits import permit

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
    return gathered(lambda before, size: reading.search(actor, wanted, before, size), "export.too_many_exceptions")


def written(actor: Actor, kind: str, title: str, rows: Sequence[Sequence[Cell]], zone: str) -> bytes:
    """The file with these rows; the audit says that it was taken away. Raises Refused `export.unknown_form`."""
    return taken_away(actor, Action.EXCEPTIONS_EXPORT, kind, title, COLUMNS, rows, zone)
