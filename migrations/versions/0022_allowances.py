"""What is allowed beyond a school's cap, a call's places and its deadline, each with its reason."""

from __future__ import annotations

import os

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_BEFORE = "'late_code.manage', 'late.enter', 'facts.settle', 'qualification.decide', 'list.propose', 'admission.decide'"
_INDEX = "ix_audit_event_exceptions"


def upgrade() -> None:
    op.create_table(
        "allowance",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("institution_id", sa.BigInteger(), nullable=False),
        sa.Column("call_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("from_count", sa.Integer(), nullable=True),
        sa.Column("to_count", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), server_default=sa.text("mobility_now()"), nullable=False),
        sa.Column("taken_back_by", sa.BigInteger(), nullable=True),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('cap', 'places', 'deadline')", name=op.f("ck_allowance_kind")),
        sa.CheckConstraint("(kind = 'cap') = (unit_id IS NOT NULL)", name=op.f("ck_allowance_unit")),
        sa.CheckConstraint("(kind = 'deadline') = (to_count IS NULL)", name=op.f("ck_allowance_counts")),
        sa.CheckConstraint("to_count > from_count", name=op.f("ck_allowance_more")),
        sa.CheckConstraint("(taken_back_at IS NULL) = (taken_back_by IS NULL)", name=op.f("ck_allowance_taken_back")),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_allowance_{column}_{table}"))
            for column, table in (
                ("institution_id", "institution"),
                ("call_id", "call"),
                ("unit_id", "unit"),
                ("made_by", "user"),
                ("taken_back_by", "user"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allowance")),
    )
    op.create_index(op.f("ix_allowance_institution_id"), "allowance", ["institution_id"])
    op.create_index("ix_allowance_call", "allowance", ["call_id", "id"])
    url = os.environ.get("DATABASE_URL")
    role = (sa.make_url(url).username if url else None) or "mobility_app"
    grantee = op.get_bind().dialect.identifier_preparer.quote(role)
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON allowance TO {grantee}")
    _index(f"{_BEFORE}, 'call.allow', 'call.extend'")


def downgrade() -> None:
    _index(_BEFORE)
    op.drop_table("allowance")


def _index(actions: str) -> None:
    op.drop_index(_INDEX, "audit_event")
    op.create_index(_INDEX, "audit_event", ["institution_id", "id"], postgresql_where=sa.text(f"action IN ({actions})"))
