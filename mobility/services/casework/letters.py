"""Posts the letters of a move into the outbox, in the transaction of the move."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import or_, select

from mobility.core.notices import CATALOG, Audience, Notice
from mobility.core.terms import NO_PARAMS, Param, Role
from mobility.database import db
from mobility.models import Application, RoleGrant, Student
from mobility.queries import deputies
from mobility.services.casework.case import Case
from mobility.services.notices.outbox import post

_ROLES: Mapping[Audience, Role] = {
    Audience.OFFICER: Role.OFFICER,
    Audience.COORDINATOR: Role.COORDINATOR,
    Audience.HEAD: Role.HEAD,
}


def post_all(case: Case) -> None:
    """Post every letter that the move names, once per move: the row's version is part of the letter's key."""
    for key in case.move.notices:
        post_about(CATALOG[key], case.application, params=case.params)


def post_about(notice: Notice, application: Application, *, params: Mapping[str, Param] = NO_PARAMS) -> None:
    """Post one letter about an application to those it is for; the row's changes are flushed before."""
    for user_id in recipients(notice.audience, application):
        post(
            notice.key,
            user_id,
            institution_id=application.institution_id,
            application_id=application.id,
            call_id=application.call_id,
            params=params,
            dedupe_key=f"{notice.key}:{application.id}:{application.version}:{user_id}",
        )


def recipients(audience: Audience, application: Application) -> list[int]:
    """The ids of those whom a letter about that application is for."""
    if audience is Audience.STUDENT:
        query = select(Student.user_id).where(Student.id == application.student_id)
        return list(db.session.scalars(query))
    grants = select(RoleGrant.id).where(
        RoleGrant.institution_id == application.institution_id,
        RoleGrant.role == _ROLES[audience],
        or_(RoleGrant.call_id.is_(None), RoleGrant.call_id == application.call_id),
    )
    if audience is Audience.OFFICER:
        grants = grants.where(RoleGrant.unit_id == application.unit_id)
    return deputies.at_desk(grants)
