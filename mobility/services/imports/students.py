"""Students from the registry: found by number, compared field by field, written by few statements for many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import func, select

from mobility.core.calendar.zones import local_date
from mobility.core.terms import Refused
from mobility.database import db, now
from mobility.models import Student, StudentFact, User
from mobility.queries.record_changes import RULED
from mobility.queries.zones import zone_of_institution
from mobility.services.imports.facts import BroughtFact, Flaw, facts_of
from mobility.services.imports.kinds import STUDENTS
from mobility.services.imports.plan import OF_ALL, Plan, Steps, Vanished, among_ids, among_texts, twice
from mobility.services.imports.reading import COMPARE, Line, Tell, tell_nobody
from mobility.services.imports.student_rows import FREELY, RECORD, Known, Rows, same_fact, same_name
from mobility.services.imports.units_named import UnitsNamed, units_named
from mobility.spelling import fold

YOUNGEST: Final = 14
"""Years between birth and entry; fewer is a date in the wrong cell."""

JUDGED: Final = frozenset({*RULED, "unit_id"})
"""Fields of the record by which rules judge."""

_AWAY: Final = ("graduated", "left")
_COLUMNS: Final = (
    "id",
    "user_id",
    "number",
    "name",
    "sort_key",
    *FREELY[1:],
    "version",
    *RECORD,
)


def plan(lines: Sequence[Line], institution_id: int, *, lock: bool, tell: Tell = tell_nobody) -> Plan:
    """Say what these lines would do. With `lock` whoever is in them stays as compared until the transaction ends."""
    made = Plan()
    judge = _Judge(
        made, institution_id, units_named(institution_id), local_date(now(), zone_of_institution(institution_id))
    )
    judge.look_within(lines)
    for part in Steps(COMPARE, len(lines), tell).parts(lines):
        known = _known(institution_id, [line.values.get("number", "") for line in part], lock=lock)
        owners = _owners(institution_id, [line.values["email"] for line in part if "email" in line.values])
        for line in part:
            judge.line(line, known.get(line.values.get("number", "")), owners)
    made.vanished = _vanished(institution_id, judge.units_seen, {line.values.get("number") for line in lines})
    made.write = lambda actor: judge.rows.write(actor, tell)
    return made


class _Judge:
    """Compares line after line with what is known, and collects the rows to write."""

    def __init__(self, made: Plan, institution_id: int, units: UnitsNamed, today: date) -> None:
        self.made = made
        self.units = units
        self.today = today
        self.rows = Rows(institution_id)
        self.units_seen: set[int] = set()

    def look_within(self, lines: Sequence[Line]) -> None:
        """What the lines say against each other."""
        for line, earlier in twice(lines, "number"):
            is_one = fold(str(line.values.get("name", ""))) == fold(str(earlier.values.get("name", "")))
            code = "import.number_twice" if is_one else "import.two_people"
            self.made.blame(line, "number", code, line=earlier.number)
        for line, earlier in twice(lines, "email"):
            self.made.blame(line, "email", "import.address_twice", line=earlier.number)

    def line(self, line: Line, known: Known | None, owners: Mapping[str, int]) -> None:
        values = dict(line.values)
        self._unit(line, values)
        owner = owners.get(str(values.get("email", "")).lower())
        if owner is not None and (known is None or owner != known.user_id):
            self.made.blame(line, "email", "address.taken")
        entry_year = values.get("entry_year") or (known.record["entry_year"] if known else None)
        born = values.get("birth_on") or (known.record["birth_on"] if known else None)
        if entry_year and born and entry_year - born.year < YOUNGEST:
            self.made.blame(line, "birth_on", "import.birth_impossible", typed=born.isoformat())
        facts = self._facts(line, values, entry_year)
        if known is None:
            self._add(line, values, facts)
        else:
            self._compare(line, values, facts, known)

    def _unit(self, line: Line, values: dict[str, Any]) -> None:
        if "unit" in values:
            try:
                values["unit_id"] = self.units.find(values.pop("unit"))
                self.units_seen.add(values["unit_id"])
            except Refused as refused:
                self.made.blame(line, "unit", refused.code, **refused.params)
        level = values.pop("level", None)
        if level is not None:
            values["level"], values["is_vocational"] = level

    def _facts(self, line: Line, values: Mapping[str, Any], entry_year: int | None) -> list[BroughtFact]:
        found = list(facts_of(values, entry_year, self.today))
        for flaw in found:
            if isinstance(flaw, Flaw):
                self.made.blame(line, flaw.column, flaw.reason.code, **flaw.reason.params)
        return [fact for fact in found if isinstance(fact, BroughtFact)]

    def _add(self, line: Line, values: Mapping[str, Any], facts: Sequence[BroughtFact]) -> None:
        for column in STUDENTS.columns:
            if column.is_needed and column.key not in line.values:
                self.made.blame(line, column.key, "import.needed_of_new")
        self.made.new_count += 1
        self.rows.add(values, facts, self.today)

    def _compare(self, line: Line, values: Mapping[str, Any], facts: Sequence[BroughtFact], known: Known) -> None:
        name = values.get("name", known.name)
        is_renamed = not same_name(name, known.name)
        if is_renamed and values.get("birth_on", known.record["birth_on"]) != known.record["birth_on"]:
            self.made.blame(line, OF_ALL, "import.another_person")
        record = {key: values[key] for key in RECORD if key in values and values[key] != known.record[key]}
        person: dict[str, Any] = {"name": name} if is_renamed else {}
        person |= {key: values[key] for key in FREELY if key in values and known.person[key] in (None, "")}
        if "email" in values and not known.is_verified and values["email"] != known.person["email"]:
            person["email"] = values["email"]
        changed = [fact for fact in facts if not same_fact(fact, known.facts.get(fact.key))]
        if not (record or person or changed):
            self.made.same_count += 1
            return
        self.made.changed_count += 1
        if changed or record.keys() & JUDGED:
            self.made.judged_anew.append(known.id)
        self.rows.change(known, record, person, changed, self.today)


def _known(institution_id: int, numbers: Sequence[str], *, lock: bool) -> dict[str, Known]:
    """The students of those numbers with their facts, in two statements."""
    query = (
        select(
            *(getattr(Student, name) for name in _COLUMNS),
            User.email,
            User.phone,
            User.email_verified_at,
        )
        .join(User, User.id == Student.user_id)
        .where(Student.institution_id == institution_id, Student.number == among_texts(numbers))
        .order_by(Student.id)
    )
    found = db.session.execute(query.with_for_update(of=[Student, User]) if lock else query).mappings().all()
    ids = [row["id"] for row in found]
    facts: dict[int, dict[str, Any]] = {}
    columns = (StudentFact.id, StudentFact.student_id, StudentFact.key, StudentFact.value, StudentFact.scale)
    of_them = select(*columns, StudentFact.as_of, StudentFact.source).where(StudentFact.student_id == among_ids(ids))
    for fact in db.session.execute(of_them):
        facts.setdefault(fact.student_id, {})[fact.key] = fact
    return {row["number"]: Known.of(row, facts.get(row["id"], {})) for row in found}


def _owners(institution_id: int, emails: Sequence[str]) -> dict[str, int]:
    """Whose the addresses are by now."""
    plain = [email.lower() for email in emails]
    query = select(func.lower(User.email), User.id).where(
        User.institution_id == institution_id, func.lower(User.email) == among_texts(plain)
    )
    return dict(db.session.execute(query).all())


def _vanished(institution_id: int, units: set[int], numbers: set[Any]) -> list[Vanished]:
    """Who studies in one of the schools that the table names, and is not in it."""
    query = select(Student.id, Student.number, Student.name).where(
        Student.institution_id == institution_id,
        Student.unit_id == among_ids(units),
        Student.study_status.not_in(_AWAY),
    )
    rows = db.session.execute(query.order_by(Student.number, Student.id))
    return [Vanished(row.id, row.number, row.name) for row in rows if row.number not in numbers]
