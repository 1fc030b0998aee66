"""Gender and nationality as the travel document has them: hosts ask for both at a nomination."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("student", sa.Column("gender", sa.String(length=64), nullable=True))
    op.add_column("student", sa.Column("nationality", sa.String(length=2), nullable=True))
    op.create_check_constraint(op.f("ck_student_gender"), "student", "gender IN ('female', 'male', 'unspecified')")
    op.create_check_constraint(op.f("ck_student_nationality"), "student", "nationality ~ '^[A-Z]{2}$'")


def downgrade() -> None:
    op.drop_column("student", "nationality")
    op.drop_column("student", "gender")
