"""Takes a person out of the database: what is about them goes, what was counted and decided stays under a number."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, create_engine, delete, select, update
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.types import Date, Integer, LargeBinary, Numeric, String

from mobility import storage
from mobility.core.access import Action
from mobility.core.terms import Actor
from mobility.database import db, now, transaction
from mobility.models.privacy import Class
from mobility.services.casework import audit
from mobility.services.privacy.belongings import Belonging, Subject, belongings, subject

GONE: Final = frozenset(
    {
        *("user_session", "one_time_link", "second_factor", "recovery_code", "vault_file", "calendar_feed"),
        *("account_request", "record_change"),
    }
)
"""Tables whose rows about a person are deleted; in all others they stay, so that nothing that points at them breaks."""

COUNTED: Final = {
    "student": {"category", "level", "is_vocational", "entry_year", "program_years", "major", "field", "study_status"},
    "application": {"school_outcome", "school_rank", "waiting_position", "is_willing"},
    "choice": {"rank"},
    "giving_up": {"reason", "outcome"},
    "decision": {"outcome", "position"},
    "offer": {"state"},
    "fee": {"amount_minor", "state"},
    "review": {"score"},
    "language_mark": {"mark", "is_absent"},
    "office_check": {"answer"},
    "student_fact": {"scale", "as_of"},
}
"""Personal columns that statistics and the proof of decisions need; without the rest they name nobody."""


def erase_person(user_id: int, owner_url: str, tombstones: Path) -> int:
    """Erase a person and answer how many rows were about them. Safe to run twice.

    As the role that owns the tables, since what was submitted is insert-only for the application. The id is noted in
    `tombstones`, so that `erase_again` can repeat it after an older backup was restored. Raises Refused
    `person.unknown`.
    """
    person = subject(user_id)
    keys = _files(person)
    db.session.rollback()
    engine = create_engine(owner_url)
    with engine.begin() as connection:
        # What is deleted comes last, since blanking a record marks its files as changed.
        in_order = sorted(belongings(person), key=lambda one: one.table.name in GONE)
        count = sum(_erase(connection, one, person) for one in in_order)
    engine.dispose()
    for key in keys:
        storage.current().remove(key)
    with transaction():
        system = Actor.system(person.institution_id)
        audit.record(system, Action.PERSON_ERASE, object_kind="user", object_id=user_id, params={"count": count})
        at = now().isoformat()
    _note(tombstones, user_id, at)
    return count


def erased_before(tombstones: Path) -> Iterator[int]:
    """Whom the notes say were erased."""
    if tombstones.exists():
        yield from sorted({int(json.loads(line)["user"]) for line in tombstones.read_text().splitlines()})


def blank(column: Any, person: Subject) -> Any:
    """What stands in a column of an erased person: nothing, or where something must, what tells nothing of them."""
    pseudonyms = {("user", "name"): f"#{person.user_id}", ("student", "name"): f"#{person.user_id}"}
    pseudonyms[("student", "number")] = f"#{person.user_id}"
    if (column.table.name, column.name) in pseudonyms:
        return pseudonyms[(column.table.name, column.name)]
    return None if column.nullable else _empty(column.type)


def _empty(kind: Any) -> Any:
    match kind:
        case JSONB() | ARRAY():
            return {} if isinstance(kind, JSONB) else []
        case Date():
            return "1900-01-01"
        case LargeBinary():
            return b""
        case Integer() | Numeric():
            return 0
        case String():
            return ""
    raise TypeError(f"no empty value for {kind!r}")


def _erase(connection: Connection, one: Belonging, person: Subject) -> int:
    if one.table.name in GONE:
        return connection.execute(delete(one.table).where(one.condition)).rowcount
    kept = COUNTED.get(one.table.name, set())
    names = [name for name in one.named(Class.PERSONAL, Class.SENSITIVE) if name not in kept]
    values = {name: blank(one.table.c[name], person) for name in names}
    if one.table.name == "user":
        values["is_active"] = False
    if not values:
        return 0
    return connection.execute(update(one.table).where(one.condition).values(values)).rowcount


def _files(person: Subject) -> list[str]:
    """Where the files lie that are theirs: of their applications, and those kept for every application."""
    tables = [one for one in belongings(person) if "storage_key" in one.table.c]
    return [key for one in tables for key in db.session.scalars(select(one.table.c.storage_key).where(one.condition))]


def _note(tombstones: Path, user_id: int, at: str) -> None:
    tombstones.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(tombstones, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "a") as file:
        file.write(json.dumps({"at": at, "user": user_id}) + "\n")
        file.flush()
        os.fsync(file.fileno())
