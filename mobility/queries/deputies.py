"""Reads who acts for whom, in which role and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, Date, Select, cast, func, or_, select, union
from sqlalchemy.orm import aliased

from mobility.core.access.deputies import DEPUTIZED
from mobility.core.terms import Actor, Role, Text
from mobility.database import db
from mobility.models import AuditEvent, Call, Deputy, Institution, RoleGrant, Unit, User
from mobility.queries.person import RoleRow, roles_of

SHOWN_FOR: Final = timedelta(days=90)
"""How long after its end a deputy is still listed."""

MOST: Final = 50


@dataclass(frozen=True, slots=True)
class DeputyLine:
    """One deputy, with the days where the institution is; `is_active`: both accounts, and the role, still are."""

    id: int
    role: str
    unit_name: Text | None
    call_title: Text | None
    holder_id: int
    holder: str
    deputy_id: int
    deputy: str
    first_on: date
    last_on: date
    begins_at: datetime
    ends_at: datetime
    revoked_at: datetime | None
    is_active: bool

    def state(self, now: datetime) -> str:
        """`revoked`, `over`, `coming` or `running`."""
        if self.revoked_at is not None:
            return "revoked"
        if self.ends_at <= now or not self.is_active:
            return "over"
        return "coming" if self.begins_at > now else "running"


def of_person(actor: Actor, user_id: int, now: datetime) -> tuple[DeputyLine, ...]:
    """The deputies of a person and those for whom they act, the latest first, in one statement."""
    query = _lines().where(
        Deputy.institution_id == actor.institution_id,
        or_(RoleGrant.user_id == user_id, Deputy.deputy_id == user_id),
        Deputy.ends_at > now - SHOWN_FOR,
    )
    rows = db.session.execute(query.order_by(Deputy.begins_at.desc(), Deputy.id.desc()).limit(MOST))
    return tuple(DeputyLine(*row) for row in rows)


def one(institution_id: int, deputy_row_id: int) -> DeputyLine | None:
    """One of them, for a letter."""
    query = _lines().where(Deputy.id == deputy_row_id, Deputy.institution_id == institution_id)
    row = db.session.execute(query).one_or_none()
    return DeputyLine(*row) if row else None


def lent_roles(user_id: int) -> tuple[RoleRow, ...]:
    """The person's own roles for which there may be a deputy; the caller has made sure that it may be asked."""
    return tuple(one for one in roles_of(user_id) if Role(one.role) in DEPUTIZED)


def at_desk(grants: Select[int]) -> list[int]:
    """Active people who hold one of these roles, given by their ids, or act in one as a deputy; in one statement."""
    asked, holder, deputy = grants.cte("asked"), aliased(User), aliased(User)
    holders = (
        select(holder.id)
        .select_from(RoleGrant)
        .join(holder, holder.id == RoleGrant.user_id)
        .where(RoleGrant.id.in_(select(asked)), RoleGrant.ended_at.is_(None), holder.is_active)
    )
    deputies = (
        select(deputy.id)
        .select_from(Deputy)
        .join(RoleGrant, RoleGrant.id == Deputy.role_grant_id)
        .join(holder, holder.id == RoleGrant.user_id)
        .join(deputy, deputy.id == Deputy.deputy_id)
        .where(
            RoleGrant.id.in_(select(asked)),
            RoleGrant.ended_at.is_(None),
            RoleGrant.role.in_(DEPUTIZED),
            *(holder.is_active, deputy.is_active, Deputy.revoked_at.is_(None)),
            *(Deputy.begins_at <= func.mobility_now(), Deputy.ends_at > func.mobility_now()),
        )
    )
    return sorted(db.session.scalars(union(holders, deputies)))


def is_for(holder: type[User]) -> ColumnElement[bool]:
    """That an event of the audit was done for `holder`, by their deputy."""
    return holder.id == cast(AuditEvent.params["on_behalf_of"].astext, BigInteger)


def _lines() -> Select[*tuple[Any, ...]]:
    holder, deputy = aliased(User), aliased(User)
    is_active = holder.is_active & deputy.is_active & RoleGrant.ended_at.is_(None)
    return (
        select(
            *(Deputy.id, RoleGrant.role, Unit.name, Call.title, RoleGrant.user_id, holder.name, Deputy.deputy_id),
            *(deputy.name, _day(Deputy.begins_at), _day(Deputy.ends_at - timedelta(seconds=1))),
            *(Deputy.begins_at, Deputy.ends_at, Deputy.revoked_at, is_active),
        )
        .join(Institution, Institution.id == Deputy.institution_id)
        .join(RoleGrant, RoleGrant.id == Deputy.role_grant_id)
        .join(holder, holder.id == RoleGrant.user_id)
        .join(deputy, deputy.id == Deputy.deputy_id)
        .outerjoin(Unit, Unit.id == RoleGrant.unit_id)
        .outerjoin(Call, Call.id == RoleGrant.call_id)
    )


def _day(moment: Any) -> ColumnElement[date]:
    return cast(func.timezone(Institution.time_zone, moment), Date)
