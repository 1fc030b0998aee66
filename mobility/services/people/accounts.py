"""People's accounts as an administrator keeps them: invited, corrected, closed and opened again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from mobility.core.access import Action
from mobility.core.terms import NO_PARAMS, Actor, Param, Refused
from mobility.database import db, transaction
from mobility.models import Student, User, UserSession
from mobility.queries.links import Purpose
from mobility.queries.person import fingerprint
from mobility.services.casework import audit
from mobility.services.people import addresses, links, names, reasons, roles, sessions
from mobility.services.people.permits import permit
from mobility.services.people.roles import NewRole


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody who is to get an account. `sort_key` is made from the name where it is not given."""

    name: str
    email: str
    roles: tuple[NewRole, ...] = ()
    phone: str | None = None
    locale: str | None = None
    sort_key: str = ""


@dataclass(frozen=True, slots=True)
class Invited:
    """A person who was invited, and the token of the link: for the letter, and for the terminal of a first start."""

    user_id: int
    token: str


@dataclass(frozen=True, slots=True)
class PersonEdit:
    """What an administrator may correct. `seen` is the fingerprint of what they saw, so that nothing is overwritten."""

    name: str
    email: str | None
    phone: str | None
    sort_key: str
    seen: str


def invite(actor: Actor, new: NewPerson) -> Invited:
    """Make an account with its roles and post the invitation.

    Raises Refused `address.impossible`, `address.taken`, `person.no_name`, or what `roles.grant` raises.
    """
    permit(actor, Action.PEOPLE_INVITE)
    try:
        with transaction():
            user = _add(actor, new)
            return Invited(user.id, links.issue(user, Purpose.INVITATION))
    except IntegrityError as error:
        raise Refused("address.taken") from error


def invite_again(actor: Actor, user_id: int) -> Invited:
    """Post a new invitation; the one before ends.

    Raises Refused `person.unknown`, `person.has_password` or `person.no_address`.
    """
    permit(actor, Action.PEOPLE_INVITE)
    with transaction():
        user = _lock(actor, user_id)
        if user.password_hash is not None:
            raise Refused("person.has_password")
        if user.email is None:
            raise Refused("person.no_address")
        _audit(actor, user, Action.PEOPLE_INVITE, "invited_again")
        return Invited(user.id, links.issue(user, Purpose.INVITATION))


def add_people(actor: Actor, people: Sequence[NewPerson]) -> list[int]:
    """Make accounts with their roles, without a letter, all or none, and return their ids in the order given."""
    permit(actor, Action.PEOPLE_INVITE)
    try:
        with transaction():
            return [_add(actor, new).id for new in people]
    except IntegrityError as error:
        raise Refused("address.taken") from error


def edit(actor: Actor, user_id: int, change: PersonEdit) -> None:
    """Correct a person's name, address, telephone or sort key. A new address counts as unproven; open links end.

    Raises Refused `person.unknown`, `person.no_name`, `address.impossible`, `address.taken`, or `stale.person` where
    somebody changed the row after it was shown.
    """
    permit(actor, Action.PEOPLE_EDIT)
    try:
        with transaction():
            user = _lock(actor, user_id)
            if change.seen != fingerprint(user.name, user.email, user.phone, user.sort_key):
                raise Refused("stale.person")
            before = _fields(user)
            change_address(user, addresses.normalize(change.email) if change.email else None)
            _change_name(user, change.name, change.sort_key)
            user.phone = change.phone or None
            changed = [name for name, value in _fields(user).items() if value != before[name]]
            _audit(actor, user, Action.PEOPLE_EDIT, "corrected", {"fields": ",".join(changed)})
    except IntegrityError as error:
        raise Refused("address.taken") from error


def deactivate(actor: Actor, user_id: int, reason: str = "") -> None:
    """Close an account: sign-ins and open links end, roles and everything done stay.

    `reason` is one of `reasons.CLOSED`, or empty. Raises Refused `person.unknown`, `person.oneself`, `person.no_reason`
    or `role.last_administrator`.
    """
    permit(actor, Action.PEOPLE_EDIT)
    with transaction():
        user = _lock(actor, user_id)
        if user.id == actor.user_id:
            raise Refused("person.oneself")
        roles.keep_an_administrator(actor.institution_id, without=user.id)
        user.is_active = False
        links.expire(user.id)
        ended = sessions.end_where(UserSession.user_id == user.id)
        _audit(actor, user, Action.PEOPLE_EDIT, "deactivated", {"count": ended, **reasons.said(reason, reasons.CLOSED)})


def reactivate(actor: Actor, user_id: int) -> None:
    """Open a closed account again; the person signs in with the password they had. Raises Refused `person.unknown`."""
    permit(actor, Action.PEOPLE_EDIT)
    with transaction():
        user = _lock(actor, user_id)
        user.is_active = True
        _audit(actor, user, Action.PEOPLE_EDIT, "reactivated")


def end_sessions(actor: Actor, user_id: int) -> int:
    """End all sign-ins of a person, such as one whose telephone was stolen, and return how many there were."""
    permit(actor, Action.PEOPLE_EDIT)
    with transaction():
        user = _lock(actor, user_id)
        ended = sessions.end_where(UserSession.user_id == user.id)
        _audit(actor, user, Action.PEOPLE_EDIT, "sessions_ended", {"count": ended})
        return ended


def change_address(user: User, email: str | None) -> None:
    """Give a person another address, inside the caller's transaction: it counts as unproven, and open links end."""
    if email != user.email:
        user.email, user.email_verified_at = email, None
        links.expire(user.id)


def _add(actor: Actor, new: NewPerson) -> User:
    user = User(
        institution_id=actor.institution_id,
        name="",
        email=addresses.normalize(new.email),
        phone=new.phone or None,
        locale=new.locale,
    )
    _change_name(user, new.name, new.sort_key)
    db.session.add(user)
    db.session.flush()
    _audit(actor, user, Action.PEOPLE_INVITE, "invited")
    for role in dict.fromkeys(new.roles):
        roles.add(actor, user, role)
    return user


def _change_name(user: User, name: str, sort_key: str) -> None:
    """The keys follow the name unless somebody wrote another sort key by hand; a student's record follows both."""
    plain = " ".join(name.split())
    if not plain:
        raise Refused("person.no_name")
    given = " ".join(sort_key.casefold().split())
    is_untouched = given == user.sort_key and plain != user.name
    key = given if given and not is_untouched else names.sort_key(plain)
    user.name, user.sort_key, user.search_key = plain, key, names.search_key(plain, key)
    if user.id is not None:
        student = db.session.scalar(select(Student).where(Student.user_id == user.id))
        if student is not None:
            student.name, student.sort_key = plain, key


def _lock(actor: Actor, user_id: int) -> User:
    query = select(User).where(User.id == user_id, User.institution_id == actor.institution_id).with_for_update()
    user = db.session.scalar(query.execution_options(populate_existing=True))
    if user is None:
        raise Refused("person.unknown")
    return user


def _fields(user: User) -> dict[str, str | None]:
    """What an administrator corrects; the audit names what changed and never the values, which can be erased here."""
    return {"person_name": user.name, "sort_key": user.sort_key, "email": user.email, "phone": user.phone}


def _audit(actor: Actor, user: User, action: Action, outcome: str, params: Mapping[str, Param] = NO_PARAMS) -> None:
    audit.record(actor, action, outcome=outcome, object_kind="user", object_id=user.id, params=params)
