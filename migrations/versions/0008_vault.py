"""The vault: files that a student keeps for every application, some of which expire."""

from __future__ import annotations

import os

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "vault_file",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("institution_id", sa.BigInteger(), nullable=False),
        sa.Column("student_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("storage_key", sa.String(length=80), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("byte_count", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("page_count", sa.Integer(), server_default="1", nullable=False),
        sa.Column("parts", postgresql.JSONB(), server_default="[]", nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), server_default=sa.text("mobility_now()"), nullable=False),
        sa.CheckConstraint(
            "kind IN ('passport', 'language_test', 'insurance', 'transcript', 'other')", name=op.f("ck_vault_file_kind")
        ),
        sa.CheckConstraint("byte_count > 0", name=op.f("ck_vault_file_byte_count")),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_vault_file_institution_id_institution")
        ),
        sa.ForeignKeyConstraint(["student_id"], ["student.id"], name=op.f("fk_vault_file_student_id_student")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vault_file")),
        sa.UniqueConstraint("storage_key", name=op.f("uq_vault_file_storage_key")),
    )
    op.create_index(op.f("ix_vault_file_institution_id"), "vault_file", ["institution_id"])
    op.create_index("ix_vault_file_student", "vault_file", ["student_id", "id"])
    url = os.environ.get("DATABASE_URL")
    role = (sa.make_url(url).username if url else None) or "mobility_app"
    grantee = op.get_bind().dialect.identifier_preparer.quote(role)
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON vault_file TO {grantee}")


def downgrade() -> None:
    op.drop_table("vault_file")
