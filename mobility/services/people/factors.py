"""Second factors added and ended: apps that show codes, recovery codes on paper, and what an administrator may do."""

from __future__ import annotations

import secrets
from base64 import b32encode
from dataclasses import dataclass
from typing import Final

from pyotp import TOTP, random_base32
from sqlalchemy import delete, func, select, update

from mobility.core.access import Action
from mobility.core.terms import Actor, Refused
from mobility.database import db, now, transaction
from mobility.models import RecoveryCode, SecondFactor, User, UserSession
from mobility.queries.factors import is_current, secret_place
from mobility.queries.identity import digest
from mobility.secrecy import seal, unseal
from mobility.services.casework import audit
from mobility.services.notices.outbox import post
from mobility.services.people import sessions, throttle
from mobility.services.people.permits import permit

CODES: Final = 10
STEP_SECONDS: Final = 30
NAME_LENGTH: Final = 100


@dataclass(frozen=True, slots=True)
class Added:
    """A factor that counts from now on: the sign-in's new secret, and the recovery codes that came with the first."""

    secret: str
    codes: tuple[str, ...]


def begin_app(actor: Actor) -> None:
    """Begin to add an app that shows codes; one begun before and never confirmed is forgotten."""
    with transaction() as session:
        user = lock(actor)
        session.execute(
            delete(SecondFactor).where(SecondFactor.user_id == user.id, SecondFactor.confirmed_at.is_(None))
        )
        factor = SecondFactor(institution_id=user.institution_id, user_id=user.id, kind="totp")
        session.add(factor)
        session.flush()
        factor.secret = seal(random_base32(), secret_place(factor.id))


def confirm_app(actor: Actor, session_id: int, code: str, name: str) -> Added:
    """Take the app begun before for a factor once it shows the right code.

    Raises Refused `factor.nothing_begun`, `factor.wrong` or `sign_in.wait`.
    """
    throttle.admit(tries_of(actor))
    with transaction():
        user = lock(actor)
        factor = db.session.scalar(
            select(SecondFactor)
            .where(SecondFactor.user_id == user.id, SecondFactor.kind == "totp", SecondFactor.confirmed_at.is_(None))
            .order_by(SecondFactor.id.desc())
            .limit(1)
        )
        if factor is None:
            raise Refused("factor.nothing_begun")
        if not use_code(factor, code):
            raise Refused("factor.wrong")
        factor.confirmed_at, factor.name = now(), name.strip()[:NAME_LENGTH]
        return added(actor, user, session_id, factor, "app_added")


def added(actor: Actor, user: User, session_id: int, factor: SecondFactor, outcome: str) -> Added:
    """What follows a confirmed factor: codes with the first one, a new secret, an entry; inside the transaction."""
    throttle.forgive(tries_of(actor))
    open_codes = select(func.count(RecoveryCode.id)).where(
        RecoveryCode.user_id == user.id, RecoveryCode.used_at.is_(None)
    )
    codes = () if db.session.scalar(open_codes) else _make_codes(user)
    _changed(actor, user, outcome, factor.id)
    return Added(sessions.renew(session_id), codes)


def renew_codes(actor: Actor) -> tuple[str, ...]:
    """New recovery codes; the ones before open nothing any more. Raises Refused `factor.none` without any factor."""
    with transaction():
        user = lock(actor)
        if not _current_ids(user.id):
            raise Refused("factor.none")
        codes = _make_codes(user)
        _changed(actor, user, "codes_renewed", None)
        return codes


def end_factor(actor: Actor, factor_id: int, *, must_keep_one: bool) -> None:
    """End one of one's own factors; with the last one the recovery codes end too.

    Raises Refused `factor.unknown`, or `factor.last` where `must_keep_one` and it is the last.
    """
    with transaction():
        user = lock(actor)
        current = _current_ids(user.id)
        if factor_id not in current:
            raise Refused("factor.unknown")
        if must_keep_one and len(current) == 1:
            raise Refused("factor.last")
        _end(user.id, [factor_id], with_codes=len(current) == 1)
        _changed(actor, user, "factor_ended", factor_id)


def end_all(actor: Actor, user_id: int) -> int:
    """End all factors and sign-ins of a person who lost them, as an administrator; answers how many factors.

    Raises Refused `person.unknown`.
    """
    permit(actor, Action.FACTORS_END)
    with transaction():
        user = db.session.scalar(
            select(User).where(User.id == user_id, User.institution_id == actor.institution_id).with_for_update()
        )
        if user is None:
            raise Refused("person.unknown")
        current = _current_ids(user.id)
        _end(user.id, current, with_codes=True)
        sessions.end_where(UserSession.user_id == user.id)
        audit.record(actor, Action.FACTORS_END, object_kind="user", object_id=user.id, params={"count": len(current)})
        _tell_of(user, "ended_by_office")
        return len(current)


def use_code(factor: SecondFactor, code: str) -> bool:
    """Whether an app shows `code` now, a step early or late, and it was not used before; used up if so."""
    if factor.secret is None or not (code.isascii() and code.isdigit()):
        return False
    app = TOTP(unseal(factor.secret, secret_place(factor.id)), interval=STEP_SECONDS)
    current = int(now().timestamp()) // STEP_SECONDS
    for step in (current - 1, current, current + 1):
        if secrets.compare_digest(app.at(step * STEP_SECONDS), code):
            newer = SecondFactor.last_step.is_(None) | (SecondFactor.last_step < step)
            used = update(SecondFactor).where(SecondFactor.id == factor.id, newer)
            used = used.values(last_step=step, used_at=now()).returning(SecondFactor.id)
            return db.session.execute(used).one_or_none() is not None
    return False


def use_recovery_code(user_id: int, code: str) -> bool:
    """Whether `code` is one of the person's that was not used yet; used up if so, of many at once for exactly one."""
    query = (
        update(RecoveryCode)
        .where(
            RecoveryCode.user_id == user_id,
            RecoveryCode.code_hash == digest(code.upper()),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now())
        .returning(RecoveryCode.id)
    )
    return db.session.execute(query).one_or_none() is not None


def tries_of(actor: Actor) -> str:
    """The name under which somebody's tries to prove themselves are counted."""
    return f"factor:{actor.user_id}"


def lock(actor: Actor) -> User:
    """The actor's own row, locked, so that their factors change one after the other."""
    return db.session.scalars(select(User).where(User.id == actor.user_id, User.is_active).with_for_update()).one()


def _current_ids(user_id: int) -> list[int]:
    query = select(SecondFactor.id).where(SecondFactor.user_id == user_id, is_current())
    return list(db.session.scalars(query.order_by(SecondFactor.id)))


def _end(user_id: int, factor_ids: list[int], *, with_codes: bool) -> None:
    ended = {"ended_at": now(), "secret": None}
    db.session.execute(update(SecondFactor).where(SecondFactor.id.in_(factor_ids)).values(ended))
    if with_codes:
        db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))


def _make_codes(user: User) -> tuple[str, ...]:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    codes = [b32encode(secrets.token_bytes(10)).decode() for _ in range(CODES)]
    db.session.add_all(
        RecoveryCode(institution_id=user.institution_id, user_id=user.id, code_hash=digest(code)) for code in codes
    )
    return tuple("-".join(code[start : start + 4] for start in range(0, len(code), 4)) for code in codes)


def _changed(actor: Actor, user: User, outcome: str, factor_id: int | None) -> None:
    params = {} if factor_id is None else {"factor": factor_id}
    audit.record(actor, Action.FACTORS_EDIT, outcome=outcome, object_kind="user", object_id=user.id, params=params)
    _tell_of(user, outcome, factor_id)


def _tell_of(user: User, change: str, factor_id: int | None = None) -> None:
    """A letter, so that nobody's factors change behind their back."""
    at = now().isoformat()
    key = f"factor_changed:{user.id}:{change}:{factor_id}:{at}"
    params = {"change": change, "changed_at": at}
    post("factor_changed", user.id, institution_id=user.institution_id, params=params, dedupe_key=key)
