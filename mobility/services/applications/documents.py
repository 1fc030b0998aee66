"""Takes and removes the files of an application: typed by content, never changed, only replaced or continued."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Final

from sqlalchemy import func, select, update

from mobility import observability
from mobility.core.access import Action
from mobility.core.questions.documents import DocumentKind
from mobility.core.terms import Actor, Refused
from mobility.core.workflow.editing import why_not_checkable
from mobility.database import db, now, transaction
from mobility.models import Document, Submission
from mobility.queries.stored_documents import StoredDocument
from mobility.services.applications import last_day
from mobility.services.applications.editing import Editable, open_item
from mobility.services.applications.file_names import shown_name
from mobility.services.applications.making import MOST_BYTES, Base, Made, Part, Upload, digest_of, make
from mobility.services.applications.store_faults import told
from mobility.services.casework import audit
from mobility.storage import Stored, Unavailable, current, new_key, rendering

_log: Final = observability.logger("mobility.documents")


def upload(
    application_id: int,
    kind_key: str,
    uploads: Sequence[Upload],
    actor: Actor,
    *,
    is_continued: bool = False,
    expires_on: date | None = None,
) -> int:
    """Keep the files as the actor's document of that kind and return the document's id.

    They take the place of the one before, or with `is_continued` come behind its pages. The same files sent again are
    the document there is. A kind that expires is given its last day with the file. Raises Refused as
    `editing.open_item` and `last_day.checked` do, `document.…` as `making.make` and `store_faults.told` do, and
    `stale.document` where the document was changed in another window meanwhile.
    """
    with transaction():
        editable = open_item(application_id, kind_key, actor, Action.DOCUMENT_UPLOAD)
        kind, before = _asked(editable, kind_key)
        last_on = last_day.checked(kind, expires_on, editable.held)
    given = _not_there_yet(uploads, before, is_continued=is_continued)
    if before is not None and before.state != "returned" and not given:
        if before.state == "uploaded":
            last_day.correct(application_id, kind_key, last_on, actor)
        return before.id
    made = make(kind, given or uploads, _base(before) if is_continued else None)
    key = new_key(actor.institution_id)
    with told():
        stored = current().put(key, made.file, MOST_BYTES)
    fresh = _Fresh(made, stored, key, last_on)
    try:
        with transaction():
            editable = open_item(application_id, kind_key, actor, Action.DOCUMENT_UPLOAD)
            document_id, unneeded = _keep(editable, kind, fresh, before, actor, is_continued=is_continued)
    except Refused:
        delete_files([key])
        raise
    delete_files(unneeded)
    return document_id


@dataclass(frozen=True, slots=True)
class _Fresh:
    """What was made and stored, and has no row yet."""

    made: Made
    stored: Stored
    key: str
    expires_on: date | None


def remove(application_id: int, document_id: int, actor: Actor) -> None:
    """Take the file out of the application; one that was never handed in is deleted.

    Raises Refused as `editing.open_item` does, `application.unknown` for a document that is not in it, and
    `document.replace_only` while a desk has the file: it can be replaced there, where it may be changed at all.
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
        is_there = one is not None and one.id == document_id
        if is_there and why_not_checkable(editable.stage) is None:
            raise Refused("document.replace_only")
        unneeded = _put_away(document_id, keeps=False) if is_there else []
        _record(editable, actor, document_id, "removed", kind_key)
    delete_files(unneeded)


def delete_files(keys: Sequence[str]) -> None:
    """Delete files that no row names any more, with the pictures of their pages; what stays is swept away later."""
    try:
        for key in keys:
            current().remove(key)
            current().remove_below(rendering.pictures_of(key))
    except Unavailable as silent:
        _log.error("store.unavailable", error=str(silent), left=len(keys))


def _asked(editable: Editable, kind_key: str) -> tuple[DocumentKind, StoredDocument | None]:
    kind = editable.held.form.document(kind_key)
    if kind is None:
        raise Refused("item.unknown", item=kind_key)
    return kind, editable.held.documents.get(kind_key)


def _not_there_yet(uploads: Sequence[Upload], before: StoredDocument | None, *, is_continued: bool) -> list[Upload]:
    """Those of the files that the document was not made of; none, where it was made of exactly these."""
    there = [] if before is None else [str(part["sha256"]) for part in before.parts] or [before.sha256]
    if is_continued:
        return [one for one in uploads if digest_of(one.file) not in there]
    return [] if [digest_of(one.file) for one in uploads] == there else list(uploads)


def _base(before: StoredDocument | None) -> Base | None:
    if before is None:
        return None
    with told():
        content = b"".join(current().read(before.storage_key, bytes.fromhex(before.sha256)))
    parts = tuple(Part(**part) for part in before.parts) or (Part(before.file_name, before.page_count, before.sha256),)
    if before.media_type != "application/pdf":
        raise Refused("document.cannot_join")
    return Base(BytesIO(content), parts, before.scan)


def _keep(
    editable: Editable,
    kind: DocumentKind,
    fresh: _Fresh,
    before: StoredDocument | None,
    actor: Actor,
    *,
    is_continued: bool,
) -> tuple[int, list[str]]:
    """Write the row; also the keys of files that nobody needs once this is committed."""
    there = editable.held.documents.get(kind.key)
    if (there and there.id) != (before and before.id):
        if there is None or [part["sha256"] for part in there.parts] != [part.sha256 for part in fresh.made.parts]:
            raise Refused("stale.document")
        return there.id, [fresh.key]  # the same files, sent twice at once
    superseded = [] if there is None else _put_away(there.id, keeps=not is_continued)
    return _add(editable, kind, fresh, actor), superseded


def _add(editable: Editable, kind: DocumentKind, fresh: _Fresh, actor: Actor) -> int:
    assert actor.user_id is not None
    made, stored = fresh.made, fresh.stored
    document = Document(
        institution_id=editable.application.institution_id,
        application_id=editable.application.id,
        kind=kind.key,
        storage_key=fresh.key,
        file_name=shown_name(made.parts[0].name, kind.key, made.kind.extension),
        media_type=made.kind.media_type,
        byte_count=stored.byte_count,
        sha256=stored.sha256,
        page_count=made.page_count,
        parts=[part.as_json for part in made.parts],
        scan=made.scan,
        expires_on=fresh.expires_on,
        uploaded_by=actor.user_id,
        uploaded_at=now(),
    )
    db.session.add(document)
    db.session.flush()
    is_first = kind.key not in editable.held.documents
    _record(editable, actor, document.id, "uploaded" if is_first else "replaced", kind.key)
    return document.id


def _put_away(document_id: int, *, keeps: bool) -> list[str]:
    """Keep a file as an earlier version, where wanted or where it was handed in; else delete its row.

    Returns the storage keys of files that go with a row.
    """
    row = db.session.get_one(Document, document_id)
    was_handed_in = select(Submission.id).where(
        Submission.application_id == row.application_id,
        Submission.content["documents"].contains([{"id": document_id}]),
    )
    if keeps or db.session.scalar(was_handed_in.limit(1)) is not None:
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
