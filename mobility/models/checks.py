"""What other offices and the finance list say of an application: parallel checks, and fees."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from mobility.database import Base
from mobility.models.columns import Created, InstitutionKey, Key, Moment, Short
from mobility.models.privacy import privacy


class OfficeCheck(Base):
    """A question to another office (教务处, 研究生院 …) about one application: yes or no, and a remark (部门会签)."""

    __tablename__ = "office_check"
    __privacy__ = privacy(personal="answer remark")
    __table_args__ = (
        UniqueConstraint("application_id", "unit_id"),
        CheckConstraint("answer IN ('yes', 'no')", name="answer"),
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered"),
        Index("ix_office_check_open", "unit_id", "id", postgresql_where=text("answer IS NULL")),
    )

    id: Mapped[Key]
    institution_id: Mapped[InstitutionKey]
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    asked_at: Mapped[Created]
    due_at: Mapped[Moment | None]
    answer: Mapped[str | None] = mapped_column(String(8))
    remark: Mapped[str | None] = mapped_column(Text)
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    answered_at: Mapped[Moment | None]


class Fee(Base):
    """What a student has to pay for a program, in minor units, and whether it has come in."""

    __tablename__ = "fee"
    __privacy__ = privacy(internal="currency", personal="amount_minor state")
    __table_args__ = (
        UniqueConstraint("application_id"),
        CheckConstraint("amount_minor > 0", name="amount_minor"),
        CheckConstraint("state IN ('due', 'paid', 'waived', 'refund_due', 'refunded')", name="state"),
    )

    id: Mapped[Key]
    institution_id: Mapped[InstitutionKey]
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    state: Mapped[Short] = mapped_column(server_default="due")
    due_at: Mapped[Moment | None]
    paid_at: Mapped[Moment | None]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
