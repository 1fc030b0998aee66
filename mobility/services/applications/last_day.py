"""The last day on which a document is good: asked for with the file, and corrected without one."""

from __future__ import annotations

from datetime import date

from sqlalchemy import update

from mobility.core.access import Action
from mobility.core.questions.documents import DocumentKind
from mobility.core.terms import Actor, Refused
from mobility.database import db, transaction
from mobility.models import Document
from mobility.queries.content import Held
from mobility.services.applications.editing import open_item
from mobility.services.casework import audit


def checked(kind: DocumentKind, expires_on: date | None, held: Held) -> date | None:
    """The day to keep with a document of that kind, None for a kind that does not expire.

    Raises Refused `document.last_day_missing`, and `document.last_day_over` for one that has expired before the day
    that counts. One that only ends too early is kept: what that means is said where it stands.
    """
    if kind.expiry is None:
        return None
    if expires_on is None and not kind.expiry.may_be_endless:
        raise Refused("document.last_day_missing")
    is_over = expires_on is not None and expires_on < held.today
    if is_over and kind.expiry.why_too_early(expires_on, held.dates, held.today) is not None:
        raise Refused("document.last_day_over")
    return expires_on


def correct(application_id: int, kind_key: str, expires_on: date | None, actor: Actor) -> None:
    """Say anew until when the document there is good.

    Raises Refused as `editing.open_item` and `checked` do, and `document.none` where no file waits for a desk: one that
    a desk gave back is uploaded again.
    """
    with transaction():
        editable = open_item(application_id, kind_key, actor, Action.DOCUMENT_UPLOAD)
        kind, there = editable.held.form.document(kind_key), editable.held.documents.get(kind_key)
        if kind is None:
            raise Refused("item.unknown", item=kind_key)
        last_on = checked(kind, expires_on, editable.held)
        if there is None or there.state != "uploaded":
            raise Refused("document.none")
        if there.expires_on == last_on:
            return
        change = update(Document).where(Document.id == there.id)
        db.session.execute(change.values(expires_on=last_on, version=Document.version + 1))
        audit.record(
            actor,
            Action.DOCUMENT_UPLOAD,
            outcome="redated",
            object_kind="document",
            object_id=there.id,
            application_id=application_id,
            params={"kind": kind_key},
        )
