"""Lists of the office in their order, without reading and sorting every file of the institution for each page."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_application_institution_since",
        "application",
        ["institution_id", "state_since", "id"],
        postgresql_where=sa.text("submission_count > 0"),
    )
    op.create_index("ix_student_institution_sort_key", "student", ["institution_id", "sort_key", "id"])


def downgrade() -> None:
    op.drop_index("ix_student_institution_sort_key", table_name="student")
    op.drop_index("ix_application_institution_since", table_name="application")
