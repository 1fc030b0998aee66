"""The earlier versions of a file's documents are found without reading all documents."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_document_replaced",
        "document",
        ["application_id", "id"],
        postgresql_where=sa.text("replaced_at IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_document_replaced", "document")
