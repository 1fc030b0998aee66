"""Finds the file behind a download: of an application that the actor may see, or attached to a public call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from mobility.core.access import POLICY, Action
from mobility.core.questions.documents import TRAVEL_KINDS
from mobility.core.terms import Actor, Refused, Role
from mobility.database import db
from mobility.models import Application, Call, CallAttachment, Document, Submission
from mobility.queries import definitions, scope


@dataclass(frozen=True, slots=True)
class Download:
    """A file to be given out. `sha256` is None for attachments, which carry none."""

    storage_key: str
    file_name: str
    media_type: str
    byte_count: int
    sha256: bytes | None
    application_id: int | None = None
    document_id: int | None = None
    is_own: bool = False
    kind: str = ""
    page_count: int = 1
    scan: str = "not_scanned"


def document(document_id: int, actor: Actor) -> Download:
    """Return the file of a document. Raises Refused `document.unknown` for one out of reach and for none alike.

    Who sees the application as a reviewer alone is given only the newest of the kinds that its form names for
    reviewers, an assistant no travel document, and a desk an earlier version only where it was there after the first
    submission. What was found infected is given to nobody (`document.infected`), what waits for the scanner to its
    owner alone (`document.being_checked`).
    """
    sees_all = _within(actor, POLICY[Action.DOCUMENT_DOWNLOAD].roles - {Role.REVIEWER})
    query = (
        select(
            Document,
            Application.student_id,
            Application.questionnaire_id,
            sees_all.label("sees_all"),
            first_submitted_at().label("handed_in_at"),
        )
        .join(Application, Application.id == Document.application_id)
        .where(Document.id == document_id, or_(sees_all, scope.visible(actor, Role.REVIEWER)))
    )
    row = db.session.execute(query).one_or_none()
    if row is None:
        raise Refused("document.unknown")
    found: Document = row.Document
    is_own = row.student_id == actor.student_id
    if not is_own and not _is_for_staff(row):
        raise Refused("document.unknown")
    if found.scan == "infected":
        raise Refused("document.infected")
    if found.scan == "waiting" and not is_own:
        raise Refused("document.being_checked")
    return Download(
        storage_key=found.storage_key,
        file_name=found.file_name,
        media_type=found.media_type,
        byte_count=found.byte_count,
        sha256=found.sha256,
        application_id=found.application_id,
        document_id=found.id,
        is_own=is_own,
        kind=found.kind,
        page_count=found.page_count,
        scan=found.scan,
    )


def checkable(actor: Actor) -> ColumnElement[bool]:
    """Documents that the actor may judge, as a condition on Document and Application."""
    return _within(actor, POLICY[Action.DOCUMENT_CHECK].roles)


def _within(actor: Actor, roles: frozenset[Role]) -> ColumnElement[bool]:
    """What these roles reach; whoever only assists the office never a travel document."""
    assists = and_(scope.visible(actor, Role.ASSISTANT), Document.kind.not_in(sorted(TRAVEL_KINDS)))
    return or_(scope.visible(actor, *sorted(roles - {Role.ASSISTANT})), assists)


def _is_for_staff(row: Any) -> bool:
    """Staff read what was ever handed in; what a student put away before that was never theirs to see."""
    found: Document = row.Document
    if found.replaced_at is None:
        return bool(row.sees_all) or found.kind in definitions.form(row.questionnaire_id).reviewed
    return bool(row.sees_all) and row.handed_in_at is not None and found.replaced_at > row.handed_in_at


def first_submitted_at() -> Any:
    """A scalar subquery: when the `Application` of the statement around it was handed in first."""
    query = select(func.min(Submission.submitted_at)).where(Submission.application_id == Application.id)
    return query.correlate(Application).scalar_subquery()


def attachment(attachment_id: int, actor: Actor) -> Download:
    """Return a file offered on a call's public page. Raises Refused `document.unknown`."""
    query = (
        select(CallAttachment)
        .join(Call, Call.id == CallAttachment.call_id)
        .where(
            CallAttachment.id == attachment_id,
            CallAttachment.institution_id == actor.institution_id,
            Call.state != "draft",
        )
    )
    found = db.session.scalar(query)
    if found is None:
        raise Refused("document.unknown")
    return Download(found.storage_key, found.file_name, found.media_type, found.byte_count, None)
