"""Makes documents of applications for tests of what looks at them: a row, and a small PDF in the store."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from mobility import storage
from mobility.database import db
from mobility.models import Application, Document, Student
from tests.factories.files import pdf


def make_document(application: Application, kind: str = "transcript", **columns: Any) -> Document:
    """A document of that kind, uploaded by its student; with a `storage_key` given, the row alone."""
    if "storage_key" not in columns:
        key = storage.new_key(application.institution_id)
        stored = storage.current().put(key, BytesIO(pdf(f"A {kind}")), 10_000)
        columns |= {"storage_key": key, "byte_count": stored.byte_count, "sha256": stored.sha256}
    given = {
        "institution_id": application.institution_id,
        "application_id": application.id,
        "kind": kind,
        "file_name": f"{kind}.pdf",
        "media_type": "application/pdf",
        "byte_count": 1,
        "sha256": b"",
        "uploaded_by": db.session.get_one(Student, application.student_id).user_id,
    }
    document = Document(**(given | columns))
    db.session.add(document)
    db.session.commit()
    return document
