"""Late applications: codes by which a coordinator lets students in after the deadline (补报码), and who used them."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mobility.database import Base
from mobility.models.columns import Created, InstitutionKey, Key, Moment
from mobility.models.privacy import privacy


class LateCode(Base):
    """Until when and how often students may enter one call late; for one student where one is named.

    A constraint refuses one use too many. The code is kept as it is: all it opens is the way to an own application.
    """

    __tablename__ = "late_code"
    __privacy__ = privacy(internal="code most_uses use_count", personal="note")
    __table_args__ = (
        UniqueConstraint("institution_id", "code"),
        CheckConstraint("most_uses > 0", name="most_uses"),
        CheckConstraint("use_count BETWEEN 0 AND most_uses", name="use_count"),
        CheckConstraint("student_id IS NULL OR most_uses = 1", name="one_student"),
        CheckConstraint("(revoked_at IS NULL) = (revoked_by IS NULL)", name="revoked"),
        Index("ix_late_code_call", "call_id", "id"),
    )

    id: Mapped[Key]
    institution_id: Mapped[InstitutionKey]
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    code: Mapped[str] = mapped_column(String(16))
    student_id: Mapped[int | None] = mapped_column(ForeignKey("student.id"))
    note: Mapped[str] = mapped_column(Text)
    valid_until: Mapped[Moment]
    most_uses: Mapped[int] = mapped_column(Integer)
    use_count: Mapped[int] = mapped_column(Integer, server_default="0")
    made_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    made_at: Mapped[Created]
    revoked_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    revoked_at: Mapped[Moment | None]


class LateEntry(Base):
    """A student let in late by a code; `until` is theirs to keep, also when the code is revoked afterwards."""

    __tablename__ = "late_entry"
    __table_args__ = (
        UniqueConstraint("late_code_id", "student_id"),
        Index("ix_late_entry_student", "student_id", "call_id"),
    )

    id: Mapped[Key]
    institution_id: Mapped[InstitutionKey]
    late_code_id: Mapped[int] = mapped_column(ForeignKey("late_code.id"))
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id"))
    until: Mapped[Moment]
    used_at: Mapped[Created]
