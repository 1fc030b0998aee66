"""Documents: the files of an application, and those that a student keeps for every application."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, LargeBinary, String, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from mobility.database import Base
from mobility.models.columns import Created, InstitutionKey, Key, Moment, Short
from mobility.models.privacy import privacy


class Document(Base):
    """A file of an application. The storage key is generated; the given file name is only shown.

    `parts` are the files that it was made of, in order: name, count of pages, SHA-256 of what arrived. `scan` says what
    is proved of it: nothing, while it waits for the scanner or where there is none; clean; or infected. `version` rises
    with everything that is said of the document, so that nobody decides over what somebody else has decided meanwhile;
    `return_code` is one of `ReturnReason` or "infected"; `expires_on` is the last day on which it is good, where the
    student was asked for it.
    """

    __tablename__ = "document"
    __privacy__ = privacy(
        internal="kind storage_key media_type byte_count sha256 page_count scan state version return_code",
        personal="file_name return_reason parts expires_on",
    )
    __table_args__ = (
        CheckConstraint("state IN ('uploaded', 'accepted', 'returned')", name="state"),
        CheckConstraint("byte_count > 0", name="byte_count"),
        CheckConstraint("state <> 'accepted' OR checked_at IS NOT NULL", name="accepted_by_a_check"),
        CheckConstraint("scan IN ('not_scanned', 'waiting', 'clean', 'infected')", name="scan"),
        Index("ix_document_waiting", "id", postgresql_where=text("scan = 'waiting'")),
        Index("ix_document_state", "state", "id", postgresql_where=text("replaced_at IS NULL")),
        Index(
            "uq_document_current", "application_id", "kind", unique=True, postgresql_where=text("replaced_at IS NULL")
        ),
        Index("ix_document_replaced", "application_id", "id", postgresql_where=text("replaced_at IS NOT NULL")),
    )

    id: Mapped[Key]
    institution_id: Mapped[InstitutionKey]
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    kind: Mapped[Short]
    storage_key: Mapped[str] = mapped_column(String(80), unique=True)
    file_name: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(100))
    byte_count: Mapped[int] = mapped_column(Integer)
    sha256: Mapped[bytes] = mapped_column(LargeBinary)
    page_count: Mapped[int] = mapped_column(Integer, server_default="1")
    parts: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default="[]")
    scan: Mapped[Short] = mapped_column(server_default="not_scanned")
    state: Mapped[Short] = mapped_column(server_default="uploaded")
    version: Mapped[int] = mapped_column(Integer, server_default="1")
    return_code: Mapped[Short | None]
    return_reason: Mapped[str | None] = mapped_column(Text)
    expires_on: Mapped[date | None]
    checked_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    checked_at: Mapped[Moment | None]
    uploaded_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    uploaded_at: Mapped[Created]
    replaced_at: Mapped[Moment | None]


class VaultFile(Base):
    """A file that a student keeps for every application. The vault is seen by nobody but its owner.

    `expires_on` is the last day on which it is good, where it has one. `parts` as in Document.
    """

    __tablename__ = "vault_file"
    __privacy__ = privacy(
        internal="kind storage_key media_type byte_count sha256 page_count",
        personal="file_name parts expires_on",
    )
    __table_args__ = (
        CheckConstraint("kind IN ('passport', 'language_test', 'insurance', 'transcript', 'other')", name="kind"),
        CheckConstraint("byte_count > 0", name="byte_count"),
        Index("ix_vault_file_student", "student_id", "id"),
    )

    id: Mapped[Key]
    institution_id: Mapped[InstitutionKey]
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id"))
    kind: Mapped[Short]
    storage_key: Mapped[str] = mapped_column(String(80), unique=True)
    file_name: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(100))
    byte_count: Mapped[int] = mapped_column(Integer)
    sha256: Mapped[bytes] = mapped_column(LargeBinary)
    page_count: Mapped[int] = mapped_column(Integer, server_default="1")
    parts: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default="[]")
    expires_on: Mapped[date | None]
    uploaded_at: Mapped[Created]
