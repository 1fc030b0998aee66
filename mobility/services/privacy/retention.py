"""How long what is no longer needed is kept, as a table, and the job that takes it away afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete, exists, func, select, update

from mobility.database import db, now, transaction
from mobility.models import (
    AccountRequest,
    Application,
    Document,
    OneTimeLink,
    OutboxMessage,
    SecondFactor,
    SectionAnswers,
    SignInFailure,
    Submission,
    UserSession,
)
from mobility.services.applications.orphans import delete_unnamed

BATCH: Final = 1_000


@dataclass(frozen=True, slots=True)
class Rule:
    """What is taken away, how long after, and why so long.

    `due` answers the ids of what is due at an instant. Where `has_files`, `take` returns the storage keys of the files
    that go with the rows.
    """

    key: str
    after: timedelta
    reason: str
    due: Callable[[datetime], Any]
    take: Callable[[Any], Any]
    has_files: bool = False


def _ended_sessions(before: datetime) -> Any:
    return select(UserSession.id).where(func.coalesce(UserSession.ended_at, UserSession.seen_at) <= before)


def _spent_links(before: datetime) -> Any:
    return select(OneTimeLink.id).where(OneTimeLink.expires_at <= before)


def _ended_factors(before: datetime) -> Any:
    return select(SecondFactor.id).where(SecondFactor.ended_at <= before)


def _failures(before: datetime) -> Any:
    return select(SignInFailure.id).where(SignInFailure.failed_at <= before)


def _asked_accounts(before: datetime) -> Any:
    return select(AccountRequest.id).where(func.coalesce(AccountRequest.decided_at, AccountRequest.asked_at) <= before)


def _sent_bytes(before: datetime) -> Any:
    return select(OutboxMessage.id).where(OutboxMessage.sent_at <= before, OutboxMessage.source.is_not(None))


def _unsubmitted(before: datetime) -> Any:
    ended = select(Application.id).where(Application.state == "not_submitted", Application.state_since <= before)
    return select(SectionAnswers.id).where(SectionAnswers.application_id.in_(ended))


def _unsubmitted_files(before: datetime) -> Any:
    """Of drafts that were never handed in; what was handed in and recalled stays as the submission names it."""
    was_handed_in = exists().where(Submission.application_id == Application.id)
    ended = select(Application.id).where(
        Application.state == "not_submitted", Application.state_since <= before, ~was_handed_in
    )
    return select(Document.id).where(Document.application_id.in_(ended))


RETENTION: Final = (
    Rule(
        "sign_in_failure",
        timedelta(days=1),
        "a wrong try counts for a day",
        _failures,
        lambda ids: delete(SignInFailure).where(SignInFailure.id.in_(ids)),
    ),
    Rule(
        "user_session",
        timedelta(days=90),
        "somebody may ask a term later where they were signed in",
        _ended_sessions,
        lambda ids: delete(UserSession).where(UserSession.id.in_(ids)),
    ),
    Rule(
        "one_time_link",
        timedelta(days=30),
        "a used link still says so for a while",
        _spent_links,
        lambda ids: delete(OneTimeLink).where(OneTimeLink.id.in_(ids)),
    ),
    Rule(
        "second_factor",
        timedelta(days=90),
        "an ended factor explains a sign-in for a while",
        _ended_factors,
        lambda ids: delete(SecondFactor).where(SecondFactor.id.in_(ids)),
    ),
    Rule(
        "account_request",
        timedelta(days=60),
        "whoever still has no account asks again; why one was refused may be asked for a while",
        _asked_accounts,
        lambda ids: delete(AccountRequest).where(AccountRequest.id.in_(ids)),
    ),
    Rule(
        "letter_bytes",
        timedelta(days=90),
        "the text stays in the inbox; the bytes are needed only while a delivery may be questioned",
        _sent_bytes,
        lambda ids: update(OutboxMessage).where(OutboxMessage.id.in_(ids)).values(source=None),
    ),
    Rule(
        "unsubmitted_answers",
        timedelta(days=365),
        "what was never handed in served nobody for a year",
        _unsubmitted,
        lambda ids: delete(SectionAnswers).where(SectionAnswers.id.in_(ids)),
    ),
    Rule(
        "unsubmitted_documents",
        timedelta(days=365),
        "what was never handed in served nobody for a year, its earlier versions neither",
        _unsubmitted_files,
        lambda ids: delete(Document).where(Document.id.in_(ids)).returning(Document.storage_key),
        has_files=True,
    ),
)
"""The table. Documents of travel, bank details and guardians' data get their rules with the forms that ask for them."""


def take_away() -> int:
    """Take away what is due, a batch of each kind in a transaction of its own; answers how many rows."""
    return sum(_take(rule) for rule in RETENTION)


def _take(rule: Rule) -> int:
    """Files go after the commit: one that a crash leaves behind then has no row, and the sweep of orphans takes it."""
    files: list[str] = []
    with transaction():
        due = rule.due(now() - rule.after).limit(BATCH).with_for_update(skip_locked=True)
        ids = list(db.session.scalars(due))
        if ids:
            taken = db.session.execute(rule.take(ids))
            files = list(taken.scalars()) if rule.has_files else []
    delete_unnamed(files)
    return len(ids)
