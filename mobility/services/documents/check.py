"""Accepts a document or gives it back, and takes either back again: each by the version that the desk looked at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from sqlalchemy import select, update

from mobility.core.access import Action, check
from mobility.core.questions.documents import ReturnReason
from mobility.core.terms import Actor, Refused
from mobility.core.workflow.editing import why_not_checkable
from mobility.core.workflow.giving_up import why_held_back
from mobility.database import db, now, transaction
from mobility.models import Application, Document, Student
from mobility.queries import definitions, facts
from mobility.queries.documents import checkable
from mobility.services.casework import audit
from mobility.services.notices.outbox import post

Verdict = Literal["accept", "return", "undo"]
VERDICTS: Final[tuple[Verdict, ...]] = ("accept", "return", "undo")

LONGEST: Final = 1000
LETTER_WAITS: Final = timedelta(minutes=15)
"""How long the letter about a document given back waits: for what is taken back, and for further ones of the file."""

_OUTCOMES: Final = {"accept": "accepted", "return": "returned", "undo": "undone"}
_STATES: Final = {"accept": "accepted", "return": "returned", "undo": "uploaded"}


@dataclass(frozen=True, slots=True)
class Said:
    """What a desk says of a document, and of which version; `code` and `text` only where it is given back."""

    verdict: str
    version: int
    code: str = ""
    text: str = ""

    @property
    def words(self) -> str:
        return self.text.strip()


def check_document(document_id: int, said: Said, actor: Actor) -> None:
    """Keep what the desk says of the document. The same said twice by the same person is said once.

    Raises Refused `document.unknown` outside the actor's reach, `access.own_case`, `document.verdict`,
    `document.return_code`, `document.return_text` for "other" without words, `document.return_too_long`,
    `giving_up.waits`, `document.check_closed` while the student has the file or once it has ended,
    `stale.document_replaced` where the student has put another file in its place, `stale.document_checked` where
    another desk was first, `document.being_checked` and `document.infected` for what nobody could have looked at.
    """
    _refuse_flaws(said)
    with transaction():
        application, document = _claim(document_id, actor)
        if _is_said_already(document, said, actor):
            return
        _refuse_late(application, document, said)
        moment = now()
        _write(document, said, actor, moment)
        audit.record(
            actor,
            Action.DOCUMENT_CHECK,
            outcome=_OUTCOMES[said.verdict],
            object_kind="document",
            object_id=document_id,
            application_id=application.id,
            is_quiet=True,
            params={"kind": document.kind, **({"reason": said.code} if said.verdict == "return" else {})},
        )
        if said.verdict == "return":
            _tell(application, document, said.version + 1, moment)


def _refuse_flaws(said: Said) -> None:
    if said.verdict not in VERDICTS:
        raise Refused("document.verdict")
    if said.verdict != "return":
        return
    if said.code not in list(ReturnReason):
        raise Refused("document.return_code")
    if said.code == ReturnReason.OTHER and not said.words:
        raise Refused("document.return_text")
    if len(said.words) > LONGEST:
        raise Refused("document.return_too_long", length=LONGEST)


def _claim(document_id: int, actor: Actor) -> tuple[Application, Document]:
    """Lock the file first, as the door and an upload do, so that nothing is replaced under a verdict."""
    query = (
        select(Application)
        .join(Document, Document.application_id == Application.id)
        .where(
            Document.id == document_id,
            Application.submission_count > 0,
            checkable(actor),
        )
        .with_for_update(of=Application)
        .execution_options(populate_existing=True)
    )
    application = db.session.scalar(query)
    if application is None:
        raise Refused("document.unknown")
    known = facts.gather(application, now())
    reason = check(actor, Action.DOCUMENT_CHECK, known) or why_held_back(known, Action.DOCUMENT_CHECK)
    if reason is not None:
        raise Refused(reason.code, **reason.params)
    locked = select(Document).where(Document.id == document_id).with_for_update()
    return application, db.session.scalars(locked.execution_options(populate_existing=True)).one()


def _is_said_already(document: Document, said: Said, actor: Actor) -> bool:
    """Whether the second of two clicks arrives."""
    if document.version != said.version + 1 or document.replaced_at is not None:
        return False
    is_same = document.state == _STATES[said.verdict]
    if said.verdict == "undo":
        return is_same and document.checked_by is None
    words = (said.code, said.words) if said.verdict == "return" else ("", "")
    told = (document.return_code or "", document.return_reason or "")
    return is_same and document.checked_by == actor.user_id and told == words


def _refuse_late(application: Application, document: Document, said: Said) -> None:
    stage = definitions.workflow(application.workflow_id).stage(application.state)
    if document.replaced_at is not None:
        raise Refused("stale.document_replaced")
    if (reason := why_not_checkable(stage)) is not None:
        raise Refused(reason.code, **reason.params)
    if document.scan == "infected":
        raise Refused("document.infected")
    if document.scan == "waiting":
        raise Refused("document.being_checked")
    if document.version != said.version:
        raise Refused("stale.document_checked")


def _write(document: Document, said: Said, actor: Actor, moment: datetime) -> None:
    is_undone = said.verdict == "undo"
    is_returned = said.verdict == "return"
    change = (
        update(Document)
        .where(Document.id == document.id, Document.version == said.version, Document.replaced_at.is_(None))
        .values(
            state=_STATES[said.verdict],
            return_code=said.code if is_returned else None,
            return_reason=(said.words or None) if is_returned else None,
            checked_by=None if is_undone else actor.user_id,
            checked_at=None if is_undone else moment,
            version=Document.version + 1,
        )
    )
    db.session.execute(change)


def _tell(application: Application, document: Document, version: int, moment: datetime) -> None:
    """One letter tells of all documents of a file that were given back together: see `letters_about_documents`."""
    post(
        "document_returned",
        db.session.scalars(select(Student.user_id).where(Student.id == application.student_id)).one(),
        institution_id=application.institution_id,
        application_id=application.id,
        call_id=application.call_id,
        dedupe_key=f"document_returned:{document.id}:{version}",
        due_at=moment + LETTER_WAITS,
    )
