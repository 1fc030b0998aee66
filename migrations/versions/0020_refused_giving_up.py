"""Giving up that the door refuses ends with its reason."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_OUTCOME = "ck_giving_up_outcome"


def upgrade() -> None:
    op.add_column("giving_up", sa.Column("refusal", sa.String(length=64), nullable=True))
    op.drop_constraint(op.f(_OUTCOME), "giving_up")
    op.create_check_constraint(op.f(_OUTCOME), "giving_up", "outcome IN ('done', 'undone', 'overtaken', 'refused')")
    op.create_check_constraint(
        op.f("ck_giving_up_refusal"),
        "giving_up",
        "(refusal IS NOT NULL) = (outcome IS NOT NULL AND outcome = 'refused')",
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_giving_up_refusal"), "giving_up")
    op.execute("UPDATE giving_up SET outcome = 'undone' WHERE outcome = 'refused'")
    op.drop_constraint(op.f(_OUTCOME), "giving_up")
    op.create_check_constraint(op.f(_OUTCOME), "giving_up", "outcome IN ('done', 'undone', 'overtaken')")
    op.drop_column("giving_up", "refusal")
