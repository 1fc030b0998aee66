"""Brings a table: judged as a whole, then written as a whole in one transaction, or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import func, select

from mobility.core.access import Action
from mobility.core.terms import Actor, Param, Refused
from mobility.database import db, now, transaction
from mobility.queries.record_changes import students_with_changed_files
from mobility.queries.zones import zone_of_institution
from mobility.services.casework import audit
from mobility.services.imports import fees, reading, staff, students, units
from mobility.services.imports.kinds import KINDS, Kind
from mobility.services.imports.plan import Plan, Vanished
from mobility.services.imports.reading import Problem, Sheet, Tell, tell_nobody
from mobility.services.notices.daytime import in_daytime
from mobility.services.notices.outbox import post_to_all
from mobility.services.people.permits import permit

LONGEST_WAIT: Final = "10min"
"""For another import to end, and for one statement: an import is no page that somebody waits for."""

_LOCK: Final = 0x494D5054
"""The first half of the key of the lock that lets one import of an institution write at a time."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a table would do, or did where `is_written`. Nothing is written unless there is no problem."""

    kind: str
    line_count: int
    headings: tuple[str, ...]
    mapping: Mapping[str, str]
    problems: tuple[Problem, ...]
    counts: Mapping[str, int]
    vanished: tuple[Vanished, ...]
    is_written: bool = False

    @property
    def is_sound(self) -> bool:
        return not self.problems

    def as_plain(self) -> dict[str, Any]:
        """The report as JSON; its shape is told in docs/operating.md."""
        return {
            "kind": self.kind,
            "lines": self.line_count,
            "written": self.is_written,
            "counts": dict(self.counts),
            "mapping": dict(self.mapping),
            "ignored": [heading for heading in self.headings if heading and heading not in self.mapping.values()],
            "problems": [
                {
                    "line": one.line,
                    "column": one.column,
                    "heading": self.mapping.get(one.column, ""),
                    "code": one.reason.code,
                    "params": dict(one.reason.params),
                }
                for one in self.problems
            ],
            "vanished": [{"id": one.id, "number": one.number, "name": one.name} for one in self.vanished],
        }


def kind_of(key: str, actor: Actor) -> Kind:
    """The kind of that key, for somebody who may bring it. Raises Refused `import.unknown_kind` or the policy's."""
    permit(actor, Action.DATA_IMPORT)
    kind = KINDS.get(key)
    if kind is None:
        raise Refused("import.unknown_kind")
    permit(actor, kind.action)
    return kind


def read(
    kind_key: str,
    content: bytes,
    actor: Actor,
    *,
    mapping: Mapping[str, str] | None = None,
    remembered: Mapping[str, str] | None = None,
    tell: Tell = tell_nobody,
) -> Sheet:
    """Read the cells, outside of any transaction. Raises Refused as `kind_of` and `cells.read` do."""
    kind = kind_of(kind_key, actor)
    return reading.read(kind, content, mapping=mapping, remembered=remembered, tell=tell)


def rehearse(kind_key: str, sheet: Sheet, actor: Actor, tell: Tell = tell_nobody) -> Report:
    """Compare with what is there, and say what bringing the table would do. Writes nothing."""
    kind = kind_of(kind_key, actor)
    with transaction():
        return _report(kind, sheet, _planned(kind, sheet, actor, lock=False, tell=tell))


def bring(kind_key: str, sheet: Sheet, actor: Actor, tell: Tell = tell_nobody) -> Report:
    """Bring the table in one transaction; where it has a problem, write nothing and answer the report."""
    kind_of(kind_key, actor)
    with transaction():
        return write(kind_key, sheet, actor, None, tell)


def write(kind_key: str, sheet: Sheet, actor: Actor, import_id: int | None, tell: Tell = tell_nobody) -> Report:
    """The same inside the caller's transaction, one import of an institution at a time.

    `tell` is called while that transaction is open, so what it keeps must be kept beside it.
    """
    kind = kind_of(kind_key, actor)
    for name in ("lock_timeout", "statement_timeout"):
        db.session.execute(select(func.set_config(name, LONGEST_WAIT, True)))
    db.session.execute(select(func.pg_advisory_xact_lock(_LOCK, actor.institution_id)))
    plan = _planned(kind, sheet, actor, lock=True, tell=tell)
    report = _report(kind, sheet, plan)
    if not report.is_sound:
        return report
    plan.write(actor)
    _tell_students(actor, plan, import_id)
    said: dict[str, Param] = {"kind": kind.key, **report.counts}
    audit.record(actor, Action.DATA_IMPORT, object_kind="import", object_id=import_id, params=said)
    return _report(kind, sheet, plan, is_written=True)


def _tell_students(actor: Actor, plan: Plan, import_id: int | None) -> None:
    """One letter to each whose open files are no longer what the record says, however many facts and files it is."""
    if plan.judged_anew:
        moment = now()
        due_at = in_daytime(moment, zone_of_institution(actor.institution_id))
        key = moment.isoformat() if import_id is None else str(import_id)
        post_to_all("facts_changed", students_with_changed_files(plan.judged_anew), key=key, due_at=due_at)


def _planned(kind: Kind, sheet: Sheet, actor: Actor, *, lock: bool, tell: Tell) -> Plan:
    lines, institution_id = sheet.lines, actor.institution_id
    match kind.key:
        case "students":
            return students.plan(lines, institution_id, lock=lock, tell=tell)
        case "staff":
            return staff.plan(lines, institution_id, lock=lock, tell=tell)
        case "units":
            return units.plan(lines, institution_id, lock=lock, tell=tell)
        case _:
            return fees.plan(lines, actor, tell=tell)


def _report(kind: Kind, sheet: Sheet, plan: Plan, *, is_written: bool = False) -> Report:
    """A cell that could not be read is told once, not again as missing."""
    read = {(one.line, one.column) for one in sheet.problems}
    compared = [one for one in plan.problems if (one.line, one.column) not in read]
    problems = sorted((*sheet.problems, *compared), key=lambda one: (one.line, one.column))
    return Report(
        kind.key,
        len(sheet.lines),
        sheet.headings,
        sheet.mapping,
        tuple(problems),
        plan.counts,
        tuple(plan.vanished),
        is_written,
    )
