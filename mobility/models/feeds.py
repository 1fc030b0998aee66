"""Secret addresses under which a calendar reads somebody's own dates without signing in."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from mobility.database import Base
from mobility.models.columns import Created, InstitutionKey, Key, Moment
from mobility.models.privacy import privacy


class CalendarFeed(Base):
    """The address of one person's calendar: 256 random bits of which only the SHA-256 is kept; one at a time."""

    __tablename__ = "calendar_feed"
    __privacy__ = privacy(sensitive="secret_hash")
    __table_args__ = (
        Index("uq_calendar_feed_current", "user_id", unique=True, postgresql_where=text("ended_at IS NULL")),
    )

    id: Mapped[Key]
    institution_id: Mapped[InstitutionKey]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    created_at: Mapped[Created]
    ended_at: Mapped[Moment | None]
