"""A school's list waits for its vice dean, where the institution asks for that."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("school_list", sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("school_list", sa.Column("prepared_by", sa.BigInteger(), nullable=True))
    op.add_column("school_list", sa.Column("return_note", sa.Text(), nullable=True))
    op.create_foreign_key(op.f("fk_school_list_prepared_by_user"), "school_list", "user", ["prepared_by"], ["id"])


def downgrade() -> None:
    op.drop_constraint(op.f("fk_school_list_prepared_by_user"), "school_list", type_="foreignkey")
    for name in ("return_note", "prepared_by", "prepared_at"):
        op.drop_column("school_list", name)
