"""A school says for itself whether its list needs the approval of its vice dean."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("unit", sa.Column("needs_vice_dean", sa.Boolean(), nullable=True))


def downgrade() -> None:
    op.drop_column("unit", "needs_vice_dean")
