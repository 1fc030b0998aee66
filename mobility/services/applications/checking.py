"""Shows documents to the scanner that it could not be shown when they came: nothing is clean until it says so."""

from __future__ import annotations

from io import BytesIO
from typing import Final

from sqlalchemy import select, update

from mobility import observability
from mobility.core.access import Action
from mobility.core.notices import Audience
from mobility.core.terms import Actor, Role
from mobility.core.workflow.editing import why_not_checkable
from mobility.database import db, transaction
from mobility.models import Application, Document
from mobility.queries import definitions
from mobility.services.casework import audit, letters
from mobility.services.notices.outbox import post
from mobility.storage import Damaged, Gone, current, scanning
from mobility.storage.scanning import Scanner, Unreachable

BATCH: Final = 20
"""Documents of one round: few enough for the time of one task."""

_LOCKED: Final = {"scan": "infected", "state": "returned"}
_log: Final = observability.logger("mobility.documents")


def scan_waiting() -> int:
    """Show the oldest waiting documents to the scanner, and answer how many verdicts it gave.

    Without a scanner they are marked as not scanned, so that nobody waits for ever. Safe to run twice at once.
    """
    query = select(Document.id, Document.storage_key, Document.sha256).where(Document.scan == "waiting")
    with transaction():
        waiting = db.session.execute(query.order_by(Document.id).limit(BATCH)).all()
    scanner = scanning.current()
    count = 0
    try:
        for document_id, key, expected in waiting:
            count += _settle(document_id, _verdict(scanner, key, expected))
    except Unreachable as silent:
        _log.error("scanner.unreachable", error=str(silent), waiting=len(waiting) - count)
    return count


def _verdict(scanner: Scanner | None, key: str, expected: bytes) -> dict[str, str]:
    if scanner is None:
        return {"scan": "not_scanned"}
    try:
        found = scanner.infection(BytesIO(b"".join(current().read(key, expected))))
    except (Gone, Damaged) as fault:
        _log.error("document.fault", error=type(fault).__name__)
        return {**_LOCKED, "return_code": "damaged"}  # a file that is not what was uploaded is opened by nobody
    if found is not None:
        _log.warning("document.infected", signature=found)
    return {"scan": "clean"} if found is None else {**_LOCKED, "return_code": "infected"}


def _settle(document_id: int, verdict: dict[str, str]) -> int:
    """Write the verdict down, unless somebody else has; an infected document comes back to the student."""
    change = update(Document).where(Document.id == document_id, Document.scan == "waiting")
    change = change.values(**verdict, version=Document.version + 1)
    with transaction():
        row = db.session.execute(change.returning(Document.institution_id, Document.application_id)).one_or_none()
        if row is not None and verdict["scan"] == "infected":
            audit.record(
                Actor.system(row.institution_id),
                Action.DOCUMENT_CHECK,
                outcome="infected",
                object_kind="document",
                object_id=document_id,
                application_id=row.application_id,
                is_quiet=True,
            )
            _tell(document_id, db.session.get_one(Application, row.application_id))
    return 0 if row is None else 1


def _tell(document_id: int, application: Application) -> None:
    """Tell the student, and the desk that has the file, since it waits for a new document now."""
    stage = definitions.workflow(application.workflow_id).stage(application.state)
    audiences = {"document_locked": Audience.STUDENT}
    if application.submission_count and why_not_checkable(stage) is None:
        is_at_school = stage.holder is Role.OFFICER
        audiences["document_locked_desk"] = Audience.OFFICER if is_at_school else Audience.COORDINATOR
    for notice, audience in audiences.items():
        for user_id in letters.recipients(audience, application):
            post(
                notice,
                user_id,
                institution_id=application.institution_id,
                application_id=application.id,
                call_id=application.call_id,
                params={"document_id": document_id},
                dedupe_key=f"{notice}:{document_id}:{user_id}",
            )
