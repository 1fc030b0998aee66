"""Opens a document for download; when somebody else than its owner reads it, the audit says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mobility.core.terms import Actor, Refused
from mobility.queries import documents
from mobility.queries.documents import Download
from mobility.services.applications.store_faults import told
from mobility.services.casework import reading
from mobility.storage import current
from mobility.storage.rendering import page_picture


@dataclass(frozen=True, slots=True)
class Opened:
    """A file with its bytes, whole and as they were put."""

    download: Download
    chunks: Iterator[bytes]


@told()
def open_document(document_id: int, actor: Actor) -> Opened:
    """Open a document that the actor may see. Raises Refused `document.unknown`, and as `store_faults.told` does."""
    download = documents.document(document_id, actor)
    opened = Opened(download, current().read(download.storage_key, download.sha256))
    _noted(download, actor)
    return opened


def look_at(document_id: int, actor: Actor) -> Download:
    """What there is to see of a document; raises as `open_document` does. Its pages count as read when shown."""
    return documents.document(document_id, actor)


@told()
def page(document_id: int, number: int, actor: Actor) -> bytes:
    """The picture of one page, `number` from 1, as PNG.

    Raises Refused `document.unknown` for a page that is not there and `document.no_picture`, else as `open_document`.
    """
    found = documents.document(document_id, actor)
    if not 1 <= number <= found.page_count or found.sha256 is None:
        raise Refused("document.unknown")
    _noted(found, actor)
    return page_picture(current(), found.storage_key, found.sha256, found.media_type, number)


def _noted(download: Download, actor: Actor) -> None:
    if not download.is_own:
        reading.note_document(actor, download.application_id, download.document_id)


@told()
def open_attachment(attachment_id: int, actor: Actor) -> Opened:
    """Open a file offered on the public page of a call. Raises Refused as `open_document` does."""
    download = documents.attachment(attachment_id, actor)
    return Opened(download, current().read(download.storage_key, download.sha256))
