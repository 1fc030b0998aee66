"""A call says whether students who take part for the first time come first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("call", sa.Column("first_timers", sa.String(64), server_default="equal", nullable=False))
    op.create_check_constraint(op.f("ck_call_first_timers"), "call", "first_timers IN ('equal', 'ties', 'ahead')")


def downgrade() -> None:
    op.drop_constraint(op.f("ck_call_first_timers"), "call")
    op.drop_column("call", "first_timers")
