"""Letters that did not arrive are found without reading those that did."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_outbox_message_undeliverable",
        "outbox_message",
        ["user_id", "id"],
        postgresql_where=sa.text("state IN ('bounced', 'dead')"),
    )


def downgrade() -> None:
    op.drop_index("ix_outbox_message_undeliverable", "outbox_message")
