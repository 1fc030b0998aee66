"""Finds units as tables name them: by code, or by a name in either language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from mobility.core.terms import Refused
from mobility.database import db
from mobility.models import Unit
from mobility.spelling import fold


@dataclass(frozen=True, slots=True)
class UnitsNamed:
    """The units of an institution by their folded codes, and by their folded names."""

    by_code: Mapping[str, int]
    by_name: Mapping[str, tuple[int, ...]]

    def find(self, typed: str) -> int:
        """The unit of that code or name. Raises Refused `import.unit_unknown` or `import.unit_ambiguous`."""
        plain = fold(typed)
        if plain in self.by_code:
            return self.by_code[plain]
        found = self.by_name.get(plain, ())
        if len(found) != 1:
            raise Refused("import.unit_ambiguous" if found else "import.unit_unknown", typed=typed)
        return found[0]


def units_named(institution_id: int) -> UnitsNamed:
    """The institution's units, in one statement."""
    by_code: dict[str, int] = {}
    by_name: dict[str, set[int]] = {}
    query = select(Unit.id, Unit.code, Unit.name).where(Unit.institution_id == institution_id).order_by(Unit.id)
    for row in db.session.execute(query):
        by_code[fold(row.code)] = row.id
        for name in {fold(row.name.en), fold(row.name.zh_Hans)} - {""}:
            by_name.setdefault(name, set()).add(row.id)
    return UnitsNamed(by_code, {name: tuple(sorted(ids)) for name, ids in by_name.items()})
