"""Deputies with dates; lists say for whom they were prepared, proposed and decided."""

from __future__ import annotations

import os

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_FOR = (("proposal", "proposed_for"), ("proposal", "decided_for"), ("school_list", "prepared_for"))


def upgrade() -> None:
    op.create_table(
        "deputy",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("institution_id", sa.BigInteger(), nullable=False),
        sa.Column("role_grant_id", sa.BigInteger(), nullable=False),
        sa.Column("deputy_id", sa.BigInteger(), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("named_by", sa.BigInteger(), nullable=False),
        sa.Column("named_at", sa.DateTime(timezone=True), server_default=sa.text("mobility_now()"), nullable=False),
        sa.Column("revoked_by", sa.BigInteger(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("ends_at > begins_at", name=op.f("ck_deputy_ends_at")),
        sa.CheckConstraint("(revoked_at IS NULL) = (revoked_by IS NULL)", name=op.f("ck_deputy_revoked")),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_deputy_{column}_{table}"))
            for column, table in (
                ("institution_id", "institution"),
                ("role_grant_id", "role_grant"),
                ("deputy_id", "user"),
                ("named_by", "user"),
                ("revoked_by", "user"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deputy")),
    )
    op.create_index(op.f("ix_deputy_institution_id"), "deputy", ["institution_id"])
    op.create_index("ix_deputy_deputy", "deputy", ["deputy_id", "ends_at"])
    op.create_index("ix_deputy_role_grant", "deputy", ["role_grant_id"])
    for table, column in _FOR:
        op.add_column(table, sa.Column(column, sa.BigInteger(), nullable=True))
        op.create_foreign_key(op.f(f"fk_{table}_{column}_user"), table, "user", [column], ["id"])
    url = os.environ.get("DATABASE_URL")
    role = (sa.make_url(url).username if url else None) or "mobility_app"
    grantee = op.get_bind().dialect.identifier_preparer.quote(role)
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON deputy TO {grantee}")


def downgrade() -> None:
    for table, column in _FOR:
        op.drop_constraint(op.f(f"fk_{table}_{column}_user"), table)
        op.drop_column(table, column)
    op.drop_table("deputy")
