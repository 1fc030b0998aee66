"""What every workflow must keep, whoever wrote it: nobody hangs, all is reachable, the order of practice holds."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from mobility.core.access import POLICY, Action
from mobility.core.terms import Role
from mobility.core.workflow.definition import StageKind, Workflow
from mobility.core.workflow.guards import GUARDS


def problems(workflow: Workflow, effects: Collection[str], notices: Collection[str]) -> tuple[str, ...]:
    """List, for developers and in English, what is unsound; empty when all holds.

    `effects` and `notices` are the names the door and the catalogue of letters know.
    """
    return (
        *_unreachable(workflow),
        *_dead_ends(workflow),
        *_unknown_names(workflow, effects, notices),
        *_no_way_out(workflow),
        *_order_broken(workflow),
    )


def _reach(workflow: Workflow, start: str, without: frozenset[str] = frozenset()) -> set[str]:
    seen, todo = {start}, [start]
    while todo:
        for move in workflow.moves_from(todo.pop()):
            if move.target not in seen and move.target not in without:
                seen.add(move.target)
                todo.append(move.target)
    return seen


def _unreachable(workflow: Workflow) -> Iterator[str]:
    reached = _reach(workflow, workflow.initial)
    yield from (f"{key}: cannot be reached" for key in workflow.by_key if key not in reached)


def _dead_ends(workflow: Workflow) -> Iterator[str]:
    ends = set(workflow.keys_of(StageKind.END))
    for stage in workflow.stages:
        if stage.is_end and any(move.action is not Action.LATE_ENTER for move in workflow.moves_from(stage.key)):
            yield f"{stage.key}: an end that moves on"
        if not stage.is_end and not _reach(workflow, stage.key) & ends:
            yield f"{stage.key}: no end can be reached"
        if not stage.is_end and stage.holder is None:
            yield f"{stage.key}: nobody has the file"


def _unknown_names(workflow: Workflow, effects: Collection[str], notices: Collection[str]) -> Iterator[str]:
    for move in workflow.transitions:
        name = f"{move.action}/{move.outcome}"
        if move.action not in POLICY:
            yield f"{name}: no policy rule"
        yield from (f"{name}: unknown guard {guard}" for guard in move.guards if guard not in GUARDS)
        yield from (f"{name}: unknown effect {effect}" for effect in move.effects if effect not in effects)
        yield from (f"{name}: unknown notice {notice}" for notice in move.notices if notice not in notices)


def _no_way_out(workflow: Workflow) -> Iterator[str]:
    """A student may give up anywhere, and whatever waits for a student ends by the program when its date passes."""
    for stage in workflow.stages:
        if stage.is_end:
            continue
        if workflow.move(stage.key, Action.APPLICATION_GIVE_UP) is None:
            yield f"{stage.key}: the student cannot give up"
        system_moves = [m for m in workflow.moves_from(stage.key) if Role.SYSTEM in POLICY[m.action].roles]
        waits_for_date = stage.kind in (
            StageKind.DRAFT,
            StageKind.RETURNED,
            StageKind.OFFER,
            StageKind.PAYMENT,
            StageKind.APPROVED,
        )
        if (waits_for_date or stage.kind is StageKind.NOTICE) and not system_moves:
            yield f"{stage.key}: nothing happens when its date passes"


def _order_broken(workflow: Workflow) -> Iterator[str]:
    """Proposal, then approval, then release: no way around any of them to a place."""
    good_ends = {stage.key for stage in workflow.stages if stage.is_good_end}
    for kind in (StageKind.PROPOSAL, StageKind.APPROVED):
        gates = frozenset(workflow.keys_of(kind))
        if gates and good_ends & _reach(workflow, workflow.initial, without=gates):
            yield f"{kind}: a place can be reached around it"
