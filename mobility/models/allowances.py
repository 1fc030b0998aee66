"""What a coordinator allowed beyond what a call had set: more recommendations of a school, more places, more time."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from mobility.database import Base
from mobility.models.columns import Created, InstitutionKey, Key, Moment, Short
from mobility.models.privacy import privacy


class Allowance(Base):
    """One such act with its reason. `kind`: "cap" of the school `unit_id`, "places" of the call, or its "deadline".

    The counts are those before and after the act, None for a deadline, whose instants are in the audit. What is taken
    back stays, so that it can be told.
    """

    __tablename__ = "allowance"
    __privacy__ = privacy(internal="kind from_count to_count", personal="reason")
    __table_args__ = (
        CheckConstraint("kind IN ('cap', 'places', 'deadline')", name="kind"),
        CheckConstraint("(kind = 'cap') = (unit_id IS NOT NULL)", name="unit"),
        CheckConstraint("(kind = 'deadline') = (to_count IS NULL)", name="counts"),
        CheckConstraint("to_count > from_count", name="more"),
        CheckConstraint("(taken_back_at IS NULL) = (taken_back_by IS NULL)", name="taken_back"),
        Index("ix_allowance_call", "call_id", "id"),
    )

    id: Mapped[Key]
    institution_id: Mapped[InstitutionKey]
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    kind: Mapped[Short]
    from_count: Mapped[int | None] = mapped_column(Integer)
    to_count: Mapped[int | None] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(Text)
    made_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    made_at: Mapped[Created]
    taken_back_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    taken_back_at: Mapped[Moment | None]
