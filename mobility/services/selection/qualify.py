"""Decides of many files at once that they meet the conditions."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from mobility.core.access import Action
from mobility.core.terms import Actor, Refused, Role
from mobility.database import transaction
from mobility.models import Application
from mobility.queries import scope
from mobility.services.casework.door import advance
from mobility.services.casework.together import each
from mobility.services.people.permits import permit


def qualify(application_ids: Sequence[int], actor: Actor) -> int:
    """Qualify all of these files or none, in id order; returns how many.

    Raises Refused `selection.no_files`, `application.unknown`, or what the door says of every file that cannot be.
    """
    permit(actor, Action.QUALIFICATION_DECIDE)
    if not application_ids:
        raise Refused("selection.no_files")
    with transaction() as session:
        mine = select(Application.id).where(Application.id.in_(application_ids), scope.visible(actor, Role.COORDINATOR))
        if len(session.scalars(mine).all()) != len(set(application_ids)):
            raise Refused("application.unknown")
        return each(
            application_ids,
            lambda one: advance(one, Action.QUALIFICATION_DECIDE, actor, outcome="qualified"),
        )
