"""Writes the audit: what happened, by whom, in the same transaction as the change itself."""

from __future__ import annotations

from collections.abc import Mapping

from mobility.core.access import Action
from mobility.core.access.deputies import grant_used
from mobility.core.terms import NO_PARAMS, Actor, Grant, Param, Role
from mobility.database import before_commit, db, now
from mobility.models import Application, AuditEvent
from mobility.services.casework.chain import seal

_FOREMOST = (
    Role.SYSTEM,
    Role.HEAD,
    Role.COORDINATOR,
    Role.ADMINISTRATOR,
    Role.OFFICER,
    Role.VICE_DEAN,
    Role.CHECKER,
    Role.ASSISTANT,
    Role.EXAMINER,
    Role.REVIEWER,
    Role.AUDITOR,
    Role.STUDENT,
)


def record(  # noqa: PLR0913 - an event has this many parts, all named by the caller
    actor: Actor,
    action: Action,
    *,
    object_kind: str,
    object_id: int | None,
    role: Role | None = None,
    outcome: str | None = None,
    application_id: int | None = None,
    from_state: str | None = None,
    to_state: str | None = None,
    is_quiet: bool = False,
    params: Mapping[str, Param] = NO_PARAMS,
) -> None:
    """Add one event to the running transaction, sealed into the chain right before it commits.

    What a deputy does by a role of somebody else is recorded as done for them (`on_behalf_of`), in that role.

    `params` holds ids, codes and dates, never names or texts.

    `role` is the role in which the actor acted; where it is not said, the foremost one they hold.
    """
    used = _used(actor, action, object_kind, object_id, application_id, params)
    said = dict(params) if used is None else {**params, "on_behalf_of": used.held_for}
    event = AuditEvent(
        institution_id=actor.institution_id,
        happened_at=now(),
        actor_id=actor.user_id,
        actor_role=role or (used.role if used else _foremost(actor)),
        action=action,
        outcome=outcome,
        object_kind=object_kind,
        object_id=object_id,
        application_id=application_id,
        from_state=from_state,
        to_state=to_state,
        is_quiet=is_quiet,
        params=said,
    )
    db.session.add(event)
    before_commit(seal, event)


def _used(
    actor: Actor,
    action: Action,
    object_kind: str,
    object_id: int | None,
    application_id: int | None,
    params: Mapping[str, Param],
) -> Grant | None:
    """The grant of somebody else that the act needed, judged where it was done; no statement for who is no deputy."""
    if not any(grant.held_for for grant in actor.grants):
        return None
    file = db.session.get(Application, application_id) if application_id is not None else None
    if file is not None:
        return grant_used(actor, action, call_id=file.call_id, unit_id=file.unit_id)
    call_id = object_id if object_kind == "call" else params.get("call_id")
    return grant_used(actor, action, call_id=_id(call_id), unit_id=_id(params.get("unit_id")))


def _id(value: Param) -> int | None:
    return value if isinstance(value, int) else None


def _foremost(actor: Actor) -> str:
    return next((role for role in _FOREMOST if role in actor.roles), "nobody")
