"""People: who can sign in, what roles they hold, and how they prove who they are."""

from __future__ import annotations

from sqlalchemy import Boolean, ForeignKey, Index, LargeBinary, String, func, text, true
from sqlalchemy.orm import Mapped, mapped_column

from mobility.database import Base
from mobility.models.columns import Created, InstitutionKey, Key, Moment, Short
from mobility.models.privacy import privacy


class User(Base):
    """A person of one institution: student, staff or both. Signs in by e-mail address or student number.

    `sort_key` orders lists (pinyin of a Chinese name); `search_key` holds the folded name, its pinyin and its initials.
    """

    __tablename__ = "user"
    __privacy__ = privacy(
        internal="locale theme is_active",
        personal="email name sort_key search_key phone",
        sensitive="password_hash",
    )
    __table_args__ = (
        Index("uq_user_institution_email", "institution_id", func.lower(text("email")), unique=True),
        Index("ix_user_institution_sort_key", "institution_id", "sort_key", "id"),
    )

    id: Mapped[Key]
    institution_id: Mapped[InstitutionKey]
    email: Mapped[str | None] = mapped_column(String(254))
    email_verified_at: Mapped[Moment | None]
    password_hash: Mapped[str | None] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(200))
    sort_key: Mapped[str] = mapped_column(String(300), server_default="")
    search_key: Mapped[str] = mapped_column(String(600), server_default="")
    phone: Mapped[str | None] = mapped_column(String(40))
    locale: Mapped[str | None] = mapped_column(String(16))
    theme: Mapped[str | None] = mapped_column(String(16))
    is_active: Mapped[bool] = mapped_column(Boolean, server_default=true())
    created_at: Mapped[Created]
    signed_in_at: Mapped[Moment | None]


class RoleGrant(Base):
    """A role of a person, for the whole institution, a unit with its subtree, or one call."""

    __tablename__ = "role_grant"
    __privacy__ = privacy(internal="role")
    __table_args__ = (
        Index(
            "uq_role_grant_current",
            "user_id",
            "role",
            func.coalesce(text("unit_id"), 0),
            func.coalesce(text("call_id"), 0),
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[Key]
    institution_id: Mapped[InstitutionKey]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    role: Mapped[Short]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    call_id: Mapped[int | None] = mapped_column(ForeignKey("call.id"))
    granted_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[Created]
    ended_at: Mapped[Moment | None]


class UserSession(Base):
    """A signed-in browser. The cookie holds a random secret, this row its SHA-256, so it can be listed and ended.

    `proved_at` is when the person last proved themselves by a second factor; `challenge` what a passkey must answer.
    """

    __tablename__ = "user_session"
    __privacy__ = privacy(personal="agent", sensitive="secret_hash challenge")

    id: Mapped[Key]
    institution_id: Mapped[InstitutionKey]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    agent: Mapped[str] = mapped_column(String(200), server_default="")
    created_at: Mapped[Created]
    seen_at: Mapped[Created]
    proved_at: Mapped[Moment | None]
    challenge: Mapped[bytes | None] = mapped_column(LargeBinary)
    challenged_at: Mapped[Moment | None]
    ended_at: Mapped[Moment | None]


class OneTimeLink(Base):
    """A mailed link: 256 random bits of which only the SHA-256 is kept; used once, by POST."""

    __tablename__ = "one_time_link"
    __privacy__ = privacy(internal="purpose", personal="new_email", sensitive="token_hash")

    id: Mapped[Key]
    institution_id: Mapped[InstitutionKey]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    purpose: Mapped[Short]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    new_email: Mapped[str | None] = mapped_column(String(254))
    created_at: Mapped[Created]
    expires_at: Mapped[Moment]
    used_at: Mapped[Moment | None]


class SignInFailure(Base):
    """A sign-in that failed, for throttling by account; the account is kept as a keyed hash, since it may not exist."""

    __tablename__ = "sign_in_failure"
    __privacy__ = privacy(sensitive="account_hash")
    __table_args__ = (Index("ix_sign_in_failure_account", "account_hash", "failed_at"),)

    id: Mapped[Key]
    account_hash: Mapped[bytes] = mapped_column(LargeBinary)
    failed_at: Mapped[Created]
