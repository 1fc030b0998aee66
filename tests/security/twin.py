"""A second university that has everything the first has, by the same keys and numbers.

Where a query forgets whose row it wants, it finds two where there was one, or those of both.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Column, Integer, LargeBinary, String, Table, UniqueConstraint, insert, literal, select

from mobility.database import Base, db
from tests.factories.people import home, make_institution

AWAY: Final = 10**6
"""By how much the id of a row is less than that of its twin."""

ONE_FOR_ALL: Final = frozenset({"audit_event", "audit_head", "audit_seal"})
"""What is chained, and copied without being read."""


def make_twin() -> None:
    """Copy every row of the first university to another one, whose rows refer to each other in the same way."""
    ours, theirs = home().id, make_institution("twin").id
    for table in Base.metadata.sorted_tables:
        columns = {column.name: _copied(column, theirs) for column in table.columns if column.computed is None}
        rows = select(*columns.values()).select_from(table)
        if "institution_id" in table.columns:
            rows = rows.where(table.c.institution_id == ours)
        elif not table.foreign_keys:
            continue
        db.session.execute(insert(table).from_select(list(columns), rows))
    db.session.commit()


def _copied(column: Column[Any], institution_id: int) -> Any:
    if column.name == "institution_id":
        return literal(institution_id)
    if isinstance(column.type, Integer) and (column.foreign_keys or (column.name == "id" and column.primary_key)):
        return column + AWAY
    if isinstance(column.type, String | LargeBinary) and _is_unique_everywhere(column):
        return column.op("||")(literal(b"'" if isinstance(column.type, LargeBinary) else "'"))
    return column


def _is_unique_everywhere(column: Column[Any]) -> bool:
    """Whether no second row may have the value, whatever university it is of."""
    table: Any = column.table
    assert isinstance(table, Table)
    by_itself = [one for one in table.constraints if isinstance(one, UniqueConstraint)] + [
        one for one in table.indexes if one.unique
    ]
    return any([each.name for each in one.columns] == [column.name] for one in by_itself)
