"""Who let an approved list be released, where the institution asks for a third person."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("proposal", sa.Column("cleared_by", sa.BigInteger(), nullable=True))
    op.add_column("proposal", sa.Column("cleared_at", sa.DateTime(timezone=True), nullable=True))
    op.create_foreign_key(op.f("fk_proposal_cleared_by_user"), "proposal", "user", ["cleared_by"], ["id"])


def downgrade() -> None:
    op.drop_constraint(op.f("fk_proposal_cleared_by_user"), "proposal")
    op.drop_column("proposal", "cleared_at")
    op.drop_column("proposal", "cleared_by")
