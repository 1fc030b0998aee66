"""Roles given and taken: each for the whole institution, for a unit with all below it, or for one call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from mobility.core.access import Action
from mobility.core.terms import Actor, Param, Refused, Role
from mobility.database import db, now, transaction
from mobility.models import Call, RoleGrant, Unit, User, UserSession
from mobility.services.casework import audit
from mobility.services.people import reasons, sessions
from mobility.services.people.permits import permit

Scope = Literal["institution", "unit", "call"]

SCOPES: Final[Mapping[Role, tuple[Scope, ...]]] = MappingProxyType(
    {
        Role.OFFICER: ("unit",),
        Role.VICE_DEAN: ("unit",),
        Role.CHECKER: ("unit",),
        Role.REVIEWER: ("institution", "call"),
        Role.ASSISTANT: ("institution", "call"),
        Role.EXAMINER: ("institution", "call"),
        Role.COORDINATOR: ("institution", "call"),
        Role.HEAD: ("institution",),
        Role.ADMINISTRATOR: ("institution",),
        Role.AUDITOR: ("institution",),
    }
)
"""What each role may be given for. A student is one by their record, never by a grant."""


@dataclass(frozen=True, slots=True)
class NewRole:
    """A role to be given; for the whole institution where neither a unit nor a call is named."""

    role: Role
    unit_id: int | None = None
    call_id: int | None = None

    @property
    def scope(self) -> Scope:
        return "unit" if self.unit_id is not None else "call" if self.call_id is not None else "institution"


def grant(actor: Actor, user_id: int, new: NewRole, reason: str = "") -> int:
    """Give a person a role and return the id of the grant; `reason` is one of `reasons.GIVEN`, or empty.

    Raises Refused `person.unknown`, `person.no_reason`, `role.held`, `role.not_given`, `role.scope`, `unit.unknown` or
    `call.unknown`.
    """
    permit(actor, Action.ROLES_EDIT)
    try:
        with transaction():
            user = db.session.scalar(
                select(User).where(User.id == user_id, User.institution_id == actor.institution_id, User.is_active)
            )
            if user is None:
                raise Refused("person.unknown")
            return give(actor, user, new, reason)
    except IntegrityError as error:
        raise Refused("role.held", role=f"role.{new.role}") from error


def end(actor: Actor, grant_id: int, reason: str = "") -> int:
    """Take a role away from now on and return whose it was; what was done in it stays done.

    `reason` is one of `reasons.ENDED`, or empty. Raises Refused `role.unknown`, `person.no_reason`, or
    `role.last_administrator` where nobody would be left to give roles.
    """
    permit(actor, Action.ROLES_EDIT)
    with transaction():
        current = (RoleGrant.institution_id == actor.institution_id, RoleGrant.ended_at.is_(None))
        found = db.session.scalar(select(RoleGrant).where(RoleGrant.id == grant_id, *current))
        if found is None:
            raise Refused("role.unknown")
        if found.role == Role.ADMINISTRATOR:
            keep_an_administrator(actor.institution_id, without=found.user_id)
        found.ended_at = now()
        _end_sign_ins(actor, found.user_id)
        _audit(actor, found, "role_ended", reasons.said(reason, reasons.ENDED))
        return found.user_id


def give(actor: Actor, user: User, new: NewRole, reason: str = "") -> int:
    """Give somebody who has an account a role inside the caller's transaction; they sign in anew."""
    grant_id = add(actor, user, new, reason)
    _end_sign_ins(actor, user.id)
    return grant_id


def add(actor: Actor, user: User, new: NewRole, reason: str = "") -> int:
    """Give `user` a role inside the caller's transaction, which an IntegrityError ends where they hold it already."""
    _check_scope(actor.institution_id, new)
    row = RoleGrant(
        institution_id=actor.institution_id,
        user_id=user.id,
        role=new.role,
        unit_id=new.unit_id,
        call_id=new.call_id,
        granted_by=actor.user_id,
    )
    db.session.add(row)
    db.session.flush()
    _audit(actor, row, "role_granted", reasons.said(reason, reasons.GIVEN))
    return row.id


def keep_an_administrator(institution_id: int, *, without: int) -> None:
    """Refuse `role.last_administrator` where the person `without` is the only active one left; locks their grants."""
    query = (
        select(RoleGrant.user_id)
        .join(User, User.id == RoleGrant.user_id)
        .where(
            RoleGrant.institution_id == institution_id,
            RoleGrant.role == Role.ADMINISTRATOR,
            RoleGrant.ended_at.is_(None),
            User.is_active,
        )
        .order_by(RoleGrant.id)
        .with_for_update(of=[RoleGrant, User])
    )
    if set(db.session.scalars(query)) == {without}:
        raise Refused("role.last_administrator")


def _end_sign_ins(actor: Actor, user_id: int) -> None:
    """Whoever may do more or less than before signs in anew, under a new id; one's own act leaves one signed in."""
    if user_id != actor.user_id:
        sessions.end_where(UserSession.user_id == user_id)


def _check_scope(institution_id: int, new: NewRole) -> None:
    if new.role not in SCOPES:
        raise Refused("role.not_given")
    if new.scope not in SCOPES[new.role] or (new.unit_id is not None and new.call_id is not None):
        raise Refused("role.scope", role=f"role.{new.role}")
    if new.unit_id is not None:
        _ask_for(Unit, new.unit_id, institution_id, "unit.unknown")
    if new.call_id is not None:
        _ask_for(Call, new.call_id, institution_id, "call.unknown")


def _ask_for(table: type[Unit] | type[Call], key: int, institution_id: int, code: str) -> None:
    query = select(table.id).where(table.id == key, table.institution_id == institution_id)
    if db.session.scalar(query) is None:
        raise Refused(code)


def _audit(actor: Actor, row: RoleGrant, outcome: str, why: Mapping[str, Param]) -> None:
    audit.record(
        actor,
        Action.ROLES_EDIT,
        outcome=outcome,
        object_kind="user",
        object_id=row.user_id,
        params={"role": str(row.role), "unit_id": row.unit_id, "call_id": row.call_id, **why},
    )
