"""Reads a one-time link by its token, so that its page can say whose it is without using it up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select

from mobility.database import db
from mobility.models import OneTimeLink, User
from mobility.queries.identity import digest


class Purpose(StrEnum):
    """What a link is for; its letter has the same name."""

    INVITATION = "invitation"
    PASSWORD_RESET = "password_reset"  # noqa: S105 - a purpose, no password
    ADDRESS_CHANGE = "address_change"


@dataclass(frozen=True, slots=True)
class Link:
    """An open link: whose it is, what it confirms, until when."""

    name: str
    new_email: str | None
    expires_at: datetime


def open_link(institution_id: int, purpose: Purpose, token: str) -> Link | None:
    """The link of `token` while it can still be used; None for any other, whatever the reason."""
    query = (
        select(User.name, OneTimeLink.new_email, OneTimeLink.expires_at)
        .join(User, User.id == OneTimeLink.user_id)
        .where(
            OneTimeLink.token_hash == digest(token),
            OneTimeLink.purpose == purpose,
            OneTimeLink.institution_id == institution_id,
            OneTimeLink.used_at.is_(None),
            OneTimeLink.expires_at > func.mobility_now(),
            User.is_active,
        )
    )
    row = db.session.execute(query).one_or_none()
    return None if row is None else Link(row.name, row.new_email, row.expires_at)
