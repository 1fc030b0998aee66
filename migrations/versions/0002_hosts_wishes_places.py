"""Hosts, wishes and places of a call; checks by other offices; fees."""

from __future__ import annotations

import os

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = ("host_option", "choice", "placement", "office_check", "fee")

COLUMNS = (
    ("application", "is_willing"),
    ("application", "choices_revision"),
    ("call", "choice_limit"),
    ("call", "group_minimum"),
    ("call", "fee_minor"),
    ("call", "fee_currency"),
    ("decision", "host_option_id"),
    ("offer", "host_option_id"),
)
"""What is added to tables that were there before; what hangs on a column goes with it."""

COUNT_PLACES = """
CREATE FUNCTION count_places() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.freed_at IS NULL THEN
        UPDATE host_option SET taken_count = taken_count - 1 WHERE id = OLD.host_option_id;
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.freed_at IS NULL THEN
        UPDATE host_option SET taken_count = taken_count + 1 WHERE id = NEW.host_option_id;
    END IF;
    RETURN NULL;
END
$$
"""

TRIGGER = """
CREATE TRIGGER placement_counted AFTER INSERT OR UPDATE OR DELETE ON placement
FOR EACH ROW EXECUTE FUNCTION count_places()
"""


def upgrade() -> None:
    _create()
    _widen()
    op.execute(COUNT_PLACES)
    op.execute(TRIGGER)
    _grant()


def _create() -> None:
    op.create_table(
        "host_option",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("institution_id", sa.BigInteger(), nullable=False),
        sa.Column("call_id", sa.BigInteger(), nullable=False),
        sa.Column("partner_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("term", sa.String(length=32), nullable=True),
        sa.Column("length_months", sa.Integer(), nullable=True),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("field", sa.String(length=4), nullable=True),
        sa.Column("place_count", sa.Integer(), nullable=True),
        sa.Column("taken_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("languages", postgresql.ARRAY(sa.String()), server_default="{}", nullable=False),
        sa.Column("nominate_by", sa.Date(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("eligibility_id", sa.BigInteger(), nullable=True),
        sa.Column("note", postgresql.JSONB(none_as_null=True), nullable=True),
        sa.Column("state", sa.String(length=64), server_default="open", nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'withdrawn')", name=op.f("ck_host_option_state")),
        sa.CheckConstraint("length_months > 0", name=op.f("ck_host_option_length_months")),
        sa.CheckConstraint("place_count >= 0", name=op.f("ck_host_option_place_count")),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_host_option_starts_before_end")),
        sa.CheckConstraint(
            "taken_count >= 0 AND taken_count <= coalesce(place_count, 0)", name=op.f("ck_host_option_taken_count")
        ),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_host_option_call_id_call")),
        sa.ForeignKeyConstraint(
            ["eligibility_id"], ["definition.id"], name=op.f("fk_host_option_eligibility_id_definition")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_host_option_institution_id_institution")
        ),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_host_option_partner_id_partner")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_host_option")),
        sa.UniqueConstraint("call_id", "key", name=op.f("uq_host_option_call_id_key")),
    )
    op.create_index(op.f("ix_host_option_institution_id"), "host_option", ["institution_id"], unique=False)
    op.create_index("ix_host_option_partner", "host_option", ["partner_id"], unique=False)
    op.create_table(
        "choice",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("institution_id", sa.BigInteger(), nullable=False),
        sa.Column("application_id", sa.BigInteger(), nullable=False),
        sa.Column("host_option_id", sa.BigInteger(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.CheckConstraint("rank > 0", name=op.f("ck_choice_rank")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_choice_application_id_application")
        ),
        sa.ForeignKeyConstraint(
            ["host_option_id"], ["host_option.id"], name=op.f("fk_choice_host_option_id_host_option")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_choice_institution_id_institution")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_choice")),
        sa.UniqueConstraint("application_id", "host_option_id", name=op.f("uq_choice_application_id_host_option_id")),
        sa.UniqueConstraint("application_id", "rank", name=op.f("uq_choice_application_id_rank")),
    )
    op.create_index("ix_choice_host_option", "choice", ["host_option_id", "rank"], unique=False)
    op.create_index(op.f("ix_choice_institution_id"), "choice", ["institution_id"], unique=False)
    op.create_table(
        "fee",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("institution_id", sa.BigInteger(), nullable=False),
        sa.Column("application_id", sa.BigInteger(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("state", sa.String(length=64), server_default="due", nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recorded_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("state IN ('due', 'paid', 'waived', 'refund_due', 'refunded')", name=op.f("ck_fee_state")),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_fee_amount_minor")),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_fee_application_id_application")),
        sa.ForeignKeyConstraint(["institution_id"], ["institution.id"], name=op.f("fk_fee_institution_id_institution")),
        sa.ForeignKeyConstraint(["recorded_by"], ["user.id"], name=op.f("fk_fee_recorded_by_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fee")),
        sa.UniqueConstraint("application_id", name=op.f("uq_fee_application_id")),
    )
    op.create_index(op.f("ix_fee_institution_id"), "fee", ["institution_id"], unique=False)
    op.create_table(
        "office_check",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("institution_id", sa.BigInteger(), nullable=False),
        sa.Column("application_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), server_default=sa.text("mobility_now()"), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(length=8), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("answered_by", sa.BigInteger(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("answer IN ('yes', 'no')", name=op.f("ck_office_check_answer")),
        sa.CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name=op.f("ck_office_check_answered")),
        sa.ForeignKeyConstraint(["answered_by"], ["user.id"], name=op.f("fk_office_check_answered_by_user")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_office_check_application_id_application")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_office_check_institution_id_institution")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_office_check_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_check")),
        sa.UniqueConstraint("application_id", "unit_id", name=op.f("uq_office_check_application_id_unit_id")),
    )
    op.create_index(op.f("ix_office_check_institution_id"), "office_check", ["institution_id"], unique=False)
    op.create_index(
        "ix_office_check_open",
        "office_check",
        ["unit_id", "id"],
        unique=False,
        postgresql_where=sa.text("answer IS NULL"),
    )
    op.create_table(
        "placement",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("institution_id", sa.BigInteger(), nullable=False),
        sa.Column("application_id", sa.BigInteger(), nullable=False),
        sa.Column("host_option_id", sa.BigInteger(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), server_default=sa.text("mobility_now()"), nullable=False),
        sa.Column("freed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_placement_application_id_application")
        ),
        sa.ForeignKeyConstraint(
            ["host_option_id"], ["host_option.id"], name=op.f("fk_placement_host_option_id_host_option")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_placement_institution_id_institution")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement")),
    )
    op.create_index("ix_placement_application", "placement", ["application_id", "id"], unique=False)
    op.create_index(op.f("ix_placement_institution_id"), "placement", ["institution_id"], unique=False)
    op.create_index(
        "ix_placement_option",
        "placement",
        ["host_option_id"],
        unique=False,
        postgresql_where=sa.text("freed_at IS NULL"),
    )
    op.create_index(
        "uq_placement_current",
        "placement",
        ["application_id"],
        unique=True,
        postgresql_where=sa.text("freed_at IS NULL"),
    )


def _widen() -> None:
    op.alter_column("application", "funder_reserve_position", new_column_name="waiting_position")
    op.add_column("application", sa.Column("is_willing", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("application", sa.Column("choices_revision", sa.Integer(), server_default="0", nullable=False))
    op.add_column("call", sa.Column("choice_limit", sa.Integer(), nullable=True))
    op.add_column("call", sa.Column("group_minimum", sa.Integer(), nullable=True))
    op.add_column("call", sa.Column("fee_minor", sa.BigInteger(), nullable=True))
    op.add_column("call", sa.Column("fee_currency", sa.String(length=3), nullable=True))
    op.add_column("decision", sa.Column("host_option_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_decision_host_option_id_host_option"), "decision", "host_option", ["host_option_id"], ["id"]
    )
    op.add_column("offer", sa.Column("host_option_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_offer_host_option_id_host_option"), "offer", "host_option", ["host_option_id"], ["id"]
    )
    op.create_check_constraint(op.f("ck_call_choice_limit"), "call", "choice_limit > 0")
    op.create_check_constraint(op.f("ck_call_group_minimum"), "call", "group_minimum > 0")
    op.create_check_constraint(
        op.f("ck_call_fee"), "call", "fee_minor > 0 AND fee_currency IS NOT NULL OR fee_minor IS NULL"
    )


def _grant() -> None:
    url = os.environ.get("DATABASE_URL")
    role = (sa.make_url(url).username if url else None) or "mobility_app"
    grantee = op.get_bind().dialect.identifier_preparer.quote(role)
    for table in TABLES:
        op.execute(f'GRANT SELECT, INSERT, UPDATE, DELETE ON "{table}" TO {grantee}')


def downgrade() -> None:
    op.execute("DROP TRIGGER placement_counted ON placement")
    op.execute("DROP FUNCTION count_places()")
    for table, column in reversed(COLUMNS):
        op.drop_column(table, column)
    op.alter_column("application", "waiting_position", new_column_name="funder_reserve_position")
    for table in reversed(TABLES):
        op.drop_table(table)
