"""The rows that an import of students writes: new people, changed records, facts; and the audit of each change."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Self

from sqlalchemy import update

from mobility.core.access import Action
from mobility.core.terms import Actor, Param
from mobility.database import db, insert_rows, now, update_rows
from mobility.models import OneTimeLink, Student, StudentFact, User
from mobility.services.casework import audit
from mobility.services.imports.facts import BroughtFact
from mobility.services.imports.plan import Steps, among_ids, batches
from mobility.services.imports.reading import WRITE, Tell
from mobility.services.people import names

RECORD: Final = (
    *("category", "unit_id", "level", "is_vocational", "entry_year", "program_years", "class_name", "major"),
    *("field", "birth_on", "study_status"),
)
"""What the registry says of a student, and nobody else."""

FREELY: Final = ("phone", "latin_family_name", "latin_given_name", "gender", "nationality")
"""What students keep themselves: a table fills it in where it is empty, and leaves it alone from then on."""

_BLANK: Final[Mapping[str, Any]] = {
    "latin_family_name": "",
    "latin_given_name": "",
    "category": "mainland",
    "class_name": "",
    "major": "",
    "study_status": "enrolled",
}
_DOTS: Final = re.compile(r"[.\u00b8\u2022\u2024\u2027\u30fb\uff65\u2219\u22c5\uff0e\u02d9\ufe52]")


@dataclass(frozen=True, slots=True)
class Known:
    """A student as the system has them."""

    id: int
    user_id: int
    number: str
    name: str
    sort_key: str
    version: int
    record: Mapping[str, Any]
    person: Mapping[str, Any]
    is_verified: bool
    facts: Mapping[str, Any]

    @classmethod
    def of(cls, row: Mapping[Any, Any], facts: Mapping[str, Any]) -> Self:
        return cls(
            id=row["id"],
            user_id=row["user_id"],
            number=row["number"],
            name=row["name"],
            sort_key=row["sort_key"],
            version=row["version"],
            record={name: row[name] for name in RECORD},
            person={name: row[name] for name in (*FREELY, "email")},
            is_verified=row["email_verified_at"] is not None,
            facts=facts,
        )


def same_name(one: str, other: str) -> bool:
    """Whether two spellings are one name: whichever dot stands between its parts is no difference."""
    return _DOTS.sub("·", one) == _DOTS.sub("·", other)


def same_fact(brought: BroughtFact, known: Any | None) -> bool:
    """Whether the records have said the same before."""
    return (
        known is not None
        and known.source == "records"
        and known.value == brought.value
        and known.scale == brought.scale
        and brought.as_of in (None, known.as_of)
    )


class Rows:
    """What is to be written, collected first so that each table is written by a statement for thousands."""

    def __init__(self, institution_id: int) -> None:
        self._all = {"institution_id": institution_id}
        self._new: list[tuple[dict[str, Any], dict[str, Any], list[dict[str, Any]]]] = []
        self._students: list[dict[str, Any]] = []
        self._users: list[dict[str, Any]] = []
        self._new_facts: list[dict[str, Any]] = []
        self._facts: list[dict[str, Any]] = []
        self._moved: list[int] = []
        self._events: list[tuple[int, dict[str, Param]]] = []

    def add(self, values: Mapping[str, Any], facts: Sequence[BroughtFact], today: date) -> None:
        """Somebody new; what is needed of them is looked at by whoever lets this be written."""
        name = str(values.get("name", ""))
        key = names.sort_key(name)
        user = {
            **self._all,
            "name": name,
            "sort_key": key,
            "search_key": names.search_key(name, key),
            **{column: values.get(column) for column in ("email", "phone")},
        }
        given = {column: values.get(column, _BLANK.get(column)) for column in (*RECORD, *FREELY[1:])}
        student = {**self._all, **given, "number": values.get("number"), "name": name, "sort_key": key, "version": 1}
        student["birth_on"] = _iso(student["birth_on"])
        self._new.append((user, student, [self._fact(fact, today) for fact in facts]))

    def change(
        self,
        known: Known,
        record: Mapping[str, Any],
        person: Mapping[str, Any],
        facts: Sequence[BroughtFact],
        today: date,
    ) -> None:
        """What is different of somebody known."""
        name = person.get("name", known.name)
        key = names.sort_key(name) if "name" in person else None
        if record or {"name", *FREELY[1:]} & person.keys():
            self._students.append(self._student(known, record, person, key))
        if {"name", "email", "phone"} & person.keys():
            self._users.append({"id": known.user_id, "name": name, "sort_key": key, **_contact(known, person)})
        if "email" in person:
            self._moved.append(known.user_id)
        for fact in facts:
            row = {**self._fact(fact, today), "student_id": known.id}
            if fact.key in known.facts:
                self._facts.append({**row, "id": known.facts[fact.key].id})
            else:
                self._new_facts.append(row)
        self._events.append((known.id, _said(known, [*record, *person, *(fact.key for fact in facts)], record)))

    def write(self, actor: Actor, tell: Tell) -> None:
        """Write everything inside the caller's transaction, and note each person who changed in the audit."""
        people = len(self._new) + len(self._students) + len(self._users)
        steps = Steps(WRITE, people + len(self._facts) + len(self._new_facts) + len(self._events), tell)
        for new in steps.parts(self._new):
            self._write_new(new)
        for students in steps.parts(self._students):
            update_rows(Student, students)
        for users in steps.parts(self._users):
            update_rows(User, [_with_keys(user) for user in users if user["sort_key"]])
            update_rows(User, [{name: user[name] for name in ("id", "email", "phone")} for user in users])
        self._unprove()
        moment = now().isoformat()
        for facts in steps.parts(self._facts):
            update_rows(StudentFact, [{**fact, "updated_at": moment, "confirmed_by": None} for fact in facts])
        for facts in steps.parts(self._new_facts):
            insert_rows(StudentFact, facts)
        for events in steps.parts(self._events):
            for student_id, said in events:
                _note(actor, student_id, said)

    def _write_new(self, new: Sequence[tuple[dict[str, Any], dict[str, Any], list[dict[str, Any]]]]) -> None:
        user_ids = insert_rows(User, [user for user, _student, _facts in new])
        students = [{**one[1], "user_id": user_id} for one, user_id in zip(new, user_ids, strict=True)]
        ids = insert_rows(Student, students)
        facts = [{**fact, "student_id": id_} for one, id_ in zip(new, ids, strict=True) for fact in one[2]]
        for part in batches(facts):
            insert_rows(StudentFact, part)

    def _unprove(self) -> None:
        """A new address counts as unproven, and links that went to the old one end."""
        if not self._moved:
            return
        moment = now()
        users = update(User).where(User.id == among_ids(self._moved)).values(email_verified_at=None)
        db.session.execute(users.execution_options(synchronize_session=False))
        links = update(OneTimeLink).where(OneTimeLink.user_id == among_ids(self._moved), OneTimeLink.used_at.is_(None))
        ended = links.where(OneTimeLink.expires_at > moment).values(expires_at=moment)
        db.session.execute(ended.execution_options(synchronize_session=False))

    def _fact(self, fact: BroughtFact, today: date) -> dict[str, Any]:
        return {
            **self._all,
            "key": fact.key,
            "value": dict(fact.value),
            "scale": fact.scale,
            "source": "records",
            "as_of": _iso(fact.as_of or today),
        }

    @staticmethod
    def _student(known: Known, record: Mapping[str, Any], person: Mapping[str, Any], key: str | None) -> dict[str, Any]:
        whole = {**known.record, **record, "birth_on": _iso(record.get("birth_on", known.record["birth_on"]))}
        own = {name: person.get(name, known.person[name]) for name in FREELY[1:]}
        named = person.get("name", known.name)
        return {
            "id": known.id,
            "version": known.version + 1,
            **whole,
            **own,
            "name": named,
            "sort_key": key or known.sort_key,
        }


def _note(actor: Actor, student_id: int, said: Mapping[str, Param]) -> None:
    audit.record(
        actor,
        Action.DATA_IMPORT,
        outcome="student_changed",
        object_kind="student",
        object_id=student_id,
        params=said,
    )


def _contact(known: Known, person: Mapping[str, Any]) -> dict[str, Any]:
    return {name: person.get(name, known.person[name]) for name in ("email", "phone")}


def _with_keys(user: Mapping[str, Any]) -> dict[str, Any]:
    key = user["sort_key"]
    search = names.search_key(user["name"], key)
    return {"id": user["id"], "name": user["name"], "sort_key": key, "search_key": search}


def _said(known: Known, columns: Sequence[str], record: Mapping[str, Any]) -> dict[str, Param]:
    """Which fields changed; of school and level also from what to what, since those decide who sees a file."""
    said: dict[str, Param] = {"columns": ", ".join(sorted(columns))}
    for name in ("unit_id", "level"):
        if name in record:
            said |= {
                f"{name.removesuffix('_id')}_from": known.record[name],
                f"{name.removesuffix('_id')}_to": record[name],
            }
    return said


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
