"""Files that no row names are removed once they are old enough, and no other file ever is."""

from __future__ import annotations

import os
from datetime import timedelta
from io import BytesIO
from pathlib import Path

from mobility.core.terms import Actor, Text
from mobility.database import Base, db
from mobility.models import Call, CallAttachment, Document
from mobility.services.applications.download import page
from mobility.services.applications.orphans import STORAGE_KEY, sweep_orphans
from mobility.services.applications.start import start
from mobility.services.programs.attach import attach
from mobility.storage import current, new_key
from tests.factories.files import pdf
from tests.factories.filled import OTHER_PDF, put

AT_ONCE = timedelta(0)


def _keys() -> set[str]:
    return {key for key, _put_at in current().listing()}


def test_only_what_nobody_owns_is_removed(call: Call, me: Actor) -> None:
    application_id = start(call.key, me)
    document_id = put(application_id, "transcript", me)
    page(document_id, 1, me)
    put(application_id, "transcript", me, OTHER_PDF)
    attachment_id = attach(call.id, Text(en="Form", zh_Hans="表"), BytesIO(pdf()), "form.pdf")
    owned = _keys()
    lost = new_key(call.institution_id)
    current().put(lost, BytesIO(b"lost"), 100)
    current().put(f"{lost}.pages/1.png", BytesIO(b"lost"), 100)
    assert sweep_orphans(AT_ONCE) == 2
    assert _keys() == owned
    assert db.session.get_one(Document, document_id).storage_key in owned
    assert db.session.get_one(CallAttachment, attachment_id).storage_key in owned


def test_what_is_young_may_get_its_row_yet(call: Call) -> None:
    current().put(new_key(call.institution_id), BytesIO(b"on its way"), 100)
    assert sweep_orphans() == 0
    assert len(_keys()) == 1


def test_what_a_killed_process_left_half_written_is_removed(call: Call, tmp_path: Path) -> None:
    key = new_key(call.institution_id)
    half = tmp_path / f"{key}#1"
    half.parent.mkdir(parents=True)
    half.write_bytes(b"half a fi")
    assert sweep_orphans() == 0
    os.utime(half, (1_700_000_000, 1_700_000_000))
    assert sweep_orphans() == 1
    assert not half.exists()


def test_every_table_that_owns_files_names_them_alike() -> None:
    """So that the sweep knows them all: whoever adds such a table under another name is told here."""
    named = {
        table.name: {column.name for column in table.c if "storage" in column.name}
        for table in Base.metadata.tables.values()
    }
    assert all(columns == {STORAGE_KEY} for columns in named.values() if columns)
    assert {name for name, columns in named.items() if columns} >= {"document", "call_attachment"}
