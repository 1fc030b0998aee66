"""Deputies: who holds a role of somebody else for some days."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from mobility.database import Base
from mobility.models.columns import Created, InstitutionKey, Key, Moment


class Deputy(Base):
    """One person who acts in one role of another from `begins_at` until before `ends_at`, unless it is revoked."""

    __tablename__ = "deputy"
    __table_args__ = (
        CheckConstraint("ends_at > begins_at", name="ends_at"),
        CheckConstraint("(revoked_at IS NULL) = (revoked_by IS NULL)", name="revoked"),
        Index("ix_deputy_deputy", "deputy_id", "ends_at"),
        Index("ix_deputy_role_grant", "role_grant_id"),
    )

    id: Mapped[Key]
    institution_id: Mapped[InstitutionKey]
    role_grant_id: Mapped[int] = mapped_column(ForeignKey("role_grant.id"))
    deputy_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    begins_at: Mapped[Moment]
    ends_at: Mapped[Moment]
    named_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    named_at: Mapped[Created]
    revoked_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    revoked_at: Mapped[Moment | None]
