"""Tables that somebody uploaded to be imported: the file for a while, what the check found, what came of it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, LargeBinary, String
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from mobility.database import Base
from mobility.models.columns import Created, InstitutionKey, Json, Key, Moment, Short
from mobility.models.privacy import privacy


class ImportRun(Base):
    """One upload. `problems` may quote cells and `storage_key` names the file: both go a day after the last act.

    `mapping` says under which heading each column was found; the newest of a kind that was imported is proposed again.
    """

    __tablename__ = "import_run"
    __privacy__ = privacy(
        internal="kind state byte_count sha256 headings mapping line_count problem_count counts vanished_ids",
        personal="file_name storage_key problems",
    )
    __table_args__ = (
        CheckConstraint("state IN ('checking', 'checked', 'writing', 'done', 'failed')", name="state"),
        Index("ix_import_run_institution", "institution_id", "id"),
    )

    id: Mapped[Key]
    institution_id: Mapped[InstitutionKey]
    kind: Mapped[Short]
    state: Mapped[Short]
    file_name: Mapped[str] = mapped_column(String(255))
    storage_key: Mapped[str | None] = mapped_column(String(80), unique=True)
    byte_count: Mapped[int] = mapped_column(Integer)
    sha256: Mapped[bytes] = mapped_column(LargeBinary)
    headings: Mapped[list[str]] = mapped_column(ARRAY(String), server_default="{}")
    mapping: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    line_count: Mapped[int] = mapped_column(Integer, server_default="0")
    problem_count: Mapped[int] = mapped_column(Integer, server_default="0")
    problems: Mapped[list[Any]] = mapped_column(JSONB, server_default="[]")
    counts: Mapped[Json] = mapped_column(server_default="{}")
    vanished_ids: Mapped[list[int]] = mapped_column(JSONB, server_default="[]")
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"))
    requested_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[Created]
    touched_at: Mapped[Created]
    ended_at: Mapped[Moment | None]
