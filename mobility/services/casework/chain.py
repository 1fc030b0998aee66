"""Seals each event of the audit into its institution's chain, under a key that does not lie in the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import BigInteger, Insert, LargeBinary, Select, bindparam, func, insert, inspect, select, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from mobility.database import transaction
from mobility.models import AuditEvent, AuditHead, AuditSeal
from mobility.queries.chain import COVERED, content
from mobility.secrecy import chained

_AT_ONCE: Final = 1_000


def _written() -> Insert:
    """The head is moved and the seals are put in: one statement whose words are made once, however many the seals."""
    head = (
        update(AuditHead)
        .where(AuditHead.institution_id == bindparam("institution"))
        .values(position=bindparam("head"), mac=bindparam("last"))
        .cte("head")
    )
    given = (
        func.unnest(
            bindparam("events", type_=postgresql.ARRAY(BigInteger)),
            bindparam("positions", type_=postgresql.ARRAY(BigInteger)),
            bindparam("macs", type_=postgresql.ARRAY(LargeBinary)),
        )
        .table_valued("event", "place", "seal", name="given")
        .render_derived()
    )
    rows = select(bindparam("institution", type_=BigInteger), given.c.event, given.c.place, given.c.seal)
    into = insert(AuditSeal).from_select(["institution_id", "event_id", "position", "mac"], rows)
    return into.add_cte(head)


_WRITE: Final = _written()


def seal(session: Session, events: Sequence[AuditEvent]) -> None:
    """Seal the events of the running transaction, as the last thing before it commits.

    The events are in the table and their foreign keys are checked by then, so nothing is waited for while the head is
    held. An event that a savepoint took back is no event.
    """
    session.flush()
    kept = [event for event in events if inspect(event).persistent]
    for institution_id in sorted({event.institution_id for event in kept}):
        rows = [_row(event) for event in kept if event.institution_id == institution_id]
        _append(session, institution_id, sorted(rows, key=lambda row: row["id"]))


def seal_the_rest(institution_id: int) -> int:
    """Seal events that were put into the table by other ways, in the order of their ids; answers how many.

    For histories that are copied in as a whole, right after they came: once done, an event that was slipped in can no
    longer be told from the others.
    """
    query = _unsealed(institution_id).limit(_AT_ONCE)
    count = 0
    while True:
        with transaction() as session:
            rows = [dict(row) for row in session.execute(query).mappings()]
            if not rows:
                return count
            _append(session, institution_id, rows)
        count += len(rows)


def _append(session: Session, institution_id: int, rows: Sequence[Mapping[str, Any]]) -> None:
    """Two statements, the first of which waits until the head is free."""
    position, mac = _take_head(session, institution_id)
    if position == 0:
        rows = [*_older(session, institution_id, [row["id"] for row in rows]), *rows]
    macs = []
    for row in rows:
        mac = chained(mac, content(row))
        macs.append(mac)
    asked = {"institution": institution_id, "head": position + len(macs), "last": mac, "macs": macs}
    asked |= {"events": [row["id"] for row in rows], "positions": list(range(position + 1, position + len(macs) + 1))}
    session.connection().execute(_WRITE, asked)


def _take_head(session: Session, institution_id: int) -> tuple[int, bytes]:
    """Lock the head, made where there is none yet, and answer its position and seal."""
    first = postgresql.insert(AuditHead).values(institution_id=institution_id, position=0, mac=b"")
    held = first.on_conflict_do_update(index_elements=[AuditHead.institution_id], set_={"position": AuditHead.position})
    row = session.execute(held.returning(AuditHead.position, AuditHead.mac)).one()
    return row.position, row.mac


def _older(session: Session, institution_id: int, but: Sequence[int]) -> list[dict[str, Any]]:
    """What the table holds already when a chain begins; the chain takes it in first."""
    query = _unsealed(institution_id).where(AuditEvent.id.not_in(but))
    return [dict(row) for row in session.execute(query).mappings()]


def _unsealed(institution_id: int) -> Select[Any]:
    sealed = select(AuditSeal.event_id).where(AuditSeal.event_id == AuditEvent.id)
    query = select(AuditEvent.__table__).where(AuditEvent.institution_id == institution_id, ~sealed.exists())
    return query.order_by(AuditEvent.id)


def _row(event: AuditEvent) -> dict[str, Any]:
    return {name: getattr(event, name) for name in COVERED}
