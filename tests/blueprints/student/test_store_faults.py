"""What is wrong with the place where files are kept is said in a sentence, and costs nothing of what was there."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pytest
from sqlalchemy import select

from mobility import storage
from mobility.core.terms import Actor
from mobility.database import db
from mobility.models import Call, Document
from mobility.services.applications.start import start
from mobility.storage import Bucket, Store
from tests.browsing import Browser
from tests.factories.filled import OTHER_PDF, PDF, put

SILENT = "The place where files are kept does not answer just now."


@pytest.fixture
def gone() -> Iterator[Store]:
    """A store on a server that is not there; the test's own comes back afterwards."""
    there = storage.current()
    yield Store.on_s3(Bucket("papers", endpoint="http://127.0.0.1:1", access_key="key", secret_key="secret"))
    storage.use(there)


def test_a_silent_store_keeps_what_there_is(window: Browser, call: Call, me: Actor, gone: Store) -> None:
    application_id = start(call.key, me)
    document_id = put(application_id, "transcript", me)
    path, there = f"/applications/{application_id}/documents", storage.current()
    page = window.visit(path)
    storage.use(gone)
    refused = window.press(page, "Replace or add", {"file": (BytesIO(OTHER_PDF), "new.pdf")})
    assert (refused.status, refused.path) == (503, f"{path}/transcript")
    assert SILENT in refused.all("#transcript")[0]
    for read in (f"/documents/{document_id}", f"/documents/{document_id}/pages/1.png"):
        answer = window.visit(read)
        assert (answer.status, SILENT in answer.text) == (503, True)
    kept = window.visit("/vault")
    full = window.press(kept, "Keep it", {"kind": "other", "file": (BytesIO(PDF), "my.pdf")})
    assert (full.status, SILENT in full.text) == (503, True)
    storage.use(there)
    assert db.session.scalars(select(Document.id)).all() == [document_id]
    assert window.client.get(f"/documents/{document_id}").data == PDF


def test_bytes_that_changed_in_the_store_are_given_to_nobody(window: Browser, call: Call, me: Actor) -> None:
    document_id = put(start(call.key, me), "transcript", me)
    key = db.session.get_one(Document, document_id).storage_key
    storage.current().remove(key)
    storage.current().put(key, BytesIO(OTHER_PDF), len(OTHER_PDF))
    for read in (f"/documents/{document_id}", f"/documents/{document_id}/pages/1.png"):
        answer = window.visit(read)
        assert (answer.status, "damaged or lost after it was uploaded" in answer.text) == (500, True)
    storage.current().remove(key)
    assert "damaged or lost after it was uploaded" in window.visit(f"/documents/{document_id}").text
