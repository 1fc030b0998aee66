"""Everything that the program holds about a person, in one zip that people and machines can read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile

from pydantic import BaseModel
from sqlalchemy import select

from mobility import storage
from mobility.core.access import Action
from mobility.core.terms import Actor
from mobility.database import db, transaction
from mobility.models.privacy import Class
from mobility.services.casework import audit
from mobility.services.privacy.belongings import Belonging, belongings, subject

OTHERS_WORDS: Final = frozenset({"review", "office_check", "language_mark"})
"""What others wrote for the office's eyes; shown to the office alone, so not given out."""


def export_person(user_id: int, into: Path) -> int:
    """Write the zip and answer how many rows it holds; the audit keeps that it was made.

    A file for each table, and every document as it was put. Left out: keys and hashes, and what others wrote for the
    office alone. Raises Refused `person.unknown`, FileExistsError for a file that is there already.
    """
    person, count = subject(user_id), 0
    with ZipFile(into, "x", ZIP_DEFLATED) as archive:
        for one in belongings(person):
            if one.table.name in OTHERS_WORDS:
                continue
            rows = _rows(one)
            count += len(rows)
            if rows:
                archive.writestr(
                    f"{one.table.name}.json", json.dumps(rows, ensure_ascii=False, indent=1, default=_plain)
                )
            if one.table.name == "document":
                _documents(archive, rows)
    into.chmod(0o600)
    with transaction():
        system = Actor.system(person.institution_id)
        audit.record(system, Action.PERSON_EXPORT, object_kind="user", object_id=user_id, params={"count": count})
    return count


def _rows(one: Belonging) -> list[dict[str, Any]]:
    names = one.named(Class.PUBLIC, Class.INTERNAL, Class.PERSONAL)
    query = select(*(one.table.c[name] for name in names)).where(one.condition)
    if "is_shown_to_student" in one.table.c:
        query = query.where(one.table.c.is_shown_to_student)
    found = db.session.execute(query.order_by(*one.table.primary_key.columns)).mappings()
    return [dict(row) for row in found]


def _documents(archive: ZipFile, rows: list[dict[str, Any]]) -> None:
    for row in rows:
        try:
            chunks = storage.current().read(row["storage_key"], row["sha256"])
        except storage.Gone:
            continue
        name = row["file_name"].replace("/", "_").replace("\\", "_")
        with archive.open(f"documents/{row['id']}-{name}", "w") as file:
            for chunk in chunks:
                file.write(chunk)


def _plain(value: object) -> Any:
    match value:
        case datetime() | date():
            return value.isoformat()
        case Decimal() | timedelta():
            return str(value)
        case bytes():
            return value.hex()
        case BaseModel():
            return value.model_dump()
        case Mapping():
            return dict(value)
    raise TypeError(type(value).__name__)
