"""Seals every sensitive value again under the newest key, so that an older key can be taken away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import LargeBinary, Table, cast, func, literal, select, update

from mobility.database import db, transaction
from mobility.models.privacy import models
from mobility.secrecy import Place, newest_version, seal, unseal

BATCH: Final = 500


def rotate() -> int:
    """Seal again what lies under older keys, a batch in each transaction; answers how many. Safe to run twice.

    Pages go on meanwhile: a row is locked for the length of its batch, and both keys open. Raises
    secrecy.Undecipherable where the key of some value is not given any more; what was sealed until then stays so.
    """
    return sum(_rotate(table, column) for table, column in sealed_columns())


def sealed_columns() -> Iterator[tuple[Table, str]]:
    """Every column that holds sealed values, with its table."""
    for model in models():
        table = model.__table__
        assert isinstance(table, Table)
        yield from ((table, column.name) for column in table.columns if column.info.get("is_sealed"))


def _rotate(table: Table, name: str) -> int:
    column, count = table.c[name], 0
    version = literal(newest_version().to_bytes(2), LargeBinary)
    older = (
        select(table.c.id, column)
        .where(column.is_not(None), cast(func.substr(column, 1, 2), LargeBinary) != version)
        .order_by(table.c.id)
        .limit(BATCH)
        .with_for_update()
    )
    while True:
        with transaction():
            rows = db.session.execute(older).all()
            for row_id, value in rows:
                _seal_again(table, name, row_id, value)
        count += len(rows)
        if len(rows) < BATCH:
            return count


def _seal_again(table: Table, name: str, row_id: int, value: Any) -> None:
    place = Place(table.name, name, row_id)
    again = seal(unseal(value, place), place)
    db.session.execute(update(table).where(table.c.id == row_id).values({name: again}))
