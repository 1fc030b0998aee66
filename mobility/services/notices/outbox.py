"""Puts a letter into the outbox: a row in the transaction that causes it, so both come to be or neither does."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import DateTime, Select, String, cast, exists, func, literal, null, select, update
from sqlalchemy.dialects.postgresql import JSONB, insert

from mobility.core.notices import CATALOG
from mobility.core.terms import NO_PARAMS, Param
from mobility.database import db, is_in_transaction, now, ring_after_commit
from mobility.models import OutboxMessage, User
from mobility.queries.zones import zone_of_institution
from mobility.services.notices import sender
from mobility.services.notices.daytime import in_daytime
from mobility.services.notices.params import hidden, taken, token_place


def post(  # noqa: PLR0913 - each is a column of the row, given by name
    notice_key: str,
    user_id: int,
    *,
    institution_id: int,
    dedupe_key: str,
    application_id: int | None = None,
    call_id: int | None = None,
    params: Mapping[str, Param] = NO_PARAMS,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
    address: str | None = None,
) -> int | None:
    """Put one letter into the outbox, inside the caller's transaction; the worker is woken after the commit.

    Returns the row's id, or None where a letter with this `dedupe_key` was put there before. Without `due_at` the
    letter is due now; one that is not urgent waits for daytime at the institution, unless it would expire before.
    Of `params` only what the letter names is kept (`params.NEEDED` and `OPTIONAL`): ids, codes, numbers and dates; a
    one-time link's secret goes as `token`, sealed, and the row loses it once the letter is rendered. The address is the
    person's own as it is now, unless `address` names another (a new one that is to be confirmed). Raises KeyError for
    a notice that the catalogue does not have or a needed parameter that is not given, and IntegrityError for a person
    of another institution.
    """
    if not is_in_transaction():
        raise RuntimeError("a letter is posted only inside a transaction")
    notice = CATALOG[notice_key]
    due = due_at or now()
    if not notice.is_urgent:
        due = _kept_from_night(due, expires_at, institution_id)
    person = select(User.id, User.email).where(User.id == user_id, User.institution_id == institution_id).subquery()
    row = insert(OutboxMessage).values(
        institution_id=institution_id,
        notice=notice.key,
        user_id=select(person.c.id).scalar_subquery(),
        address=address or select(person.c.email).scalar_subquery(),
        application_id=application_id,
        call_id=call_id,
        params=hidden(taken(notice.key, params), token_place(dedupe_key, user_id)),
        dedupe_key=dedupe_key,
        message_id=new_message_id(),
        due_at=due,
        expires_at=expires_at,
    )
    posted = db.session.scalar(row.on_conflict_do_nothing(index_elements=["dedupe_key"]).returning(OutboxMessage.id))
    ring_after_commit()
    return posted


def post_to_all(
    notice_key: str,
    people: Select[*tuple[Any, ...]],
    *,
    key: str,
    params: Mapping[str, Param] = NO_PARAMS,
    due_at: datetime,
    expires_at: datetime | None = None,
) -> int:
    """Put the same letter into the outbox for everybody whom `people` selects, in one statement; returns how many.

    `people` has the columns institution_id, user_id and subject, and may have application_id and call_id. Who has a
    letter with the key `notice:key:subject` already gets no second one. Inside the caller's transaction; `due_at` is
    taken as it is, so the caller keeps to the day.
    """
    chosen = people.subquery()
    dedupe_key = func.concat(f"{notice_key}:{key}:", chosen.c.subject)
    message_id = func.concat("<", func.replace(cast(func.gen_random_uuid(), String), "-", ""), _domain())
    columns = {
        "institution_id": chosen.c.institution_id,
        "notice": literal(CATALOG[notice_key].key),
        "user_id": chosen.c.user_id,
        "address": User.email,
        "application_id": chosen.c.get("application_id", null()),
        "call_id": chosen.c.get("call_id", null()),
        "params": literal(taken(notice_key, params), JSONB),
        "dedupe_key": dedupe_key,
        "message_id": message_id,
        "due_at": literal(due_at),
        "expires_at": literal(expires_at, DateTime(timezone=True)),
    }
    is_there = exists().where(OutboxMessage.dedupe_key == dedupe_key)
    rows = select(*columns.values()).join(User, User.id == chosen.c.user_id).where(~is_there)
    posting = insert(OutboxMessage).from_select(list(columns), rows).on_conflict_do_nothing()
    posted = db.session.execute(posting.returning(OutboxMessage.id)).all()
    if posted:
        ring_after_commit()
    return len(posted)


def drop_waiting(application_id: int, user_id: int, *, keeping: Collection[str]) -> None:
    """End the letters to a person about an application that nobody has read yet, but for those of the kinds kept.

    Inside the caller's transaction, for an application that its student has left.
    """
    change = update(OutboxMessage).where(
        OutboxMessage.application_id == application_id,
        OutboxMessage.user_id == user_id,
        OutboxMessage.state == "pending",
        OutboxMessage.rendered_at.is_(None),
        OutboxMessage.notice.not_in(sorted(keeping)),
    )
    db.session.execute(change.values(state="unwanted").execution_options(synchronize_session=False))


def new_message_id() -> str:
    """A Message-ID that no other letter has; fixed at insert, so that copies of one letter can be told as one."""
    return f"<{uuid4().hex}{_domain()}"


def _domain() -> str:
    return f"@{sender.current().domain}>"


def _kept_from_night(due: datetime, expires_at: datetime | None, institution_id: int) -> datetime:
    moved = in_daytime(due, zone_of_institution(institution_id))
    return due if expires_at is not None and moved >= expires_at else moved
