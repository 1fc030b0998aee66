"""Mailed one-time links: 256 random bits of which only the SHA-256 is kept; a page shows, only a POST uses them up."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import DateTime, func, insert, literal, select, update

from mobility.core.terms import Refused
from mobility.database import db, now, ring_after_commit
from mobility.models import OneTimeLink, User
from mobility.queries.identity import digest
from mobility.queries.links import Purpose
from mobility.services.notices.outbox import post, post_to_all
from mobility.services.notices.params import SECRET, hidden, token_place

LIFE: Final[Mapping[Purpose, timedelta]] = {
    Purpose.INVITATION: timedelta(days=14),
    Purpose.PASSWORD_RESET: timedelta(minutes=10),  # ASVS 5.0, 6.5.5: what stands in for a password lives no longer
    Purpose.ADDRESS_CHANGE: timedelta(minutes=60),
}

NOBODY: Final = 0
"""An id that no person has."""


@dataclass(frozen=True, slots=True)
class Used:
    """A link that was used up just now: whose, and the new address it confirms."""

    user_id: int
    new_email: str | None


def issue(user: User, purpose: Purpose, *, new_email: str | None = None) -> str:
    """Make a link for `user` and post its letter, inside the caller's transaction; returns the token.

    Older links of the same purpose end. Nothing but the letter may carry the token, and no log.
    """
    expire(user.id, purpose)
    token = secrets.token_urlsafe(32)
    link = OneTimeLink(
        institution_id=user.institution_id,
        user_id=user.id,
        purpose=purpose,
        token_hash=digest(token),
        new_email=new_email,
        expires_at=now() + LIFE[purpose],
    )
    db.session.add(link)
    db.session.flush()
    post(
        purpose,
        user.id,
        institution_id=user.institution_id,
        params={"token": token},
        dedupe_key=f"{purpose}:{link.id}",
        expires_at=link.expires_at,
        address=new_email,
    )
    return token


def issue_alike(user_id: int, purpose: Purpose) -> None:
    """As `issue`, by the same statements whether the person is there or not: of `NOBODY` no row comes to be.

    So that neither the work nor the time it takes tells who has an account.
    """
    expire(user_id, purpose)
    token = secrets.token_urlsafe(32)
    expires_at = now() + LIFE[purpose]
    link_id = _insert_where_there(user_id, purpose, token, expires_at) or NOBODY
    person = select(User.institution_id, User.id.label("user_id"), User.id.label("subject")).where(User.id == user_id)
    post_to_all(
        purpose,
        person,
        key=str(link_id),
        params=hidden({SECRET: token}, token_place(f"{purpose}:{link_id}:{user_id}", user_id)),
        due_at=now(),
        expires_at=expires_at,
    )
    ring_after_commit()


def use_up(institution_id: int, purpose: Purpose, token: str) -> Used:
    """Use a link up, inside the caller's transaction; of many at once exactly one succeeds.

    Raises Refused `link.invalid` for a link that is unknown, used, replaced by a newer one or too old, all alike.
    """
    query = (
        update(OneTimeLink)
        .where(
            OneTimeLink.token_hash == digest(token),
            OneTimeLink.purpose == purpose,
            OneTimeLink.institution_id == institution_id,
            OneTimeLink.used_at.is_(None),
            OneTimeLink.expires_at > now(),
        )
        .values(used_at=now())
        .returning(OneTimeLink.user_id, OneTimeLink.new_email)
    )
    row = db.session.execute(query).one_or_none()
    if row is None:
        raise Refused("link.invalid")
    return Used(row.user_id, row.new_email)


def expire(user_id: int, *purposes: Purpose) -> None:
    """End the open links of a person, of these purposes or (none named) of all, inside the caller's transaction."""
    wanted = OneTimeLink.purpose.in_(purposes or tuple(Purpose))
    is_open = OneTimeLink.used_at.is_(None) & (OneTimeLink.expires_at > now())
    db.session.execute(
        update(OneTimeLink).where(OneTimeLink.user_id == user_id, wanted, is_open).values(expires_at=now())
    )


def issued_lately(user_id: int, purpose: Purpose, within: timedelta) -> int:
    """How many links of that purpose a person was sent in the time before now."""
    query = select(func.count(OneTimeLink.id)).where(
        OneTimeLink.user_id == user_id, OneTimeLink.purpose == purpose, OneTimeLink.created_at > now() - within
    )
    return db.session.scalar(query) or 0


def _insert_where_there(user_id: int, purpose: Purpose, token: str, expires_at: datetime) -> int | None:
    columns = {
        "institution_id": User.institution_id,
        "user_id": User.id,
        "purpose": literal(purpose.value),
        "token_hash": literal(digest(token)),
        "expires_at": literal(expires_at, DateTime(timezone=True)),
    }
    rows = select(*columns.values()).where(User.id == user_id)
    return db.session.scalar(insert(OneTimeLink).from_select(list(columns), rows).returning(OneTimeLink.id))
