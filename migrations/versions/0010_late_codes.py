"""Codes by which a coordinator lets students apply late, and who used them."""

from __future__ import annotations

import os

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "late_code",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("institution_id", sa.BigInteger(), nullable=False),
        sa.Column("call_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("student_number", sa.String(length=32), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("most_uses", sa.Integer(), nullable=False),
        sa.Column("use_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), server_default=sa.text("mobility_now()"), nullable=False),
        sa.Column("revoked_by", sa.BigInteger(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("most_uses > 0", name=op.f("ck_late_code_most_uses")),
        sa.CheckConstraint("use_count BETWEEN 0 AND most_uses", name=op.f("ck_late_code_use_count")),
        sa.CheckConstraint("student_number IS NULL OR most_uses = 1", name=op.f("ck_late_code_one_student")),
        sa.CheckConstraint("(revoked_at IS NULL) = (revoked_by IS NULL)", name=op.f("ck_late_code_revoked")),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_late_code_institution_id_institution")
        ),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_late_code_call_id_call")),
        sa.ForeignKeyConstraint(["made_by"], ["user.id"], name=op.f("fk_late_code_made_by_user")),
        sa.ForeignKeyConstraint(["revoked_by"], ["user.id"], name=op.f("fk_late_code_revoked_by_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_late_code")),
        sa.UniqueConstraint("institution_id", "code", name=op.f("uq_late_code_institution_id_code")),
    )
    op.create_index(op.f("ix_late_code_institution_id"), "late_code", ["institution_id"])
    op.create_index("ix_late_code_call", "late_code", ["call_id", "id"])
    op.create_table(
        "late_entry",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("institution_id", sa.BigInteger(), nullable=False),
        sa.Column("late_code_id", sa.BigInteger(), nullable=False),
        sa.Column("call_id", sa.BigInteger(), nullable=False),
        sa.Column("student_id", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), server_default=sa.text("mobility_now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_late_entry_institution_id_institution")
        ),
        sa.ForeignKeyConstraint(["late_code_id"], ["late_code.id"], name=op.f("fk_late_entry_late_code_id_late_code")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_late_entry_call_id_call")),
        sa.ForeignKeyConstraint(["student_id"], ["student.id"], name=op.f("fk_late_entry_student_id_student")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_late_entry")),
        sa.UniqueConstraint("late_code_id", "student_id", name=op.f("uq_late_entry_late_code_id_student_id")),
    )
    op.create_index(op.f("ix_late_entry_institution_id"), "late_entry", ["institution_id"])
    op.create_index("ix_late_entry_student", "late_entry", ["student_id", "call_id"])
    url = os.environ.get("DATABASE_URL")
    role = (sa.make_url(url).username if url else None) or "mobility_app"
    grantee = op.get_bind().dialect.identifier_preparer.quote(role)
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON late_code, late_entry TO {grantee}")


def downgrade() -> None:
    op.drop_table("late_entry")
    op.drop_table("late_code")
