"""Exceptions are found without reading the rest of the audit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_ACTIONS = (
    "'late_code.manage', 'late.enter', 'facts.settle', 'qualification.decide', 'list.propose', 'admission.decide'"
)


def upgrade() -> None:
    op.create_index(
        "ix_audit_event_exceptions",
        "audit_event",
        ["institution_id", "id"],
        postgresql_where=sa.text(f"action IN ({_ACTIONS})"),
    )


def downgrade() -> None:
    op.drop_index("ix_audit_event_exceptions", "audit_event")
