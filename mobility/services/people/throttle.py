"""Makes guessing slow: after a few wrong tries an account waits, each time longer, and never for good."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil
from typing import Final

from sqlalchemy import delete, func, select

from mobility.core.terms import Refused
from mobility.database import db, now, transaction
from mobility.models import SignInFailure
from mobility.services.people import safeguards

MEMORY: Final = timedelta(hours=24)
"""How long a wrong try counts."""

_SOME: Final = 100


def admit(account: str) -> None:
    """Count one try for `account` before its password is looked at, in a transaction of its own.

    Tries of one account queue up here, so a thousand at once are judged like a thousand in a row. Raises Refused
    `sign_in.wait` with the `minutes` until the next try; a refused try is not counted.
    """
    key = _key(account)
    with transaction() as session:
        session.execute(select(func.pg_advisory_xact_lock(int.from_bytes(key[:8], "big", signed=True))))
        moment = now()
        query = select(SignInFailure.failed_at).where(
            SignInFailure.account_hash == key, SignInFailure.failed_at > moment - MEMORY
        )
        free_at = free_again(session.scalars(query.order_by(SignInFailure.failed_at)).all())
        if free_at is not None and free_at > moment:
            raise Refused("sign_in.wait", minutes=ceil((free_at - moment).total_seconds() / 60))
        session.add(SignInFailure(account_hash=key, failed_at=moment))
        _forget_old(moment)


def forgive(account: str) -> None:
    """Forget the tries of `account`, inside the caller's transaction: the right person has come."""
    db.session.execute(delete(SignInFailure).where(SignInFailure.account_hash == _key(account)))


def _forget_old(moment: datetime) -> None:
    """Take some tries along that count no more, of whatever account, so that the table keeps a day's length."""
    old = select(SignInFailure.id).where(SignInFailure.failed_at <= moment - MEMORY).limit(_SOME)
    db.session.execute(delete(SignInFailure).where(SignInFailure.id.in_(old.with_for_update(skip_locked=True))))


def free_again(failures: Sequence[datetime]) -> datetime | None:
    """When an account may be tried again after these failures, the oldest first; None while it need not wait.

    The wait begins with a minute and doubles with each further failure, up to the operator's longest.
    """
    guard = safeguards.current()
    beyond = len(failures) - guard.free_tries
    if beyond < 0:
        return None
    return failures[-1] + min(timedelta(minutes=2 ** min(beyond, 10)), guard.longest_wait)


def _key(account: str) -> bytes:
    return hmac.digest(safeguards.current().key, account.encode(), "sha256")
