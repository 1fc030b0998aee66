"""Documents of several files: what each was made of, how many pages it has, and what the scanner proved."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("document", sa.Column("page_count", sa.Integer(), server_default="1", nullable=False))
    op.add_column("document", sa.Column("parts", postgresql.JSONB(), server_default="[]", nullable=False))
    op.add_column("document", sa.Column("scan", sa.String(length=64), server_default="not_scanned", nullable=False))
    op.create_check_constraint(
        op.f("ck_document_scan"), "document", "scan IN ('not_scanned', 'waiting', 'clean', 'infected')"
    )
    op.create_index("ix_document_waiting", "document", ["id"], postgresql_where=sa.text("scan = 'waiting'"))


def downgrade() -> None:
    op.drop_index("ix_document_waiting", table_name="document")
    for column in ("scan", "parts", "page_count"):
        op.drop_column("document", column)
