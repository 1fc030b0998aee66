"""Exports the heads of the audit's chains to where nobody of the database can change them, and reads them back."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from mobility.config import Settings
from mobility.database import db, now
from mobility.observability import logger
from mobility.queries import chain
from mobility.queries.chain import Finding, Head, Verdict
from mobility.secrecy import chained
from mobility.storage.heads import HeadsFile, Unreadable

_log: Final = logger(__name__)
_file: Final[list[HeadsFile]] = []
_COVERED: Final = ("at", "institution", "mac", "position")


@dataclass(frozen=True, slots=True)
class _Exported:
    """What the file says: the heads, and the lines that were altered."""

    heads: tuple[Head, ...]
    findings: tuple[Finding, ...]


def configure(settings: Settings) -> None:
    """Take the place of the file from the settings; called by create_app."""
    _file[:] = [HeadsFile(settings.audit_heads)]


def export() -> int:
    """Write the heads that moved since the last export, each sealed under the audit's key; answers how many.

    Whoever can write to the database but not to the folder can from then on neither cut nor rewrite what is older.
    """
    known = {head.institution_key: head for head in _read().heads}
    moved = [head for head in chain.heads() if known.get(head.institution_key) != head]
    at = now().isoformat()
    db.session.rollback()
    if moved:
        _file[0].append([_line(head, at) for head in moved])
    for head in moved:
        _log.info("audit.head", institution=head.institution_key, position=head.position, mac=head.mac.hex())
    return len(moved)


def verify() -> Verdict:
    """Read every chain and compare it with its head and with every head that was exported."""
    exported = _read()
    verdict = chain.verify(exported.heads)
    return Verdict(verdict.event_count, verdict.heads, (*exported.findings, *verdict.findings))


def _read() -> _Exported:
    heads: list[Head] = []
    findings: list[Finding] = []
    try:
        for _number, line in _file[0].lines():
            key, position = str(line.get("institution", "")), line.get("position")
            if not isinstance(position, int) or not hmac.compare_digest(_seal(line), str(line.get("seal", ""))):
                findings.append(Finding(key, "file", position if isinstance(position, int) else None))
                continue
            heads.append(Head(key, position, bytes.fromhex(str(line["mac"]))))
    except Unreadable:
        findings.append(Finding("", "file"))
    return _Exported(tuple(heads), tuple(findings))


def _line(head: Head, at: str) -> dict[str, str | int]:
    line: dict[str, str | int] = {
        "at": at,
        "institution": head.institution_key,
        "mac": head.mac.hex(),
        "position": head.position,
    }
    return line | {"seal": _seal(line)}


def _seal(line: Mapping[str, str | int]) -> str:
    covered = json.dumps([line.get(name) for name in _COVERED])
    return chained(b"head", covered.encode()).hex()
