"""First password, forgotten password, new password, new address: each proven by a mailed link or the old password."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from mobility.core.access import Action
from mobility.core.terms import Actor, Refused, Role
from mobility.database import db, now, transaction
from mobility.models import Student, User, UserSession
from mobility.queries.identity import actor_of
from mobility.queries.links import Purpose
from mobility.services.casework import audit
from mobility.services.notices.outbox import post
from mobility.services.people import addresses, links, passwords, sessions, throttle
from mobility.services.people.sign_in import SignedIn, account_key, find

RESET_MINUTES: Final = links.LIFE[Purpose.PASSWORD_RESET] // timedelta(minutes=1)
"""For how long a reset link works."""

LETTERS_A_DAY: Final = 5
"""How many reset letters one person gets within a day, however often somebody asks."""


def accept_invitation(
    institution_id: int, token: str, password: str, *, agent: str = "", replaces: str | None = None
) -> SignedIn:
    """Set the first password by an invitation's link, which also proves the address, and sign the person in.

    `replaces` is the secret of the sign-in that the browser held before; it ends.
    Raises Refused `link.invalid` or a reason of `passwords.judge`; the link stays usable after the latter.
    """
    with transaction():
        return _set_by_link(institution_id, Purpose.INVITATION, token, password, (agent, replaces))


def ask_reset(institution_id: int, login: str) -> None:
    """Post a reset link to the person with this address or student number, if there is one with an address.

    Answers nothing and sends the same statements in every case, so that nobody learns who has an account; after
    `LETTERS_A_DAY` letters a day it posts no more.
    """
    with transaction():
        user = find(institution_id, login)
        user_id = links.NOBODY if user is None or user.email is None else user.id
        count = links.issued_lately(user_id, Purpose.PASSWORD_RESET, timedelta(days=1))
        links.issue_alike(user_id if count < LETTERS_A_DAY else links.NOBODY, Purpose.PASSWORD_RESET)


def reset_password(
    institution_id: int, token: str, password: str, *, agent: str = "", replaces: str | None = None
) -> SignedIn:
    """Set a new password by a reset link: every other sign-in ends, the person is signed in and gets a letter.

    Raises Refused `link.invalid` or a reason of `passwords.judge`; the link stays usable after the latter.
    """
    with transaction():
        signed_in = _set_by_link(institution_id, Purpose.PASSWORD_RESET, token, password, (agent, replaces))
        _tell_of_change(db.session.get_one(User, signed_in.user_id))
        return signed_in


def change_password(actor: Actor, current: str, new: str, *, agent: str = "") -> SignedIn:
    """Set a new password for oneself: every sign-in ends, the one returned begins, and a letter tells of it.

    Raises Refused `password.wrong` or `sign_in.wait` for the current one, or a reason of `passwords.judge`.
    """
    _prove(actor, current)
    with transaction():
        user = _lock(actor.user_id)
        throttle.forgive(account_key(user.id))
        _set_password(user, new)
        _audit(actor, user, "password_changed")
        _tell_of_change(user)
        return SignedIn(user.id, sessions.begin(user, agent))


def ask_address_change(actor: Actor, address: str, current: str) -> None:
    """Post a link to the new address; the old one stays until the link is used.

    Raises Refused `address.impossible`, `address.same`, `password.wrong` or `sign_in.wait`. An address that somebody
    else has is told to nobody here: its link will simply be refused.
    """
    new = addresses.normalize(address)
    _prove(actor, current)
    with transaction():
        user = _lock(actor.user_id)
        throttle.forgive(account_key(user.id))
        if (user.email or "").lower() == new.lower():
            raise Refused("address.same")
        links.issue(user, Purpose.ADDRESS_CHANGE, new_email=new)
        _audit(actor, user, "address_change_asked")


def confirm_address(institution_id: int, token: str) -> int:
    """Take the new address that a link confirms, and return whose it is.

    Raises Refused `link.invalid`, or `address.taken` where somebody else of the institution has it.
    """
    try:
        with transaction() as session:
            used = links.use_up(institution_id, Purpose.ADDRESS_CHANGE, token)
            user = _lock(used.user_id)
            user.email, user.email_verified_at = used.new_email, now()
            session.flush()
            links.expire(user.id, Purpose.PASSWORD_RESET, Purpose.INVITATION)
            _audit(actor_of(user.id), user, "address_changed")
            return user.id
    except IntegrityError as error:
        raise Refused("address.taken") from error


def set_passwords(actor: Actor, user_ids: Collection[int], password: str) -> None:
    """Give several people one password, for a demo's accounts; only the program itself may. Hashes once."""
    if not actor.has_role(Role.SYSTEM):
        raise Refused("access.role")
    with transaction() as session:
        ours = (User.id.in_(user_ids), User.institution_id == actor.institution_id)
        values = {"password_hash": passwords.hash_password(password), "email_verified_at": now()}
        session.execute(update(User).where(*ours).values(values))


def _set_by_link(
    institution_id: int, purpose: Purpose, token: str, password: str, browser: tuple[str, str | None]
) -> SignedIn:
    user = _lock(links.use_up(institution_id, purpose, token).user_id)
    _set_password(user, password)
    user.email_verified_at = now()
    links.expire(user.id, Purpose.INVITATION, Purpose.PASSWORD_RESET)
    throttle.forgive(account_key(user.id))
    secret = sessions.begin(user, browser[0], replaces=browser[1])
    _audit(actor_of(user.id), user, "invitation_accepted" if purpose is Purpose.INVITATION else "password_reset")
    return SignedIn(user.id, secret)


def _set_password(user: User, password: str) -> None:
    number = db.session.scalar(select(Student.number).where(Student.user_id == user.id))
    reason = passwords.judge(password, (user.name, user.sort_key, user.email, user.phone, number))
    if reason is not None:
        raise Refused(reason.code, **reason.params)
    user.password_hash = passwords.hash_password(password)
    sessions.end_where(UserSession.user_id == user.id)


def _prove(actor: Actor, current: str) -> None:
    """Ask for the password again, counted like a sign-in, so that a borrowed browser cannot guess either."""
    throttle.admit(account_key(actor.user_id or 0))
    kept = db.session.scalar(select(User.password_hash).where(User.id == actor.user_id))
    if not passwords.is_right(kept, current):
        raise Refused("password.wrong")


def _lock(user_id: int | None) -> User:
    query = select(User).where(User.id == user_id, User.is_active).with_for_update()
    user = db.session.scalar(query.execution_options(populate_existing=True))
    if user is None:
        raise Refused("link.invalid")
    return user


def _tell_of_change(user: User) -> None:
    if user.email:
        params = {"changed_at": now().isoformat()}
        key = f"password_changed:{user.id}:{now().isoformat()}"
        post("password_changed", user.id, institution_id=user.institution_id, params=params, dedupe_key=key)


def _audit(actor: Actor, user: User, outcome: str) -> None:
    audit.record(actor, Action.ACCOUNT_USE, outcome=outcome, object_kind="user", object_id=user.id)
