"""Takes letters that are due for one worker alone, and gives back or ends them only while they are still its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, String, Update, and_, bindparam, case, func, or_, select, update

from mobility.database import db, transaction
from mobility.models import GivingUp, OutboxMessage
from mobility.services.notices import sender
from mobility.services.notices.params import SECRET, SECRET_NOTICES

MOST_FAILURES: Final = 8
"""After so many of its own a letter is `dead`: shown to the office, and no longer in the way of others."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A letter that this worker holds. Whoever claims it next raises `attempts`, and so ends this claim."""

    id: int
    attempts: int
    failure_count: int


def _own() -> Update:
    """Change a letter only while it is still claimed as it was, so that a worker that woke up late changes nothing."""
    return update(OutboxMessage).where(
        OutboxMessage.id == bindparam("claimed_id"),
        OutboxMessage.attempts == bindparam("claimed_attempts"),
        OutboxMessage.state == "pending",
    )


_ENDING: Final = _own().values(
    state=bindparam("new_state"),
    last_error=bindparam("new_error"),
    sent_at=case((bindparam("new_state", type_=String) == "sent", func.mobility_now())),
    lease_until=None,
    params=OutboxMessage.params.op("-")(SECRET),
    source=case((and_(*(OutboxMessage.notice != key for key in sorted(SECRET_NOTICES))), OutboxMessage.source)),
)
"""Built once, since it is carried out for every letter."""


def take(limit: int) -> list[Claim]:
    """Claim up to `limit` due letters, oldest first, skipping those that others hold. Leases run by the real clock.

    Letters about an application that its student gives up wait until that is done or undone.

    A letter whose worker died before it was put into words is taken alone, and the attempt counted against it: if it
    is what kills workers, it takes no other letter with it, and not for ever.
    """
    with transaction():
        fresh = or_(OutboxMessage.attempts == 0, OutboxMessage.rendered_at.is_not(None))
        claims = _take(fresh, limit)
        if not claims:
            suspect = and_(OutboxMessage.attempts > 0, OutboxMessage.rendered_at.is_(None))
            claims = _take(suspect, 1, failure_count=OutboxMessage.failure_count + 1)
        if not claims:
            _bury()
    return claims


def end(claims: Sequence[Claim], state: str, error: str | None = None) -> None:
    """Put these letters into a final state, inside the caller's transaction; a one-time link's secret goes with it."""
    _on_each(_ENDING, claims, [{"new_state": state, "new_error": error}] * len(claims))


def put_off(claim: Claim, seconds: float, error: str) -> None:
    """Leave a letter that failed to be tried again after so many seconds, inside the caller's transaction."""
    failures = OutboxMessage.failure_count + 1
    _on_each(_own().values(failure_count=failures, lease_until=_from_now(seconds), last_error=error), [claim])


def give_back(claims: Sequence[Claim], seconds: float, error: str | None = None) -> None:
    """Leave letters that were not to blame for at least so many seconds, inside the caller's transaction."""
    values: dict[str, Any] = {"lease_until": _from_now(seconds)}
    if error:
        values["last_error"] = error
    _on_each(_own().values(**values), claims)


def write(claims: Sequence[Claim], rows: Sequence[Mapping[str, Any]]) -> None:
    """Set columns of held letters, a mapping for each claim with the same names, inside the caller's transaction."""
    if rows:
        change = _own().values({name: bindparam(f"new_{name}") for name in rows[0]})
        _on_each(change, claims, [{f"new_{name}": value for name, value in row.items()} for row in rows])


def _take(condition: ColumnElement[bool], limit: int, **more: Any) -> list[Claim]:
    picked = (
        select(OutboxMessage.id)
        .where(
            OutboxMessage.state == "pending",
            OutboxMessage.due_at <= select(func.mobility_now()).scalar_subquery(),
            or_(OutboxMessage.lease_until.is_(None), OutboxMessage.lease_until < func.clock_timestamp()),
            OutboxMessage.failure_count < MOST_FAILURES,
            ~_is_being_given_up(),
            condition,
        )
        .order_by(OutboxMessage.due_at, OutboxMessage.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    if not sender.current().smtp_url:
        picked = picked.where(OutboxMessage.rendered_at.is_(None))
    chosen = picked.cte("picked")
    change = (
        update(OutboxMessage)
        .where(OutboxMessage.id == chosen.c.id)
        .values(attempts=OutboxMessage.attempts + 1, lease_until=_from_now(sender.current().lease_seconds), **more)
        .returning(OutboxMessage.id, OutboxMessage.attempts, OutboxMessage.failure_count)
        .execution_options(synchronize_session=False)
    )
    return sorted((Claim(*row) for row in db.session.execute(change)), key=lambda claim: claim.id)


def _is_being_given_up() -> ColumnElement[bool]:
    is_open = GivingUp.application_id == OutboxMessage.application_id, GivingUp.closed_at.is_(None)
    return select(GivingUp.id).where(*is_open).exists()


def _bury() -> None:
    """End the letters that killed their worker on every attempt."""
    change = (
        update(OutboxMessage)
        .where(
            OutboxMessage.state == "pending",
            OutboxMessage.failure_count >= MOST_FAILURES,
            OutboxMessage.lease_until < func.clock_timestamp(),
        )
        .values(state="dead", last_error="given up", params=OutboxMessage.params.op("-")(SECRET))
        .execution_options(synchronize_session=False)
    )
    db.session.execute(change)


def _on_each(change: Any, claims: Sequence[Claim], rows: Sequence[Mapping[str, Any]] | None = None) -> None:
    if not claims:
        return
    keys = [{"claimed_id": claim.id, "claimed_attempts": claim.attempts} for claim in claims]
    given = [{**key, **row} for key, row in zip(keys, rows or [{}] * len(keys), strict=True)]
    db.session.connection().execute(change, given)


def _from_now(seconds: float) -> Any:
    return func.clock_timestamp() + func.make_interval(0, 0, 0, 0, 0, 0, seconds)
