"""The acts by which a student moves an application on; an act done twice by a double click is done once.

`seen_stage` is the stage that the page showed; where the application has moved on since, Refused `stale.application`.
Everybody else's application is Refused `application.unknown`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from sqlalchemy import select

from mobility.core.access import Action
from mobility.core.terms import NO_PARAMS, Actor, Param, Refused
from mobility.database import db, transaction
from mobility.models import Application, AuditEvent
from mobility.queries import definitions
from mobility.services.applications.editing import lock_own
from mobility.services.casework import advance

_LATE: Final = ("stale.application", "workflow.wrong_stage")
"""What the second click meets, when the first one has moved the application on."""


def recall(application_id: int, actor: Actor, *, seen_stage: str | None = None) -> None:
    """Take a submission back for editing: until the deadline, while the school has not acted (撤回修改)."""
    _move(application_id, Action.APPLICATION_RECALL, actor, seen_stage)


def confirm_offer(application_id: int, actor: Actor, *, has_accepted: bool, seen_stage: str | None = None) -> None:
    """Confirm the place offered. Raises Refused `offer.not_accepted` unless the student ticked to know the bond."""
    if not has_accepted:
        raise Refused("offer.not_accepted")
    accepted = {"has_accepted": True}
    try:
        _move(application_id, Action.OFFER_CONFIRM, actor, seen_stage, accepted)
    except Refused as refused:
        if [reason.code for reason in refused.reasons] != ["fee.none"]:
            raise
        _move(application_id, Action.OFFER_CONFIRM, actor, seen_stage, accepted, outcome="without_fee")


def decline_offer(application_id: int, actor: Actor, *, seen_stage: str | None = None) -> None:
    """Decline the place offered; it goes to the next alternate."""
    _move(application_id, Action.OFFER_DECLINE, actor, seen_stage)


def _move(
    application_id: int,
    action: Action,
    actor: Actor,
    seen_stage: str | None,
    params: Mapping[str, Param] = NO_PARAMS,
    *,
    outcome: str | None = None,
) -> None:
    def act() -> None:
        with transaction():
            application = lock_own(application_id, actor)
            make_sure_it_is_where_it_was_seen(application, seen_stage)
            advance(application_id, action, actor, outcome=outcome, params=params)

    once(application_id, action, actor, act)


def make_sure_it_is_where_it_was_seen(application: Application, seen_stage: str | None) -> None:
    """Raise Refused `stale.application` where the page showed another stage.

    The stage is compared as students see it: a version would tell that something is being decided quietly.
    """
    shown = definitions.workflow(application.workflow_id).shown(application.state)
    if seen_stage not in (None, shown.key):
        raise Refused("stale.application", state=shown.key)


def once(application_id: int, action: Action, actor: Actor, act: Callable[[], None]) -> None:
    """Do `act`; where it comes too late because the actor's same act was the last one, it is done already."""
    try:
        act()
    except Refused as refused:
        if refused.code not in _LATE or not _was_last(application_id, action, actor):
            raise


def _was_last(application_id: int, action: Action, actor: Actor) -> bool:
    query = (
        select(AuditEvent.action, AuditEvent.actor_id)
        .where(AuditEvent.application_id == application_id, AuditEvent.to_state.is_not(None))
        .order_by(AuditEvent.id.desc())
        .limit(1)
    )
    last = db.session.execute(query).one_or_none()
    return last is not None and (last.action, last.actor_id) == (action, actor.user_id)
