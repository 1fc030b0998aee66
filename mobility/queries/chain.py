"""The audit's chain, read from end to end: what an event's seal covers, and where a chain is broken."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Connection, select

from mobility.database import db
from mobility.models import AuditEvent, AuditHead, AuditSeal, Institution
from mobility.secrecy import chained

COVERED: Final = tuple(column.name for column in AuditEvent.__table__.columns)
"""Every column of an event. One that holds nothing is left out of the seal, so that columns can be added later."""

_AT_ONCE: Final = 2_000


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a chain at some time: its last position, and the seal there. As such it is exported."""

    institution_key: str
    position: int
    mac: bytes


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it was written.

    `kind` is `changed` (an event or its seal was altered, swapped or put in), `missing` (a position is not there),
    `unsealed` (an event stands outside the chain), `head` (the chain does not end where its head says) or `export`
    (what an exported head says was there is not there).
    """

    institution_key: str
    kind: str
    position: int | None = None
    event_id: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was looked at, and what is wrong with it."""

    event_count: int
    heads: tuple[Head, ...]
    findings: tuple[Finding, ...]


def content(event: Mapping[str, Any]) -> bytes:
    """An event as its seal covers it: the same bytes from the row as written and as read back, in whatever order."""
    return json.dumps(
        {name: _plain(event[name]) for name in COVERED if event[name] is not None},
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    ).encode()


def heads() -> list[Head]:
    """The ends of all institutions' chains now."""
    query = select(Institution.key, AuditHead.position, AuditHead.mac).join(
        AuditHead, AuditHead.institution_id == Institution.id
    )
    return [Head(*row) for row in db.session.execute(query.order_by(Institution.key))]


def verify(exported: Iterable[Head]) -> Verdict:
    """Read every chain of the database as it is at one instant and compare it with its heads and the exported ones."""
    by_key: dict[str, dict[int, list[bytes]]] = {}
    for head in exported:
        by_key.setdefault(head.institution_key, {}).setdefault(head.position, []).append(head.mac)
    with db.engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        read = _Reading(connection)
        for institution_id, key in connection.execute(select(Institution.id, Institution.key).order_by(Institution.id)):
            read.institution(institution_id, key, by_key.pop(key, {}))
    gone = [Finding(key, "export", max(positions)) for key, positions in by_key.items()]
    return Verdict(read.event_count, tuple(read.heads), (*read.findings, *gone))


class _Reading:
    """One walk along all chains."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.event_count = 0
        self.heads: list[Head] = []
        self.findings: list[Finding] = []

    def institution(self, institution_id: int, key: str, exported: Mapping[int, list[bytes]]) -> None:
        due = dict(exported)
        position, mac = 0, b""
        for seal in self._seals(institution_id):
            self.event_count += 1
            if seal["seal_position"] != position + 1:
                self.findings.append(Finding(key, "missing", position + 1))
            position = seal["seal_position"]
            if not hmac.compare_digest(chained(mac, content(seal)), seal["seal_mac"]):
                self.findings.append(Finding(key, "changed", position, seal["id"]))
            mac = seal["seal_mac"]
            if any(not hmac.compare_digest(mac, one) for one in due.pop(position, [])):
                self.findings.append(Finding(key, "export", position, seal["id"]))
        self.findings += [Finding(key, "export", one) for one in sorted(due)]
        self._end(institution_id, Head(key, position, mac))
        self.findings += [Finding(key, "unsealed", None, event_id) for event_id in self._unsealed(institution_id)]

    def _end(self, institution_id: int, found: Head) -> None:
        query = select(AuditHead.position, AuditHead.mac).where(AuditHead.institution_id == institution_id)
        row = self._connection.execute(query).one_or_none()
        says = (0, b"") if row is None else (row.position, row.mac)
        if says[0] != found.position or not hmac.compare_digest(says[1], found.mac):
            self.findings.append(Finding(found.institution_key, "head", says[0]))
        self.heads.append(found)

    def _seals(self, institution_id: int) -> Iterator[Mapping[Any, Any]]:
        query = (
            select(AuditEvent.__table__, AuditSeal.position.label("seal_position"), AuditSeal.mac.label("seal_mac"))
            .join(AuditEvent.__table__, AuditEvent.id == AuditSeal.event_id)
            .where(AuditSeal.institution_id == institution_id)
            .order_by(AuditSeal.position)
            .execution_options(yield_per=_AT_ONCE)
        )
        yield from self._connection.execute(query).mappings()

    def _unsealed(self, institution_id: int) -> Iterator[int]:
        sealed = select(AuditSeal.event_id).where(AuditSeal.event_id == AuditEvent.id)
        query = select(AuditEvent.id).where(AuditEvent.institution_id == institution_id, ~sealed.exists())
        yield from self._connection.scalars(query.order_by(AuditEvent.id))


def _plain(value: Any) -> Any:
    """A value in the one spelling that PostgreSQL keeps: numbers by their worth, times in UTC."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float | Decimal):
        return f"{Decimal(str(value)).normalize():f}"
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return str(value)
