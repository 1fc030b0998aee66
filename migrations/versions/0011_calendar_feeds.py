"""Secret addresses under which calendars read one's own deadlines; a late code names its student by row."""

from __future__ import annotations

import os

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_feed",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("institution_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("mobility_now()"), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_calendar_feed_institution_id_institution")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_calendar_feed_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_calendar_feed_secret_hash")),
    )
    op.create_index(op.f("ix_calendar_feed_institution_id"), "calendar_feed", ["institution_id"])
    op.create_index(
        "uq_calendar_feed_current",
        "calendar_feed",
        ["user_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    url = os.environ.get("DATABASE_URL")
    role = (sa.make_url(url).username if url else None) or "mobility_app"
    grantee = op.get_bind().dialect.identifier_preparer.quote(role)
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON calendar_feed TO {grantee}")

    op.drop_constraint(op.f("ck_late_code_one_student"), "late_code")
    op.add_column("late_code", sa.Column("student_id", sa.BigInteger(), nullable=True))
    op.execute(
        "UPDATE late_code SET student_id = student.id FROM student "
        "WHERE student.number = late_code.student_number AND student.institution_id = late_code.institution_id"
    )
    op.drop_column("late_code", "student_number")
    op.create_foreign_key(op.f("fk_late_code_student_id_student"), "late_code", "student", ["student_id"], ["id"])
    op.create_check_constraint(op.f("ck_late_code_one_student"), "late_code", "student_id IS NULL OR most_uses = 1")


def downgrade() -> None:
    op.drop_constraint(op.f("ck_late_code_one_student"), "late_code")
    op.add_column("late_code", sa.Column("student_number", sa.String(length=32), nullable=True))
    op.execute("UPDATE late_code SET student_number = number FROM student WHERE student.id = late_code.student_id")
    op.drop_column("late_code", "student_id")
    op.create_check_constraint(op.f("ck_late_code_one_student"), "late_code", "student_number IS NULL OR most_uses = 1")
    op.drop_table("calendar_feed")
