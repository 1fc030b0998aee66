"""Opens a document for download; when somebody else than its owner reads it, the audit says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mobility.core.access import Action
from mobility.core.terms import Actor
from mobility.database import transaction
from mobility.queries import documents
from mobility.queries.documents import Download
from mobility.services.casework import audit
from mobility.storage import current


@dataclass(frozen=True, slots=True)
class Opened:
    """A file with its bytes, whole and as they were put."""

    download: Download
    chunks: Iterator[bytes]


def open_document(document_id: int, actor: Actor) -> Opened:
    """Open a document that the actor may see. Raises Refused `document.unknown`, storage.Gone and storage.Damaged."""
    download = documents.document(document_id, actor)
    opened = Opened(download, current().read(download.storage_key, download.sha256))
    if not download.is_own:
        with transaction():
            audit.record(
                actor,
                Action.DOCUMENT_DOWNLOAD,
                object_kind="document",
                object_id=document_id,
                application_id=download.application_id,
                is_quiet=True,
            )
    return opened


def open_attachment(attachment_id: int, actor: Actor) -> Opened:
    """Open a file offered on the public page of a call. Raises Refused `document.unknown` and storage.Gone."""
    download = documents.attachment(attachment_id, actor)
    return Opened(download, current().read(download.storage_key, download.sha256))
