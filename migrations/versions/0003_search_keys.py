"""What calls, programs and hosts are found and ordered by, with an index of their trigrams."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from mobility.regions import region_names
from mobility.spelling import fold_words, search_key, sort_key

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

COLUMNS = (
    ("partner", "search_key"),
    ("partner", "sort_key"),
    ("program", "search_key"),
    ("call", "search_key"),
    ("call", "sort_key"),
)
DROP_OWN = """
DO $$ BEGIN
    IF EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm' AND extowner = current_user::regrole) THEN
        DROP EXTENSION pg_trgm;
    END IF;
END $$
"""
"""An extension that somebody else had put there before stays."""

FOUND = ("partner", "program", "call")


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    for table, column in COLUMNS:
        op.add_column(table, sa.Column(column, sa.Text(), server_default="", nullable=False))
    _fill("partner", "name, city, country", _of_partner)
    _fill("program", "name, summary", _of_program)
    _fill("call", "title", _of_call)
    for table in FOUND:
        op.create_index(
            f"ix_{table}_search_key",
            table,
            ["search_key"],
            postgresql_using="gin",
            postgresql_ops={"search_key": "gin_trgm_ops"},
        )


def _fill(table: str, columns: str, keys_of: Any) -> None:
    """Give every row that is there already its keys."""
    connection = op.get_bind()
    for row in connection.execute(sa.text(f'SELECT id, {columns} FROM "{table}"')).mappings().all():  # noqa: S608 - names of ours
        keys = keys_of(row)
        given = ", ".join(f"{name} = :{name}" for name in keys)
        connection.execute(sa.text(f'UPDATE "{table}" SET {given} WHERE id = :id'), {**keys, "id": row["id"]})  # noqa: S608 - names of ours


def _both(text: dict[str, str] | None) -> list[str]:
    return [text["en"], text["zh_Hans"]] if text else []


def _of_partner(row: Any) -> dict[str, str]:
    region = region_names(row["country"])
    names = [*_both(row["name"]), *_both(row["city"]), region.en, region.zh_Hans]
    return {"search_key": search_key(*names), "sort_key": sort_key(row["name"]["zh_Hans"])}


def _of_program(row: Any) -> dict[str, str]:
    texts = " ".join(fold_words(text) for text in _both(row["summary"]))
    return {"search_key": f"{search_key(*_both(row['name']))} {texts}"}


def _of_call(row: Any) -> dict[str, str]:
    return {"search_key": search_key(*_both(row["title"])), "sort_key": sort_key(row["title"]["zh_Hans"])}


def downgrade() -> None:
    for table in FOUND:
        op.drop_index(f"ix_{table}_search_key", table_name=table)
    for table, column in reversed(COLUMNS):
        op.drop_column(table, column)
    op.execute(DROP_OWN)
