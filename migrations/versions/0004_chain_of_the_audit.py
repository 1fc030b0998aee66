"""The chain over the audit: a seal for each event, and the head of each institution's chain."""

from __future__ import annotations

import os

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

RIGHTS = {"audit_seal": "SELECT, INSERT", "audit_head": "SELECT, INSERT, UPDATE"}
"""What the application may do: the chain only grows, its head only moves on."""


def upgrade() -> None:
    op.create_table(
        "audit_seal",
        sa.Column("event_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("institution_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["audit_event.id"], name=op.f("fk_audit_seal_event_id_audit_event")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_audit_seal")),
        sa.UniqueConstraint("institution_id", "position", name=op.f("uq_audit_seal_institution_id_position")),
    )
    op.create_table(
        "audit_head",
        sa.Column("institution_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_audit_head_institution_id_institution")
        ),
        sa.PrimaryKeyConstraint("institution_id", name=op.f("pk_audit_head")),
    )
    url = os.environ.get("DATABASE_URL")
    role = (sa.make_url(url).username if url else None) or "mobility_app"
    grantee = op.get_bind().dialect.identifier_preparer.quote(role)
    for table, rights in RIGHTS.items():
        op.execute(f"GRANT {rights} ON {table} TO {grantee}")


def downgrade() -> None:
    for table in reversed(RIGHTS):
        op.drop_table(table)
