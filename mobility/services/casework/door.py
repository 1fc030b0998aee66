"""The one door: nothing else in the product changes the state of an application."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from mobility.core.access import Action
from mobility.core.facts import CaseFacts
from mobility.core.terms import NO_PARAMS, Actor, Param, Refused
from mobility.core.workflow import StageKind, Transition, Workflow, decide
from mobility.core.workflow.engine import asks_content
from mobility.database import db, is_in_transaction, now
from mobility.models import Application
from mobility.queries import definitions, facts
from mobility.services.casework import audit, due, letters, succession
from mobility.services.casework.case import Case
from mobility.services.casework.effects import EFFECTS


@dataclass(frozen=True, slots=True)
class Advanced:
    """What the door did: the move, the facts before it, what its effects added, and the kind of stage it led to."""

    transition: Transition
    before: CaseFacts
    params: Mapping[str, Param]
    kind: StageKind

    @property
    def state(self) -> str:
        return self.transition.target


def advance(
    application_id: int,
    action: Action,
    actor: Actor,
    *,
    outcome: str | None = None,
    params: Mapping[str, Param] = NO_PARAMS,
    expected_version: int | None = None,
) -> Advanced:
    """Move one application by `action`, inside the caller's transaction, with its effects, letters and audit.

    `expected_version` is the version of the row that the actor saw; where another act came first, Refused
    `stale.application`. Raises Refused with the reasons of the engine, and `application.unknown` for an application
    that does not exist or belongs to another institution.
    """
    if not is_in_transaction():
        raise RuntimeError("the door opens only inside a transaction")
    application = _lock(application_id, actor)
    workflow = definitions.workflow(application.workflow_id)
    known = facts.gather(application, now(), with_content=asks_content(workflow, action))
    if expected_version not in (None, application.version):
        raise Refused("stale.application", state=application.state)
    move = decide(workflow, known, actor, action, outcome, params)
    case = Case(application=application, facts=known, actor=actor, move=move, params=dict(params))
    _change(case, workflow)
    return Advanced(transition=move, before=known, params=case.params, kind=workflow.stage(move.target).kind)


def _lock(application_id: int, actor: Actor) -> Application:
    query = (
        select(Application)
        .where(Application.id == application_id, Application.institution_id == actor.institution_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    application = db.session.scalar(query)
    if application is None:
        raise Refused("application.unknown")
    return application


def _change(case: Case, workflow: Workflow) -> None:
    """Set the state, then effects, letters and, last, the audit row: a crash before the commit leaves none of them."""
    application, move = case.application, case.move
    moment: datetime = case.facts.now
    application.state = move.target
    application.state_since = moment
    for name in move.effects:
        EFFECTS[name](case)
    application.due_at = due.of(workflow.stage(move.target), case)
    db.session.flush()
    letters.post_all(case)
    audit.record(
        case.actor,
        move.action,
        outcome=move.outcome,
        object_kind="application",
        object_id=application.id,
        application_id=application.id,
        from_state=case.facts.state,
        to_state=move.target,
        is_quiet=move.is_quiet,
        params=case.params,
    )
    db.session.flush()
    for kind in case.successions:
        succession.follow(kind, case.facts, advance)
