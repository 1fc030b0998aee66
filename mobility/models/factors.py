"""Second factors: what people prove themselves by besides their password."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from mobility.database import Base
from mobility.models.columns import Created, InstitutionKey, Key, Moment, Sealed, Short
from mobility.models.privacy import privacy


class SecondFactor(Base):
    """An app that shows codes (`totp`) or a passkey. It counts once confirmed, until it is ended.

    `last_step` is the last thirty seconds whose code was used, so that none is used twice; `sign_count` is a passkey's
    own counter.
    """

    __tablename__ = "second_factor"
    __privacy__ = privacy(
        internal="kind last_step sign_count",
        personal="name",
        sensitive="secret credential_id public_key",
    )
    __table_args__ = (
        CheckConstraint("kind IN ('totp', 'passkey')", name="kind"),
        CheckConstraint("kind <> 'passkey' OR credential_id IS NOT NULL AND public_key IS NOT NULL", name="passkey"),
        Index("uq_second_factor_credential", "credential_id", unique=True, postgresql_where=text("ended_at IS NULL")),
        Index("ix_second_factor_current", "user_id", postgresql_where=text("ended_at IS NULL")),
    )

    id: Mapped[Key]
    institution_id: Mapped[InstitutionKey]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    kind: Mapped[Short]
    name: Mapped[str] = mapped_column(String(100), server_default="")
    secret: Mapped[Sealed | None]
    last_step: Mapped[int | None] = mapped_column(BigInteger)
    credential_id: Mapped[bytes | None] = mapped_column(LargeBinary)
    public_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger, server_default="0")
    created_at: Mapped[Created]
    confirmed_at: Mapped[Moment | None]
    used_at: Mapped[Moment | None]
    ended_at: Mapped[Moment | None]


class RecoveryCode(Base):
    """A code for the day on which telephone and key are lost: 80 random bits of which only the SHA-256 is kept."""

    __tablename__ = "recovery_code"
    __privacy__ = privacy(sensitive="code_hash")
    __table_args__ = (UniqueConstraint("user_id", "code_hash"),)

    id: Mapped[Key]
    institution_id: Mapped[InstitutionKey]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    code_hash: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[Created]
    used_at: Mapped[Moment | None]
