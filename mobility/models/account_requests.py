"""Requests for an account by whoever is not in the registry's table or has no address; school or office decides."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from mobility.database import Base
from mobility.models.columns import Created, InstitutionKey, Key, Moment, Short
from mobility.models.privacy import privacy


class AccountRequest(Base):
    """What somebody typed who asks for an account; nothing of it is proven until school or office confirms it.

    Who asks again for the same number while the first request is open replaces what it says; `ask_count` counts that,
    and says by which wording a decision was made. `user_id`: whose number it was, or whose account came of it.
    """

    __tablename__ = "account_request"
    __privacy__ = privacy(internal="ask_count locale state reason", personal="number name email phone remark note")
    __table_args__ = (
        CheckConstraint("state IN ('open', 'confirmed', 'refused')", name="state"),
        CheckConstraint("(state = 'open') = (decided_at IS NULL)", name="decided"),
        CheckConstraint("(state = 'refused') = (reason IS NOT NULL)", name="reason"),
        Index(
            "uq_account_request_open",
            "institution_id",
            text("lower(number)"),
            unique=True,
            postgresql_where=text("state = 'open'"),
        ),
        Index("ix_account_request_state", "institution_id", "state", "id"),
    )

    id: Mapped[Key]
    institution_id: Mapped[InstitutionKey]
    number: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    email: Mapped[str] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(40))
    remark: Mapped[str] = mapped_column(Text, server_default="")
    locale: Mapped[str] = mapped_column(String(16))
    ask_count: Mapped[int] = mapped_column(Integer, server_default="1")
    asked_at: Mapped[Created]
    state: Mapped[Short] = mapped_column(server_default="open")
    reason: Mapped[str | None] = mapped_column(String(64))
    note: Mapped[str] = mapped_column(Text, server_default="")
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[Moment | None]
