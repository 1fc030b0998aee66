"""Takes and removes the files of an application: typed by content, never changed, only replaced."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

from sqlalchemy import func, select, update

from mobility.core.access import Action
from mobility.core.questions.documents import DocumentKind
from mobility.core.terms import Actor, Refused
from mobility.database import db, now, transaction
from mobility.models import Document, Submission
from mobility.services.applications.editing import Editable, open_item
from mobility.services.applications.file_names import shown_name
from mobility.services.casework import audit
from mobility.storage import Kind, Stored, current, inspect, new_key
from mobility.storage.inspection import as_image


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it arrived: its bytes, positioned at the beginning, and the name that the browser gave it."""

    file: BinaryIO
    file_name: str


def upload(application_id: int, kind_key: str, upload: Upload, actor: Actor) -> int:
    """Keep the file as the actor's document of that kind, in place of the one before, and return the document's id.

    The same file sent again is the document there is. Raises Refused as `editing.open_item` does, and `document.…` as
    `storage.inspect` does.
    """
    key = new_key(actor.institution_id)
    with transaction():
        editable = open_item(application_id, kind_key, actor, Action.DOCUMENT_UPLOAD)
        try:
            document_id, superseded = _keep(editable, kind_key, upload, key, actor)
        except BaseException:
            # Not around the commit: where its answer is lost, a file without a row is the lesser evil.
            current().remove(key)
            raise
    _delete(superseded)
    return document_id


def _keep(editable: Editable, kind_key: str, upload: Upload, key: str, actor: Actor) -> tuple[int, list[str]]:
    """Store the file and write its row; also the keys of files that nobody needs once this is committed."""
    kind = _kind(editable, kind_key)
    file, found = _cleaned(upload, kind)
    stored = current().put(key, file, kind.max_bytes)
    before = editable.held.documents.get(kind_key)
    if before is not None and before.state != "returned" and before.sha256 == stored.sha256.hex():
        return before.id, [key]
    superseded = [] if before is None else _put_away(before.id)
    return _add(editable, kind, found, stored, key, upload.file_name, actor), superseded


def _kind(editable: Editable, kind_key: str) -> DocumentKind:
    kind = editable.held.form.document(kind_key)
    if kind is None:
        raise Refused("item.unknown", item=kind_key)
    return kind


def remove(application_id: int, document_id: int, actor: Actor) -> None:
    """Take the file out of the application; one that was never handed in is deleted.

    Raises Refused as `editing.open_item` does, and `application.unknown` for a document that is not in it.
    """
    with transaction():
        kind_of_it = select(Document.kind).where(
            Document.id == document_id,
            Document.application_id == application_id,
            Document.institution_id == actor.institution_id,
        )
        kind_key = db.session.scalar(kind_of_it)
        if kind_key is None:
            raise Refused("application.unknown")
        editable = open_item(application_id, kind_key, actor, Action.DOCUMENT_UPLOAD)
        one = editable.held.documents.get(kind_key)
        superseded = _put_away(document_id) if one is not None and one.id == document_id else []
        _record(editable, actor, document_id, "removed", kind_key)
    _delete(superseded)


def _cleaned(upload: Upload, kind: DocumentKind) -> tuple[BinaryIO, Kind]:
    """The file as it is kept: judged by its content, a photo upright and without the place where it was taken."""
    found = inspect(upload.file, kind.taken, kind.max_bytes).kind
    return as_image(upload.file, found) if found.is_photo else (upload.file, found)


def _add(editable: Editable, kind: DocumentKind, found: Kind, stored: Stored, key: str, name: str, actor: Actor) -> int:
    assert actor.user_id is not None
    document = Document(
        institution_id=editable.application.institution_id,
        application_id=editable.application.id,
        kind=kind.key,
        storage_key=key,
        file_name=shown_name(name, kind.key, found.extension),
        media_type=found.media_type,
        byte_count=stored.byte_count,
        sha256=stored.sha256,
        uploaded_by=actor.user_id,
        uploaded_at=now(),
    )
    db.session.add(document)
    db.session.flush()
    is_first = kind.key not in editable.held.documents
    _record(editable, actor, document.id, "uploaded" if is_first else "replaced", kind.key)
    return document.id


def _put_away(document_id: int) -> list[str]:
    """Keep a file that was handed in as an earlier version; of any other answer the storage key, its row is deleted."""
    row = db.session.get_one(Document, document_id)
    was_handed_in = select(Submission.id).where(
        Submission.application_id == row.application_id,
        Submission.content["documents"].contains([{"id": document_id}]),
    )
    if db.session.scalar(was_handed_in.limit(1)) is not None:
        change = update(Document).where(Document.id == document_id)
        db.session.execute(change.values(replaced_at=func.mobility_now()))
        return []
    db.session.delete(row)
    db.session.flush()
    return [row.storage_key]


def _record(editable: Editable, actor: Actor, document_id: int, outcome: str, kind_key: str) -> None:
    audit.record(
        actor,
        Action.DOCUMENT_UPLOAD,
        outcome=outcome,
        object_kind="document",
        object_id=document_id,
        application_id=editable.application.id,
        params={"kind": kind_key},
    )


def _delete(keys: list[str]) -> None:
    for key in keys:
        current().remove(key)
