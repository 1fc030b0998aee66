"""Files whose student's record has changed since what counts for them are marked by the database itself."""

from __future__ import annotations

import os

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

ENDED = (
    *("cancelled", "dispatched", "host_refused", "lapsed", "not_qualified", "not_recommended", "not_selected"),
    *("not_submitted", "waitlist_ended", "withdrawn", "withdrawn_after_confirmation", "withdrawn_after_nomination"),
)
"""The ends that there are; a file in another one is marked in vain, and no more."""

RULED = ("unit_id", "level", "is_vocational", "field", "entry_year", "category", "study_status", "birth_on")
"""What rules look at in the record of a student, besides the facts."""

MARK = f"""
CREATE FUNCTION mark_record_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed bigint;
BEGIN
    IF TG_TABLE_NAME = 'student' THEN
        changed := NEW.id;
    ELSIF TG_OP = 'DELETE' THEN
        changed := OLD.student_id;
    ELSE
        changed := NEW.student_id;
    END IF;
    INSERT INTO record_change (application_id, institution_id)
    SELECT id, institution_id FROM application
    WHERE student_id = changed AND snapshot IS NOT NULL AND state <> ALL ('{{{",".join(ENDED)}}}')
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$
"""  # noqa: S608 - made of the names above

FORGET = f"""
CREATE FUNCTION forget_record_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.state <> ALL ('{{{",".join(ENDED)}}}') AND (
        OLD.snapshot IS NOT DISTINCT FROM NEW.snapshot
        OR (jsonb_typeof(OLD.snapshot) = 'object' AND jsonb_typeof(NEW.snapshot) = 'object'
            AND OLD.snapshot - 'excepted' = NEW.snapshot - 'excepted')
    ) THEN
        RETURN NULL;
    END IF;
    DELETE FROM record_change WHERE application_id = OLD.id;
    RETURN NULL;
END
$$
"""  # noqa: S608 - made of the names above

TRIGGERS = (
    ("student", f"UPDATE OF {', '.join(RULED)}", "student_record_changed", "mark", RULED),
    ("student_fact", "UPDATE OF value, scale", "student_fact_changed", "mark", ("value", "scale")),
    ("student_fact", "INSERT OR DELETE", "student_fact_came_or_went", "mark", ()),
    ("application", "UPDATE OF state, snapshot", "application_settled", "forget", ("state", "snapshot")),
    ("application", "DELETE", "application_gone", "forget", ()),
)

MARK_WHAT_IS_THERE = f"""
INSERT INTO record_change (application_id, institution_id)
SELECT a.id, a.institution_id
FROM application a
JOIN student s ON s.id = a.student_id
CROSS JOIN LATERAL (SELECT coalesce(a.snapshot -> 'left', a.snapshot) AS counted) c
WHERE jsonb_typeof(a.snapshot) = 'object' AND a.state <> ALL ('{{{",".join(ENDED)}}}') AND (
    {" OR ".join(f"c.counted ->> '{name}' IS DISTINCT FROM s.{name}::text" for name in RULED)}
    OR (SELECT jsonb_object_agg(f ->> 'key', jsonb_build_array(f -> 'value', f -> 'scale'))
        FROM jsonb_array_elements(c.counted -> 'facts') f)
       IS DISTINCT FROM
       (SELECT jsonb_object_agg(f.key, jsonb_build_array(f.value, f.scale))
        FROM student_fact f WHERE f.student_id = s.id)
)
"""  # noqa: S608 - made of the names above


def upgrade() -> None:
    op.create_table(
        "record_change",
        sa.Column("application_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("institution_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_record_change_institution_id_institution")
        ),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_record_change")),
    )
    op.create_index(op.f("ix_record_change_institution_id"), "record_change", ["institution_id"])
    op.execute(MARK)
    op.execute(FORGET)
    for table, event, name, does, columns in TRIGGERS:
        before, after = (", ".join(f"{row}.{column}" for column in columns) for row in ("OLD", "NEW"))
        condition = f"WHEN (ROW({before}) IS DISTINCT FROM ROW({after}))" if columns else ""
        op.execute(
            f"CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW {condition}"
            f" EXECUTE FUNCTION {does}_record_change()"
        )
    op.execute(MARK_WHAT_IS_THERE)
    url = os.environ.get("DATABASE_URL")
    role = (sa.make_url(url).username if url else None) or "mobility_app"
    grantee = op.get_bind().dialect.identifier_preparer.quote(role)
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON record_change TO {grantee}")


def downgrade() -> None:
    for table, _event, name, _does, _columns in TRIGGERS:
        op.execute(f"DROP TRIGGER {name} ON {table}")
    op.execute("DROP FUNCTION mark_record_change()")
    op.execute("DROP FUNCTION forget_record_change()")
    op.drop_table("record_change")
