"""How many files are in each stage of a call is counted ahead: counting all of them takes too long for a page."""

from __future__ import annotations

import os

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stage_count",
        sa.Column("institution_id", sa.BigInteger(), nullable=False),
        sa.Column("call_id", sa.BigInteger(), nullable=False),
        sa.Column("workflow_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("file_count", sa.Integer(), nullable=False),
        sa.Column("oldest_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("overdue_count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_stage_count_institution_id_institution")
        ),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_stage_count_call_id_call")),
        sa.ForeignKeyConstraint(["workflow_id"], ["definition.id"], name=op.f("fk_stage_count_workflow_id_definition")),
        sa.PrimaryKeyConstraint("call_id", "workflow_id", "state", name=op.f("pk_stage_count")),
    )
    op.create_index(op.f("ix_stage_count_institution_id"), "stage_count", ["institution_id"])
    url = os.environ.get("DATABASE_URL")
    role = (sa.make_url(url).username if url else None) or "mobility_app"
    grantee = op.get_bind().dialect.identifier_preparer.quote(role)
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON stage_count TO {grantee}")


def downgrade() -> None:
    op.drop_table("stage_count")
