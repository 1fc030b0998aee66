"""What a letter says of documents: which were given back and why, and in which one a virus was found."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from mobility.core.terms import Text
from mobility.database import db
from mobility.models import Application, Document, OutboxMessage
from mobility.queries import definitions


@dataclass(frozen=True, slots=True)
class Returned:
    """A document that was given back; `code` is one of `ReturnReason`, `words` what the desk wrote besides."""

    title: Text
    code: str | None
    words: str


def returned(application_id: int, message_id: int) -> tuple[Returned, ...]:
    """The documents that lie with the student now, for the letter in that row; empty where it has nothing new to say.

    A desk gives back several documents of a file one after the other, each with a row of its own: the last row that
    waits tells of all of them, so the ones before it say nothing. What was taken back or replaced meanwhile is not
    told, and where nothing was given back since the last letter, there is none.
    """
    about = (OutboxMessage.application_id == application_id, OutboxMessage.notice == "document_returned")
    is_last = ~(
        select(OutboxMessage.id)
        .where(
            *about,
            OutboxMessage.id > message_id,
            OutboxMessage.state == "pending",
            OutboxMessage.rendered_at.is_(None),
        )
        .exists()
    )
    told_at = select(func.max(OutboxMessage.rendered_at)).where(*about, OutboxMessage.id < message_id)
    told_at = told_at.where(OutboxMessage.state.not_in(("unwanted", "expired", "dead")))
    query = (
        select(Document, Application.questionnaire_id, told_at.scalar_subquery().label("told_at"))
        .join(Application, Application.id == Document.application_id)
        .where(
            Document.application_id == application_id,
            Document.replaced_at.is_(None),
            Document.state == "returned",
            Document.scan != "infected",
            is_last,
        )
        .order_by(Document.id)
    )
    rows = db.session.execute(query).all()
    if not any(row.told_at is None or row.Document.checked_at >= row.told_at for row in rows):
        return ()
    return tuple(_returned(row.questionnaire_id, row.Document) for row in rows)


@dataclass(frozen=True, slots=True)
class Locked:
    """A document that nobody may open; `code` says whether a virus was found or the file was damaged."""

    title: Text
    code: str | None


def locked(document_id: int) -> Locked | None:
    """That document while the locked file is the newest of its kind, else None."""
    query = (
        select(Document.kind, Document.return_code, Application.questionnaire_id)
        .join(Application, Application.id == Document.application_id)
        .where(Document.id == document_id, Document.scan == "infected", Document.replaced_at.is_(None))
    )
    row = db.session.execute(query).one_or_none()
    return None if row is None else Locked(definitions.document_title(row.questionnaire_id, row.kind), row.return_code)


def _returned(questionnaire_id: int, document: Document) -> Returned:
    title = definitions.document_title(questionnaire_id, document.kind)
    return Returned(title, document.return_code, document.return_reason or "")
