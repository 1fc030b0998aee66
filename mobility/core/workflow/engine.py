"""The engine: permission first, then the source stage, then what the act must bring, then the guards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mobility.core.access import Action, check
from mobility.core.facts import CaseFacts
from mobility.core.terms import NO_PARAMS, Actor, Param, Reason, Refused
from mobility.core.workflow.definition import Transition, Workflow
from mobility.core.workflow.giving_up import why_held_back
from mobility.core.workflow.guards import CONTENT_GUARDS, GUARDS

ON_ALL: Final = frozenset({Action.CALL_CANCEL, Action.GROUP_DECIDE, Action.HOST_WITHDRAW})
"""Acts on a whole call or host, which reach single files only together."""


def decide(
    workflow: Workflow,
    facts: CaseFacts,
    actor: Actor,
    action: Action,
    outcome: str | None = None,
    params: Mapping[str, Param] = NO_PARAMS,
) -> Transition:
    """Answer the move that `actor` may make on this case.

    Raises Refused with every reason: `access.*` (who), `giving_up.waits` (while the student may undo giving up),
    `workflow.wrong_stage` (when), `params.missing` (what is left out), or the codes of the guards.
    """
    if (reason := check(actor, action, facts)) is not None:
        raise Refused(reason.code, **reason.params)
    if (held := why_held_back(facts, action)) is not None:
        raise Refused(held.code, **held.params)
    move = workflow.move(facts.state, action, outcome)
    if move is None:
        raise Refused("workflow.wrong_stage", action=str(action), outcome=outcome, state=facts.state)
    reasons = [Reason("params.missing", {"name": name}) for name in move.needs if params.get(name) in (None, "")]
    reasons += [reason for name in move.guards for reason in GUARDS[name](facts, params)]
    if reasons:
        first, *more = reasons
        raise Refused(first.code, *more, **first.params)
    return move


def possible(workflow: Workflow, facts: CaseFacts, actor: Actor) -> tuple[Transition, ...]:
    """List the moves whose permission and stage fit, so that a page shows only acts that can be tried on one file.

    Guards are not asked: a page names their reasons when the act is tried.
    """
    return tuple(
        move
        for move in workflow.moves_from(facts.state)
        if move.action not in ON_ALL
        and check(actor, move.action, facts) is None
        and why_held_back(facts, move.action) is None
    )


def asks_content(workflow: Workflow, action: Action) -> bool:
    """Tell whether any move of `action` needs answers, documents and eligibility to be read."""
    return any(CONTENT_GUARDS.intersection(move.guards) for move in workflow.moves_of(action))
