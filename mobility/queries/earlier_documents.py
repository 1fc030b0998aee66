"""The earlier versions of an application's documents: what was replaced stays, each version with its own bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from mobility.database import db
from mobility.models import Application, Document
from mobility.queries.documents import first_submitted_at


@dataclass(frozen=True, slots=True)
class EarlierDocument:
    """A file that another one has taken the place of."""

    id: int
    kind: str
    file_name: str
    byte_count: int
    page_count: int
    uploaded_at: datetime
    replaced_at: datetime
    scan: str


def of_owner(application_id: int) -> Mapping[str, tuple[EarlierDocument, ...]]:
    """All earlier versions by kind, the newest first, for the student whose application it is."""
    return _earlier(application_id, is_desk=False)


def of_desk(application_id: int) -> Mapping[str, tuple[EarlierDocument, ...]]:
    """Those that were there after the first submission, for whoever may read the file already."""
    return _earlier(application_id, is_desk=True)


def _earlier(application_id: int, *, is_desk: bool) -> Mapping[str, tuple[EarlierDocument, ...]]:
    columns = [getattr(Document, name) for name in EarlierDocument.__slots__]
    query = select(*columns).where(Document.application_id == application_id, Document.replaced_at.is_not(None))
    if is_desk:
        query = query.join(Application, Application.id == Document.application_id)
        query = query.where(Document.replaced_at > first_submitted_at())
    found: dict[str, list[EarlierDocument]] = {}
    for row in db.session.execute(query.order_by(Document.id.desc())):
        found.setdefault(row.kind, []).append(EarlierDocument(*row))
    return {kind: tuple(files) for kind, files in found.items()}
