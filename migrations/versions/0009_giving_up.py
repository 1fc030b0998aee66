"""Giving up an application waits a quarter of an hour in a row, so that it may be undone."""

from __future__ import annotations

import os

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_IS_OPEN = sa.text("closed_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "giving_up",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("institution_id", sa.BigInteger(), nullable=False),
        sa.Column("application_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), server_default=sa.text("mobility_now()"), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=64), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "reason IN ('other_plan', 'studies', 'language', 'cost', 'family_or_health', 'other')",
            name=op.f("ck_giving_up_reason"),
        ),
        sa.CheckConstraint("outcome IN ('done', 'undone', 'overtaken')", name=op.f("ck_giving_up_outcome")),
        sa.CheckConstraint("(outcome IS NULL) = (closed_at IS NULL)", name=op.f("ck_giving_up_closed")),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_giving_up_institution_id_institution")
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_giving_up_application_id_application")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_giving_up")),
    )
    op.create_index(op.f("ix_giving_up_institution_id"), "giving_up", ["institution_id"])
    op.create_index("uq_giving_up_open", "giving_up", ["application_id"], unique=True, postgresql_where=_IS_OPEN)
    op.create_index("ix_giving_up_due", "giving_up", ["due_at", "id"], postgresql_where=_IS_OPEN)
    op.create_index("ix_giving_up_application", "giving_up", ["application_id", "id"])
    url = os.environ.get("DATABASE_URL")
    role = (sa.make_url(url).username if url else None) or "mobility_app"
    grantee = op.get_bind().dialect.identifier_preparer.quote(role)
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON giving_up TO {grantee}")


def downgrade() -> None:
    op.drop_table("giving_up")
