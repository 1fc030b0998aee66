"""The current files of an application, as one column of the statement that reads all it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from mobility.models import Application, Document, User


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """The current file of one kind. `sha256` is in hexadecimal digits; `checker` is who looked at it last."""

    id: int
    kind: str
    file_name: str
    media_type: str
    byte_count: int
    sha256: str
    state: str
    return_code: str | None
    return_reason: str | None
    version: int
    checked_at: datetime | None
    checker: str | None
    uploaded_at: datetime
    storage_key: str
    page_count: int
    parts: tuple[Mapping[str, Any], ...]
    scan: str
    expires_on: date | None = None

    @property
    def is_checked(self) -> bool:
        """Whether others may open it: it neither waits for the scanner nor was anything found in it."""
        return self.scan not in {"waiting", "infected"}


def document_of(stored: dict[str, Any]) -> StoredDocument:
    """The record of one element of `current_documents`."""
    times = {name: stored[name] and datetime.fromisoformat(stored[name]) for name in ("uploaded_at", "checked_at")}
    last_on = stored["expires_on"] and date.fromisoformat(stored["expires_on"])
    return StoredDocument(**{**stored, **times, "parts": tuple(stored["parts"]), "expires_on": last_on})


def current_documents() -> Any:
    """A scalar subquery: the documents of the `Application` of the statement around it, as a JSON array."""
    checker = select(User.name).where(User.id == Document.checked_by)
    one = func.jsonb_build_object(
        *("id", Document.id, "kind", Document.kind, "file_name", Document.file_name),
        *("media_type", Document.media_type, "byte_count", Document.byte_count),
        *("sha256", func.encode(Document.sha256, "hex"), "state", Document.state),
        *("return_code", Document.return_code, "return_reason", Document.return_reason, "version", Document.version),
        *("checked_at", Document.checked_at, "checker", checker.scalar_subquery()),
        *("uploaded_at", Document.uploaded_at),
        *("storage_key", Document.storage_key, "page_count", Document.page_count),
        *("parts", Document.parts, "scan", Document.scan, "expires_on", Document.expires_on),
    )
    query = select(func.jsonb_agg(aggregate_order_by(one, Document.id)))
    return query.where(Document.application_id == Application.id, Document.replaced_at.is_(None)).scalar_subquery()


def current_states() -> Any:
    """A scalar subquery: the state of each document of the `Application` around it by its kind, as JSON, or NULL."""
    query = select(func.jsonb_object_agg(Document.kind, Document.state))
    return query.where(Document.application_id == Application.id, Document.replaced_at.is_(None)).scalar_subquery()


def current_last_days() -> Any:
    """A scalar subquery: the last day of each document of the `Application` around it by its kind, as JSON, or NULL."""
    query = select(func.jsonb_object_agg(Document.kind, Document.expires_on))
    return query.where(Document.application_id == Application.id, Document.replaced_at.is_(None)).scalar_subquery()
