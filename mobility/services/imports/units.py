"""Units from a table: found by code; made and renamed, never moved below another and never removed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pypinyin import Style, lazy_pinyin
from sqlalchemy import select

from mobility.core.access import Action
from mobility.core.terms import NO_PARAMS, Actor, Param, Text
from mobility.database import db
from mobility.models import Unit
from mobility.services.casework import audit
from mobility.services.casework.changes import changes
from mobility.services.imports.plan import Plan, Steps, Vanished, twice
from mobility.services.imports.reading import COMPARE, WRITE, Line, Tell, tell_nobody


def plan(lines: Sequence[Line], institution_id: int, *, lock: bool, tell: Tell = tell_nobody) -> Plan:
    """Say what these lines would do. A parent stands in the table or is there; who is below whom is never changed."""
    made = Plan()
    for line, earlier in twice(lines, "code"):
        made.blame(line, "code", "import.code_twice", line=earlier.number)
    query = select(Unit).where(Unit.institution_id == institution_id).order_by(Unit.id)
    known = {unit.code: unit for unit in db.session.scalars(query.with_for_update() if lock else query)}
    of_code = {unit.id: unit.code for unit in known.values()}
    given = {str(line.values.get("code", "")): line for line in lines}
    for part in Steps(COMPARE, len(lines), tell).parts(lines):
        for line in part:
            _judge(made, line, known, of_code, given)
    made.vanished = [
        Vanished(unit.id, unit.code, unit.name.zh_Hans) for unit in known.values() if unit.code not in given
    ]
    made.write = lambda actor: _write(actor, given, known, tell)
    return made


def _judge(
    made: Plan, line: Line, known: Mapping[str, Unit], of_code: Mapping[int, str], given: Mapping[str, Line]
) -> None:
    values = line.values
    unit, parent = known.get(str(values.get("code", ""))), values.get("parent")
    if parent is not None and parent not in known and parent not in given:
        made.blame(line, "parent", "import.unit_unknown", typed=parent)
    if unit is None:
        made.new_count += 1
        for column in ("name_zh", "name_en", "kind"):
            if column not in values:
                made.blame(line, column, "import.needed_of_new")
        if _is_in_circle(str(values.get("code", "")), given, known):
            made.blame(line, "parent", "import.unit_circle")
        return
    if parent is not None and parent != of_code.get(unit.parent_id or 0):
        made.blame(line, "parent", "import.unit_moved")
    if _changes(unit, values):
        made.changed_count += 1
    else:
        made.same_count += 1


def _is_in_circle(code: str, given: Mapping[str, Line], known: Mapping[str, Unit]) -> bool:
    """Whether a new unit would come to stand below itself."""
    seen: set[str] = set()
    above: str | None = code
    while above is not None and above in given and above not in known:
        if above in seen:
            return True
        seen.add(above)
        above = given[above].values.get("parent")
    return False


def _changes(unit: Unit, values: Mapping[str, Any]) -> list[str]:
    return [column for column, value in _columns(unit).items() if column in values and values[column] != value]


def _columns(unit: Unit) -> dict[str, Param]:
    return {"name_zh": unit.name.zh_Hans, "name_en": unit.name.en, "kind": unit.kind}


def _write(actor: Actor, given: Mapping[str, Line], known: Mapping[str, Unit], tell: Tell) -> None:
    made = dict(known)
    for part in Steps(WRITE, len(given), tell).parts(list(given.items())):
        for code, line in part:
            if code in known:
                _change(actor, known[code], line.values)
            else:
                _make(actor, code, given, made)


def _make(actor: Actor, code: str, given: Mapping[str, Line], made: dict[str, Unit]) -> Unit:
    """The unit of that code, made where it is not there yet, what is above it first."""
    if code in made:
        return made[code]
    values = given[code].values
    parent = _make(actor, values["parent"], given, made) if "parent" in values else None
    unit = Unit(
        institution_id=actor.institution_id,
        parent_id=parent.id if parent else None,
        kind=values["kind"],
        code=code,
        name=Text(en=values["name_en"], zh_Hans=values["name_zh"]),
        sort_key=_sort_key(values["name_zh"]),
    )
    db.session.add(unit)
    db.session.flush()
    unit.path = [*(parent.path if parent else ()), unit.id]
    made[code] = unit
    _audit(actor, unit, "unit_made")
    return unit


def _change(actor: Actor, unit: Unit, values: Mapping[str, Any]) -> None:
    old = _columns(unit)
    if not _changes(unit, values):
        return
    unit.name = Text(en=values.get("name_en", unit.name.en), zh_Hans=values.get("name_zh", unit.name.zh_Hans))
    unit.kind = values.get("kind", unit.kind)
    unit.sort_key = _sort_key(unit.name.zh_Hans)
    _audit(actor, unit, "unit_changed", changes(old, _columns(unit)))


def _sort_key(name: str) -> str:
    return " ".join(lazy_pinyin(name, style=Style.TONE3))[:200]


def _audit(actor: Actor, unit: Unit, outcome: str, params: Mapping[str, Param] = NO_PARAMS) -> None:
    audit.record(actor, Action.DATA_IMPORT, outcome=outcome, object_kind="unit", object_id=unit.id, params=params)
