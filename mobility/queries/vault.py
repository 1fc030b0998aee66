"""Reads a student's vault: the files kept for every application. Nobody but the owner is ever given anything of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, select

from mobility.core.terms import Actor, Refused
from mobility.database import db
from mobility.models import VaultFile


@dataclass(frozen=True, slots=True)
class Kept:
    """One file. `expires_on` is the last day on which it is good, None where it has no such day."""

    id: int
    kind: str
    storage_key: str
    file_name: str
    media_type: str
    byte_count: int
    sha256: bytes
    page_count: int
    expires_on: date | None
    uploaded_at: datetime

    def has_expired(self, today: date) -> bool:
        return self.expires_on is not None and self.expires_on < today


_COLUMNS = tuple(getattr(VaultFile, name) for name in Kept.__slots__)


def files(actor: Actor) -> tuple[Kept, ...]:
    """Everything in the actor's vault, the newest first."""
    query = select(*_COLUMNS).where(_own(actor)).order_by(VaultFile.id.desc())
    return tuple(Kept(**row._asdict()) for row in db.session.execute(query))


def file(vault_id: int, actor: Actor) -> Kept:
    """One file of the actor's vault. Raises Refused `vault.unknown` for another's and for none alike."""
    row = db.session.execute(select(*_COLUMNS).where(VaultFile.id == vault_id, _own(actor))).one_or_none()
    if row is None:
        raise Refused("vault.unknown")
    return Kept(**row._asdict())


def _own(actor: Actor) -> ColumnElement[bool]:
    return and_(VaultFile.institution_id == actor.institution_id, VaultFile.student_id == actor.student_id)
