"""The history of a person, a unit or the settings is found without reading the rest of the audit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_ACTIONS = (
    "'people.invite', 'people.edit', 'roles.edit', 'factors.edit', 'factors.end', 'account_request.decide', "
    "'data.import', 'settings.edit', 'person.export'"
)


def upgrade() -> None:
    op.create_index(
        "ix_audit_event_history",
        "audit_event",
        ["institution_id", "object_kind", "object_id", "id"],
        postgresql_where=sa.text(f"action IN ({_ACTIONS})"),
    )


def downgrade() -> None:
    op.drop_index("ix_audit_event_history", "audit_event")
