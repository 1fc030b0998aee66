"""The audit as a table to take away, and the trace that reading it leaves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from mobility.core.access import Action
from mobility.core.terms import Actor
from mobility.database import transaction
from mobility.queries import audit as reading
from mobility.queries.audit import Event, EventFilter
from mobility.queries.lists import Cell, Column
from mobility.services.casework import audit
from mobility.services.exports.at_once import gathered, taken_away
from mobility.services.people.permits import permit

COLUMNS: Final = (
    Column("event", 10),
    Column("moment", 18),
    Column("person", 20),
    Column("role", 20),
    Column("act", 36),
    Column("object", 30),
    Column("stage", 36),
    Column("particulars", 60),
)

Row = Sequence[Cell]


def events(actor: Actor, wanted: EventFilter) -> list[Event]:
    """The events that the filter finds, the newest first.

    Raises Refused `export.nothing` for none and `export.too_many_events` above `MOST`.
    """
    permit(actor, Action.AUDIT_EXPORT)
    return gathered(lambda before, size: reading.search(actor, wanted, before, size), "export.too_many_events")


def written(actor: Actor, kind: str, title: str, rows: Sequence[Row], zone: str) -> bytes:
    """The file with these rows; the audit says that it was taken away. Raises Refused `export.unknown_form`."""
    return taken_away(actor, Action.AUDIT_EXPORT, kind, title, COLUMNS, rows, zone)


def note_scores_read(actor: Actor, shown: Sequence[Event]) -> None:
    """Leave a trace where somebody reads how scores came about; a page without any leaves none."""
    scores = {one.application_number for one in shown if one.action in (Action.REVIEW_SCORE, Action.MARK_ENTER)}
    if scores:
        with transaction():
            said = {"count": len(scores)}
            audit.record(
                actor, Action.AUDIT_VIEW, outcome="scores_read", object_kind="audit", object_id=None, params=said
            )
