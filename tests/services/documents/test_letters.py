"""The student is told once of all that came back together, and of nothing that was taken back meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from mobility.core.terms import Actor
from mobility.database import db
from mobility.models import Application, Document, OutboxMessage
from mobility.services.applications.checking import scan_waiting
from mobility.services.documents.check import LETTER_WAITS, Said, check_document
from mobility.services.notices import sender
from mobility.services.notices.deliver import drain
from mobility.services.notices.sender import Sender
from mobility.storage import current, scanning
from mobility.storage.scanning import Scanner
from tests.factories.calls import NOON
from tests.factories.clock import stop_clock_at
from tests.factories.documents import make_document
from tests.factories.filled import OTHER_PDF, put

BLURRED = Said("return", 1, "unreadable")


@pytest.fixture(autouse=True)
def by() -> Iterator[None]:
    before = sender.current()
    sender.use(Sender(domain="university.example"))
    yield
    sender.use(before)


@pytest.fixture
def certificate(transcript: Document) -> Document:
    return make_document(db.session.get_one(Application, transcript.application_id), "language_certificate")


def _after(minutes: int) -> list[tuple[str, str]]:
    """What became of the letters by then: those put into words with their text, the others with their state."""
    stop_clock_at(NOON + timedelta(minutes=minutes))
    drain()
    db.session.expire_all()
    rows = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))
    return [(row.state, row.body or "") for row in rows]


def test_what_came_back_together_is_one_letter(transcript: Document, certificate: Document, officer: Actor) -> None:
    check_document(transcript.id, BLURRED, officer)
    stop_clock_at(NOON + timedelta(minutes=5))
    check_document(certificate.id, Said("return", 1, "other", "Only the front."), officer)
    assert [state for state, _body in _after(14)] == ["pending", "pending"]
    (first, nothing), (second, body) = _after(20)
    assert (first, nothing, second) == ("unwanted", "", "pending")
    assert body.count("\n- ") == 2
    assert "It cannot be read." in body
    assert "Only the front." in body


def test_what_was_taken_back_in_time_is_not_told(transcript: Document, certificate: Document, officer: Actor) -> None:
    for document in (transcript, certificate):
        check_document(document.id, BLURRED, officer)
    check_document(certificate.id, Said("undo", 2), officer)
    (_first, _nothing), (_state, body) = _after(16)
    assert body.count("\n- ") == 1
    assert "transcript" in body


def test_without_anything_left_there_is_no_letter(transcript: Document, me: Actor, officer: Actor) -> None:
    check_document(transcript.id, BLURRED, officer)
    put(transcript.application_id, "transcript", me, OTHER_PDF)
    assert _after(16) == [("unwanted", "")]


def test_what_was_told_is_not_told_again(transcript: Document, certificate: Document, officer: Actor) -> None:
    check_document(transcript.id, BLURRED, officer)
    assert len(_after(16)[0][1]) > 0
    check_document(certificate.id, BLURRED, officer)
    stop_clock_at(NOON + timedelta(minutes=17))
    check_document(certificate.id, Said("undo", 2), officer)
    assert _after(40)[1] == ("unwanted", "")


def test_the_letter_waits_as_long_as_the_desk_may_think_again(transcript: Document, officer: Actor) -> None:
    check_document(transcript.id, BLURRED, officer)
    assert db.session.scalars(select(OutboxMessage.due_at)).one() == NOON + LETTER_WAITS


@pytest.fixture
def scanner() -> Iterator[None]:
    """A scanner that is never asked, since there is nothing left to show it."""
    scanning.use(Scanner("tcp://127.0.0.1:1"))
    yield
    scanning.use(None)


@pytest.mark.usefixtures("scanner")
@pytest.mark.parametrize(
    ("stage", "desk"), [("draft", None), ("school_check", "officer"), ("qualification_check", "coordinator")]
)
def test_a_locked_file_is_told_to_the_student_and_to_the_desk_that_has_it(
    transcript: Document, me: Actor, officer: Actor, coordinator: Actor, stage: str, desk: str | None
) -> None:
    db.session.execute(update(Application).values(state=stage))
    db.session.execute(update(Document).values(scan="waiting"))
    current().remove(transcript.storage_key)
    assert scan_waiting() == 1
    people = {"officer": officer.user_id, "coordinator": coordinator.user_id}
    wanted = [("document_locked", me.user_id), *([("document_locked_desk", people[desk])] if desk else [])]
    rows = db.session.execute(select(OutboxMessage.notice, OutboxMessage.user_id).order_by(OutboxMessage.id))
    assert [tuple(row) for row in rows] == wanted
    told = _after(0)
    assert [("damaged" in body, "submitted" in body) for _state, body in told] == [(True, desk is None)] * len(wanted)
