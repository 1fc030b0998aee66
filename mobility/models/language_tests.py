"""The language test of a call, and the one mark that each applicant gets in it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Integer, Numeric, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from mobility.database import Base
from mobility.models.columns import Created, InstitutionKey, Key, Moment, Words
from mobility.models.privacy import privacy


class LanguageTest(Base):
    """A test that the applicants of one call sit: marks from 0 to `highest`, of which `share` per cent of the score.

    With a share of 0 the mark is shown and counts for nothing. Once it is closed nobody enters or changes a mark.
    """

    __tablename__ = "language_test"
    __privacy__ = privacy(internal="name highest share version")
    __table_args__ = (
        UniqueConstraint("call_id"),
        CheckConstraint("highest > 0", name="highest"),
        CheckConstraint("share BETWEEN 0 AND 100", name="share"),
        CheckConstraint("(closed_at IS NULL) = (closed_by IS NULL)", name="closed"),
    )

    id: Mapped[Key]
    institution_id: Mapped[InstitutionKey]
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    name: Mapped[Words]
    highest: Mapped[Decimal] = mapped_column(Numeric(6, 2))
    share: Mapped[int] = mapped_column(Integer, server_default="0")
    due_at: Mapped[Moment | None]
    made_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    made_at: Mapped[Created]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    closed_at: Mapped[Moment | None]
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__: dict[str, Any] = {"version_id_col": version}


class LanguageMark(Base):
    """The mark of one applicant, or that they were absent (缺考); the office knows of it once it is handed over."""

    __tablename__ = "language_mark"
    __privacy__ = privacy(internal="version", personal="mark is_absent remark")
    __table_args__ = (
        UniqueConstraint("application_id"),
        CheckConstraint("mark >= 0", name="mark"),
        CheckConstraint("is_absent = (mark IS NULL)", name="absent"),
    )

    id: Mapped[Key]
    institution_id: Mapped[InstitutionKey]
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    mark: Mapped[Decimal | None] = mapped_column(Numeric(6, 2))
    is_absent: Mapped[bool] = mapped_column(Boolean, server_default=false())
    remark: Mapped[str | None] = mapped_column(Text)
    entered_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    entered_at: Mapped[Created]
    handed_over_at: Mapped[Moment | None]
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__: dict[str, Any] = {"version_id_col": version}
