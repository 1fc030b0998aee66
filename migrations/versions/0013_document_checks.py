"""What desks say of a document: who looked at which version of it, and why it was given back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("document", sa.Column("version", sa.Integer(), server_default="1", nullable=False))
    op.add_column("document", sa.Column("return_code", sa.String(length=64), nullable=True))
    op.add_column("document", sa.Column("checked_by", sa.BigInteger(), nullable=True))
    op.add_column("document", sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True))
    op.create_foreign_key(op.f("fk_document_checked_by_user"), "document", "user", ["checked_by"], ["id"])
    op.execute("UPDATE document SET checked_at = uploaded_at WHERE state = 'accepted'")
    op.create_check_constraint(
        op.f("ck_document_accepted_by_a_check"), "document", "state <> 'accepted' OR checked_at IS NOT NULL"
    )
    op.create_index("ix_document_state", "document", ["state", "id"], postgresql_where=sa.text("replaced_at IS NULL"))


def downgrade() -> None:
    op.drop_index("ix_document_state", table_name="document")
    op.drop_constraint(op.f("ck_document_accepted_by_a_check"), "document")
    op.drop_constraint(op.f("fk_document_checked_by_user"), "document", type_="foreignkey")
    for column in ("checked_at", "checked_by", "return_code", "version"):
        op.drop_column("document", column)
