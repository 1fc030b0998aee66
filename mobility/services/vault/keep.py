"""Keeps files in a student's vault, takes them out, and uses them in an application."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from io import BytesIO
from typing import Final

from sqlalchemy import delete, func, select

from mobility.core.access import Action, check
from mobility.core.calendar.zones import local_date
from mobility.core.questions.documents import DocumentKind
from mobility.core.terms import Actor, Refused, Text
from mobility.database import db, now, transaction
from mobility.i18n import current_zone
from mobility.models import Student, VaultFile
from mobility.queries import vault
from mobility.queries.content import hold
from mobility.queries.vault import Kept
from mobility.services.applications.documents import delete_files, upload
from mobility.services.applications.editing import lock_own, open_item
from mobility.services.applications.file_names import shown_name
from mobility.services.applications.making import MOST_BYTES, Made, Upload, make
from mobility.services.applications.store_faults import told
from mobility.services.casework import audit
from mobility.storage import Stored, current, new_key
from mobility.storage.rendering import page_picture

KINDS: Final = ("passport", "language_test", "insurance", "transcript", "other")
EXPIRING: Final = frozenset({"passport", "insurance"})
"""What is good until a day that has to be named; a language test may have none."""

_KINDS: Final = {
    "travel_document": "passport",
    "language_certificate": "language_test",
    "insurance": "insurance",
    "transcript": "transcript",
}
"""What the documents of our own forms are in the vault."""

MOST_FILES: Final = 30

TAKEN: Final = DocumentKind(key="vault", title=Text(en="My documents", zh_Hans="我的材料"))
"""What the vault takes: PDFs and photos, several of which become one PDF."""


def keep(kind: str, uploads: Sequence[Upload], expires_on: date | None, actor: Actor) -> int:
    """Keep the files as one in the actor's vault and return its id; the same files again are the one there is.

    Raises Refused `document.…` as `making.make` does, and `vault.kind`, `vault.expires_on`, `vault.expired` and
    `vault.full`, and as `store_faults.told` does.
    """
    if (reason := check(actor, Action.VAULT_USE)) is not None or actor.student_id is None:
        raise Refused(reason.code if reason else "access.role")
    _check_kind(kind, expires_on)
    made = make(TAKEN, uploads)
    key = new_key(actor.institution_id)
    with told():
        stored = current().put(key, made.file, MOST_BYTES)
    try:
        with transaction():
            vault_id, unneeded = _keep(kind, made, stored, key, expires_on, actor)
    except Refused:
        delete_files([key])
        raise
    delete_files(unneeded)
    return vault_id


def remove(vault_id: int, actor: Actor) -> None:
    """Take a file out of the vault; where it was used it stays. Raises Refused `vault.unknown`."""
    with transaction():
        found = vault.file(vault_id, actor)
        db.session.execute(delete(VaultFile).where(VaultFile.id == vault_id))
        _record(vault_id, "removed", actor)
    delete_files([found.storage_key])


def reuse(application_id: int, kind_key: str, vault_id: int, actor: Actor) -> int:
    """Upload a file of the vault as the application's document of that kind, and return the document's id.

    Its last day goes with it. Raises Refused as `documents.upload` does, then `vault.unknown`, `vault.expired`, and
    `vault.no_last_day` where the application asks for the day and the vault has none.
    """
    with transaction():
        editable = open_item(application_id, kind_key, actor, Action.DOCUMENT_UPLOAD)
    found = vault.file(vault_id, actor)
    if found.has_expired(_today()):
        raise Refused("vault.expired")
    kind = editable.held.form.document(kind_key)
    if kind and kind.expiry and not kind.expiry.may_be_endless and found.expires_on is None:
        raise Refused("vault.no_last_day")
    content = BytesIO(b"".join(open_file(found)))
    return upload(application_id, kind_key, [Upload(content, found.file_name)], actor, expires_on=found.expires_on)


def keep_uploaded(application_id: int, kind_key: str, actor: Actor) -> int:
    """Keep a copy of the application's document of that kind in the actor's vault, with its last day.

    Raises Refused as `keep` does, and `vault.unknown` where there is no such document of the actor's own.
    """
    with transaction():
        lock_own(application_id, actor)
        one = hold(application_id).documents.get(kind_key)
    if one is None:
        raise Refused("vault.unknown")
    content = BytesIO(b"".join(current().read(one.storage_key, bytes.fromhex(one.sha256))))
    kind = _KINDS.get(kind_key, "other")
    return keep(kind, [Upload(content, one.file_name)], one.expires_on, actor)


@told()
def open_file(found: Kept) -> Iterator[bytes]:
    """The bytes of a file of the vault, compared with its checksum. Raises Refused as `store_faults.told` does."""
    return current().read(found.storage_key, found.sha256)


@told()
def page(found: Kept, number: int) -> bytes:
    """The picture of one page, `number` from 1, as PNG.

    Raises Refused `vault.unknown` for a page that is not there and `document.no_picture`, and as `open_file` does.
    """
    if not 1 <= number <= found.page_count:
        raise Refused("vault.unknown")
    return page_picture(current(), found.storage_key, found.sha256, found.media_type, number)


def _check_kind(kind: str, expires_on: date | None) -> None:
    if kind not in KINDS:
        raise Refused("vault.kind")
    if kind in EXPIRING and expires_on is None:
        raise Refused("vault.expires_on")
    if expires_on is not None and expires_on < _today():
        raise Refused("vault.expired")


def _today() -> date:
    return local_date(now(), current_zone())


def _keep(
    kind: str, made: Made, stored: Stored, key: str, expires_on: date | None, actor: Actor
) -> tuple[int, list[str]]:
    """Write the row, or find the one there is; also the keys of files that nobody needs."""
    db.session.execute(select(Student.id).where(Student.id == actor.student_id).with_for_update())
    there = select(VaultFile).where(VaultFile.student_id == actor.student_id, VaultFile.sha256 == stored.sha256)
    same = db.session.scalars(there).first()
    if same is not None:
        same.kind, same.expires_on = kind, expires_on
        return same.id, [key]
    count = select(func.count()).select_from(VaultFile).where(VaultFile.student_id == actor.student_id)
    if db.session.scalars(count).one() >= MOST_FILES:
        raise Refused("vault.full", most=MOST_FILES)
    row = VaultFile(
        institution_id=actor.institution_id,
        student_id=actor.student_id,
        kind=kind,
        storage_key=key,
        file_name=shown_name(made.parts[0].name, kind, made.kind.extension),
        media_type=made.kind.media_type,
        byte_count=stored.byte_count,
        sha256=stored.sha256,
        page_count=made.page_count,
        parts=[part.as_json for part in made.parts],
        expires_on=expires_on,
        uploaded_at=now(),
    )
    db.session.add(row)
    db.session.flush()
    _record(row.id, "kept", actor)
    return row.id, []


def _record(vault_id: int, outcome: str, actor: Actor) -> None:
    audit.record(actor, Action.VAULT_USE, outcome=outcome, object_kind="vault_file", object_id=vault_id)
