"""Language tests of calls and their marks."""

from __future__ import annotations

import os

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_TABLES = ("language_test", "language_mark")
_KEYS = {
    "language_test": (
        ("institution_id", "institution"),
        ("call_id", "call"),
        ("made_by", "user"),
        ("closed_by", "user"),
    ),
    "language_mark": (("institution_id", "institution"), ("application_id", "application"), ("entered_by", "user")),
}


def _keys(table: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))
        for column, other in _KEYS[table]
    ]


def _moment(name: str, *, is_given: bool = False) -> sa.Column[object]:
    default = sa.text("mobility_now()") if is_given else None
    return sa.Column(name, sa.DateTime(timezone=True), server_default=default, nullable=not is_given)


def upgrade() -> None:
    op.create_table(
        "language_test",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("institution_id", sa.BigInteger(), nullable=False),
        sa.Column("call_id", sa.BigInteger(), nullable=False),
        sa.Column("name", postgresql.JSONB(none_as_null=True), nullable=False),
        sa.Column("highest", sa.Numeric(6, 2), nullable=False),
        sa.Column("share", sa.Integer(), server_default="0", nullable=False),
        _moment("due_at"),
        sa.Column("made_by", sa.BigInteger(), nullable=False),
        _moment("made_at", is_given=True),
        sa.Column("closed_by", sa.BigInteger(), nullable=True),
        _moment("closed_at"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("highest > 0", name=op.f("ck_language_test_highest")),
        sa.CheckConstraint("share BETWEEN 0 AND 100", name=op.f("ck_language_test_share")),
        sa.CheckConstraint("(closed_at IS NULL) = (closed_by IS NULL)", name=op.f("ck_language_test_closed")),
        *_keys("language_test"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_language_test")),
        sa.UniqueConstraint("call_id", name=op.f("uq_language_test_call_id")),
    )
    op.create_table(
        "language_mark",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("institution_id", sa.BigInteger(), nullable=False),
        sa.Column("application_id", sa.BigInteger(), nullable=False),
        sa.Column("mark", sa.Numeric(6, 2), nullable=True),
        sa.Column("is_absent", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("entered_by", sa.BigInteger(), nullable=False),
        _moment("entered_at", is_given=True),
        _moment("handed_over_at"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("mark >= 0", name=op.f("ck_language_mark_mark")),
        sa.CheckConstraint("is_absent = (mark IS NULL)", name=op.f("ck_language_mark_absent")),
        *_keys("language_mark"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_language_mark")),
        sa.UniqueConstraint("application_id", name=op.f("uq_language_mark_application_id")),
    )
    url = os.environ.get("DATABASE_URL")
    role = (sa.make_url(url).username if url else None) or "mobility_app"
    grantee = op.get_bind().dialect.identifier_preparer.quote(role)
    for table in _TABLES:
        op.create_index(op.f(f"ix_{table}_institution_id"), table, ["institution_id"])
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {grantee}")


def downgrade() -> None:
    for table in reversed(_TABLES):
        op.drop_table(table)
