"""Makes guessing slow: an account waits after a few wrong tries, an address after a great many, never for good."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil
from typing import Final

from sqlalchemy import delete, func, or_, select

from mobility.core.terms import Refused
from mobility.database import db, now, transaction
from mobility.models import SignInFailure
from mobility.services.people import safeguards

MEMORY: Final = timedelta(hours=24)
"""How long a wrong try counts."""

_SOME: Final = 100


def admit(account: str, address: str | None = None, *, counted_as: str = "address") -> int | None:
    """Count one try for `account` before its password is looked at, in a transaction of its own.

    Tries of one account queue up here, so a thousand at once are judged like a thousand in a row. Where it comes from
    is counted as well: a campus shares an address, so many tries are free there, and only those that failed stay.
    Raises Refused `sign_in.wait` with the `minutes` until the next try; a refused try is not counted. Answers the try
    by which `forgive` frees the address again. What is no sign-in is `counted_as` something else, so that neither
    keeps the other out.
    """
    with transaction() as session:
        moment = now()
        own = _counted(_key(account), moment, MEMORY)
        _wait_until(free_again(own), moment)
        session.add(SignInFailure(account_hash=_key(account), failed_at=moment))
        _forget_old(moment)
        return _admit_address(f"{counted_as}:{network_of(address)}", moment) if address else None


def forgive(account: str, at_address: int | None = None) -> None:
    """Forget the tries of `account`, and this one of its address, inside the caller's transaction: it was right."""
    is_theirs = SignInFailure.account_hash == _key(account)
    db.session.execute(delete(SignInFailure).where(or_(is_theirs, SignInFailure.id == at_address)))


def _admit_address(place: str, moment: datetime) -> int:
    """The account's lock is held already, and whoever holds an address's waits for nothing: no two wait in a ring."""
    guard, key = safeguards.current(), _key(place)
    failures = _counted(key, moment, guard.longest_wait)
    if len(failures) >= guard.free_at_address:
        _wait_until(failures[-guard.free_at_address] + guard.longest_wait, moment)
    row = SignInFailure(account_hash=key, failed_at=moment)
    db.session.add(row)
    db.session.flush()
    return row.id


def network_of(address: str) -> str:
    """The address as it is counted: an IPv6 household holds 2^64 of them, so their common part; IPv4 as it is."""
    try:
        found = ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(found, IPv6Address) and found.ipv4_mapped is None:
        return str(ip_network((found, 64), strict=False))
    return str(getattr(found, "ipv4_mapped", None) or found)


def _counted(key: bytes, moment: datetime, memory: timedelta) -> Sequence[datetime]:
    """When tries under that key were made, the oldest first; others under it wait until this transaction ends."""
    db.session.execute(select(func.pg_advisory_xact_lock(int.from_bytes(key[:8], "big", signed=True))))
    query = select(SignInFailure.failed_at).where(
        SignInFailure.account_hash == key, SignInFailure.failed_at > moment - memory
    )
    return db.session.scalars(query.order_by(SignInFailure.failed_at)).all()


def _wait_until(free_at: datetime | None, moment: datetime) -> None:
    if free_at is not None and free_at > moment:
        raise Refused("sign_in.wait", minutes=ceil((free_at - moment).total_seconds() / 60))


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
