"""Nothing is called clean that the scanner did not call so, and nobody else opens what it has not seen."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import select, update

from mobility.core.access import Action
from mobility.core.terms import Actor, Refused
from mobility.database import db
from mobility.models import AuditEvent, Call, Document
from mobility.services.applications.checking import scan_waiting
from mobility.services.applications.documents import remove
from mobility.services.applications.download import open_document, page
from mobility.services.applications.start import start
from mobility.storage import current, scanning
from mobility.storage.scanning import Scanner, Unreachable
from tests import clamd
from tests.factories.desks import officer_of
from tests.factories.files import EICAR, office, opened_pdf, pdf, saved
from tests.factories.filled import PDF, hand_in, put


@pytest.fixture(scope="module")
def clamd_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with clamd.running(tmp_path_factory.mktemp("clamd")) as url:
        yield url


@pytest.fixture
def scanner(clamd_url: str) -> Iterator[Scanner]:
    scanning.use(Scanner(clamd_url))
    yield Scanner(clamd_url)
    scanning.use(None)


@pytest.fixture
def silent() -> Iterator[Scanner]:
    """A scanner that takes the line and never says a word, as one that is overrun."""
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen()
        one = Scanner(f"tcp://127.0.0.1:{deaf.getsockname()[1]}", timeout=0.2)
        scanning.use(one)
        yield one
    scanning.use(None)


def _scan(document_id: int) -> tuple[str, str]:
    scan, state = db.session.execute(select(Document.scan, Document.state).where(Document.id == document_id)).one()
    return scan, state


def _infected_pdf() -> bytes:
    opened = opened_pdf()
    opened.Root.Note = opened.make_stream(EICAR)
    return saved(opened, compress_streams=False)


def test_the_scanner_tells_bad_from_good(scanner: Scanner) -> None:
    files = (PDF, office(), EICAR, office(parts={"word/media/a.bin": EICAR}), _infected_pdf())
    found = [scanner.infection(BytesIO(content)) for content in files]
    assert [one is not None for one in found] == [False, False, True, True, True]
    assert "Own.Test.Signature" in str(found[2])


def test_a_silent_scanner_proves_nothing(silent: Scanner) -> None:
    with pytest.raises(Unreachable):
        silent.infection(BytesIO(PDF))


@pytest.mark.parametrize("url", ["tcp://127.0.0.1:1", "unix:///nowhere/clamd.ctl"])
def test_a_scanner_that_is_down_proves_nothing(url: str) -> None:
    with pytest.raises(Unreachable):
        Scanner(url).infection(BytesIO(PDF))


@pytest.mark.parametrize("said", [b"", b"stream: O", b"stream: OK", b"INSTREAM size limit exceeded. ERROR\0"])
def test_a_scanner_that_ends_in_the_middle_of_a_word_proves_nothing(said: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening, ThreadPoolExecutor(1) as pool:
        answered = pool.submit(_answer_once, listening, said)
        with pytest.raises(Unreachable):
            Scanner(f"tcp://127.0.0.1:{listening.getsockname()[1]}").infection(BytesIO(PDF))
        answered.result()


def _answer_once(listening: socket.socket, said: bytes) -> None:
    line, _address = listening.accept()
    with line:
        while not line.recv(65536).endswith(bytes(4)):  # the length of zero that ends a file
            pass
        line.sendall(said)


def test_without_a_scanner_nothing_is_called_clean(call: Call, me: Actor) -> None:
    assert _scan(put(start(call.key, me), "transcript", me)) == ("not_scanned", "uploaded")


def test_what_the_scanner_calls_clean_is(call: Call, me: Actor, scanner: Scanner) -> None:
    assert scanner == scanning.current()
    assert _scan(put(start(call.key, me), "transcript", me)) == ("clean", "uploaded")


def test_what_the_scanner_finds_is_not_kept(call: Call, me: Actor, scanner: Scanner, tmp_path: Path) -> None:
    application_id = start(call.key, me)
    with pytest.raises(Refused, match=r"document\.infected"):
        put(application_id, "transcript", me, _infected_pdf())
    assert scanner == scanning.current()
    assert db.session.scalars(select(Document)).all() == []
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_while_the_scanner_is_silent_only_the_owner_reads(call: Call, me: Actor, silent: Scanner) -> None:
    receipt = hand_in(call, me)
    document_id = int(receipt.content["documents"][0]["id"])
    assert silent == scanning.current()
    assert _scan(document_id) == ("waiting", "uploaded")
    assert scan_waiting() == 0
    assert _scan(document_id) == ("waiting", "uploaded")
    officer = officer_of(receipt.application_id)
    for opening in (lambda: open_document(document_id, officer), lambda: page(document_id, 1, officer)):
        with pytest.raises(Refused, match=r"document\.being_checked"):
            opening()
    assert b"".join(open_document(document_id, me).chunks) == PDF


def test_once_it_answers_the_waiting_ones_are_settled(call: Call, me: Actor, silent: Scanner, scanner: Scanner) -> None:
    scanning.use(silent)
    receipt = hand_in(call, me)
    document_id = int(receipt.content["documents"][0]["id"])
    scanning.use(scanner)
    assert (scan_waiting(), scan_waiting()) == (1, 0)
    assert _scan(document_id) == ("clean", "uploaded")
    assert b"".join(open_document(document_id, officer_of(receipt.application_id)).chunks) == PDF


def test_what_is_found_later_comes_back_and_is_opened_by_nobody(
    call: Call, me: Actor, silent: Scanner, scanner: Scanner
) -> None:
    scanning.use(silent)
    application_id = start(call.key, me)
    document_id = put(application_id, "transcript", me, _infected_pdf())
    scanning.use(scanner)
    assert scan_waiting() == 1
    assert _scan(document_id) == ("infected", "returned")
    with pytest.raises(Refused, match=r"document\.infected"):
        open_document(document_id, me)
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == Action.DOCUMENT_CHECK)).one()
    assert (event.outcome, event.object_id, event.actor_role) == ("infected", document_id, "system")
    remove(application_id, document_id, me)


def test_a_waiting_file_that_is_not_what_was_put_is_opened_by_nobody(
    call: Call, me: Actor, silent: Scanner, scanner: Scanner
) -> None:
    scanning.use(silent)
    document_id = put(start(call.key, me), "transcript", me)
    document = db.session.get_one(Document, document_id)
    current().remove(document.storage_key)
    current().put(document.storage_key, BytesIO(pdf("Somebody else's")), 100_000)
    scanning.use(scanner)
    assert scan_waiting() == 1
    assert _scan(document_id) == ("infected", "returned")


def test_where_the_scanner_was_taken_away_nobody_waits_for_ever(call: Call, me: Actor) -> None:
    document_id = put(start(call.key, me), "transcript", me)
    db.session.execute(update(Document).values(scan="waiting"))
    assert scan_waiting() == 1
    assert _scan(document_id) == ("not_scanned", "uploaded")
