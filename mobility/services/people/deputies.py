"""Names and revokes deputies: somebody of the staff who acts in a role of another for some days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Final

from sqlalchemy import func, select

from mobility.core.access import Action
from mobility.core.access.deputies import DEPUTIZED
from mobility.core.calendar.zones import local_date, shift_to_instant
from mobility.core.terms import STAFF_ROLES, Actor, Param, Refused, Role
from mobility.database import db, now, transaction
from mobility.models import Deputy, RoleGrant, User
from mobility.queries.zones import zone_of_institution
from mobility.services.casework import audit
from mobility.services.notices.outbox import post
from mobility.services.people.permits import permit

LONGEST: Final = timedelta(days=366)
MIDNIGHT: Final = time(0, 0)


@dataclass(frozen=True, slots=True)
class NewDeputy:
    """Who (by e-mail address) acts in which role, from the first day to the last, in the institution's time zone."""

    grant_id: int
    email: str
    first_on: date
    last_on: date


def name(actor: Actor, holder_id: int, new: NewDeputy) -> int:
    """Name a deputy for a role of `holder_id`: one's own, or as an administrator anybody's; both get a letter.

    Only a role that the holder was given themselves can be lent, so a deputy names no deputy. Raises Refused
    `role.unknown`, `deputy.role`, `deputy.nobody`, `deputy.oneself`, `deputy.past`, `deputy.order`, `deputy.too_long`
    or `deputy.already`.
    """
    _permit(actor, holder_id)
    with transaction() as session:
        grant = _lock(actor, holder_id, new.grant_id)
        deputy = _found(actor, new.email)
        if deputy.id == holder_id:
            raise Refused("deputy.oneself")
        row = Deputy(institution_id=actor.institution_id, role_grant_id=grant.id, deputy_id=deputy.id, named_at=now())
        _set_dates(row, new)
        _refuse_second(row)
        row.named_by = _person(actor)
        session.add(row)
        session.flush()
        _tell(actor, row, grant, "named")
        return row.id


def revoke(actor: Actor, holder_id: int, deputy_row_id: int) -> None:
    """End it now; what was done stays done, and both get a letter. Done already where it was done before or is over.

    Raises Refused `deputy.unknown` for another's and for none alike.
    """
    _permit(actor, holder_id)
    with transaction() as session:
        query = (
            select(Deputy, RoleGrant)
            .join(RoleGrant, RoleGrant.id == Deputy.role_grant_id)
            .where(
                Deputy.id == deputy_row_id,
                Deputy.institution_id == actor.institution_id,
                RoleGrant.user_id == holder_id,
            )
            .with_for_update(of=Deputy)
            .execution_options(populate_existing=True)
        )
        found = session.execute(query).one_or_none()
        if found is None:
            raise Refused("deputy.unknown")
        row, grant = found
        if row.revoked_at is None and row.ends_at > now():
            row.revoked_at, row.revoked_by = now(), _person(actor)
            session.flush()
            _tell(actor, row, grant, "revoked")


def _permit(actor: Actor, holder_id: int) -> None:
    permit(actor, Action.DEPUTY_NAME if holder_id == actor.user_id else Action.ROLES_EDIT)


def _person(actor: Actor) -> int:
    if actor.user_id is None:
        raise Refused("access.role")
    return actor.user_id


def _lock(actor: Actor, holder_id: int, grant_id: int) -> RoleGrant:
    query = (
        select(RoleGrant)
        .join(User, User.id == RoleGrant.user_id)
        .where(
            RoleGrant.id == grant_id,
            RoleGrant.user_id == holder_id,
            RoleGrant.institution_id == actor.institution_id,
            RoleGrant.ended_at.is_(None),
            User.is_active,
        )
    )
    grant = db.session.scalar(query.with_for_update(of=RoleGrant).execution_options(populate_existing=True))
    if grant is None:
        raise Refused("role.unknown")
    if Role(grant.role) not in DEPUTIZED:
        raise Refused("deputy.role")
    return grant


def _found(actor: Actor, email: str) -> User:
    """An active person with a role of their own as staff."""
    is_staff = select(RoleGrant.id).where(
        RoleGrant.user_id == User.id, RoleGrant.ended_at.is_(None), RoleGrant.role.in_(sorted(STAFF_ROLES))
    )
    query = select(User).where(
        User.institution_id == actor.institution_id,
        func.lower(User.email) == email.strip().lower(),
        User.is_active,
        is_staff.exists(),
    )
    found = db.session.scalar(query)
    if found is None:
        raise Refused("deputy.nobody")
    return found


def _set_dates(row: Deputy, new: NewDeputy) -> None:
    zone = zone_of_institution(row.institution_id)
    if new.first_on < local_date(now(), zone):
        raise Refused("deputy.past")
    if new.last_on < new.first_on:
        raise Refused("deputy.order")
    if new.last_on - new.first_on > LONGEST:
        raise Refused("deputy.too_long")
    row.begins_at = shift_to_instant(new.first_on, MIDNIGHT, zone)
    row.ends_at = shift_to_instant(new.last_on + timedelta(days=1), MIDNIGHT, zone)


def _refuse_second(row: Deputy) -> None:
    """The same person twice for the same days; the role's row is locked, so nobody names them meanwhile."""
    same = select(Deputy.id).where(
        Deputy.role_grant_id == row.role_grant_id,
        Deputy.deputy_id == row.deputy_id,
        Deputy.revoked_at.is_(None),
        Deputy.begins_at < row.ends_at,
        Deputy.ends_at > row.begins_at,
    )
    if db.session.scalar(same) is not None:
        raise Refused("deputy.already")


def _tell(actor: Actor, row: Deputy, grant: RoleGrant, outcome: str) -> None:
    said: dict[str, Param] = {
        "user_id": grant.user_id,
        "role": str(grant.role),
        "unit_id": grant.unit_id,
        "call_id": grant.call_id,
        "from": row.begins_at.isoformat(),
        "to": row.ends_at.isoformat(),
    }
    audit.record(actor, Action.DEPUTY_NAME, outcome=outcome, object_kind="user", object_id=row.deputy_id, params=said)
    for user_id in (row.deputy_id, grant.user_id):
        post(
            f"deputy_{outcome}",
            user_id,
            institution_id=row.institution_id,
            params={"deputy_id": row.id},
            dedupe_key=f"deputy_{outcome}:{row.id}:{user_id}",
        )
