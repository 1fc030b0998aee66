"""Turns what a stage is like into a condition on applications, across every published version of every workflow."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sqlalchemy import ColumnElement, and_, false, or_, select

from mobility.core.access import Action
from mobility.core.programs import ends
from mobility.core.terms import Role
from mobility.core.workflow import Stage, StageKind, Workflow
from mobility.database import db
from mobility.models import Application, Decision, Definition
from mobility.queries import definitions


def of_kind(*kinds: StageKind) -> ColumnElement[bool]:
    """Applications in a stage of one of these kinds."""
    return where(lambda _workflow, stage: stage.kind in kinds)


def proposable() -> ColumnElement[bool]:
    """Applications of which a list of decisions can be proposed now: in assessment, or a group before its departure."""
    return where(lambda workflow, stage: is_proposable(workflow, stage.key))


def is_proposable(workflow: Workflow, state: str) -> bool:
    """The same of one stage."""
    return workflow.move(state, Action.LIST_PROPOSE) is not None


def before_good_end() -> ColumnElement[bool]:
    """Applications worked on outside, from where one recorded outcome leads to a good end: the formalities."""
    return where(_leads_to_good_end)


def where(fits: Callable[[Workflow, Stage], bool]) -> ColumnElement[bool]:
    """Applications in a stage that fits, by the workflow version that each one began with."""
    return or_(false(), *(_in(workflow_id, fits) for workflow_id in _workflow_ids()))


def workflow_ids(fits: Callable[[Workflow], bool]) -> list[int]:
    """The ids of the published versions that fit."""
    return [workflow_id for workflow_id in _workflow_ids() if fits(definitions.workflow(workflow_id))]


def _workflow_ids() -> Iterable[int]:
    return db.session.scalars(select(Definition.id).where(Definition.kind == "workflow").order_by(Definition.id)).all()


def _in(workflow_id: int, fits: Callable[[Workflow, Stage], bool]) -> ColumnElement[bool]:
    workflow = definitions.workflow(workflow_id)
    keys = [stage.key for stage in workflow.stages if fits(workflow, stage)]
    return and_(Application.workflow_id == workflow_id, Application.state.in_(keys)) if keys else false()


def _leads_to_good_end(workflow: Workflow, stage: Stage) -> bool:
    if stage.kind is not StageKind.OUTSIDE:
        return False
    return any(workflow.stage(move.target).is_good_end for move in workflow.moves_from(stage.key))


def at_school_desk() -> ColumnElement[bool]:
    """Applications that a school has not checked yet."""
    return where(lambda _workflow, stage: stage.kind is StageKind.DESK and stage.holder is Role.OFFICER)


def returned_by_school() -> ColumnElement[bool]:
    """Applications that a school gave back to their students, and that will come back to it."""
    return where(_was_returned_by_school)


def handed_in_by_school() -> ColumnElement[bool]:
    """Applications that their school has handed in and that compete since, or did so to the end."""
    return and_(where(_competes), Application.school_outcome.in_(("recommended", "alternate")))


def _competes(workflow: Workflow, stage: Stage) -> bool:
    if stage.is_end:
        return stage.key in {end.key for end in ends.COMPETED}
    if stage.kind in (StageKind.DRAFT, StageKind.LIST) or _was_returned_by_school(workflow, stage):
        return False
    return not (stage.kind is StageKind.DESK and stage.holder is Role.OFFICER)


def holding_place() -> ColumnElement[bool]:
    """Applications whose current decision, joined by the caller, holds or promises a place: candidates who have not
    dropped out, and alternates once they have moved up."""
    is_in = where(lambda _workflow, stage: not stage.is_end or stage.is_good_end)
    quiet = (StageKind.PROPOSAL, StageKind.APPROVED)
    waits = where(lambda workflow, stage: stage.kind in quiet or stage.key in _reserves(workflow))
    return and_(is_in, or_(Decision.outcome == "candidate", and_(Decision.outcome == "reserve", ~waits)))


def _reserves(workflow: Workflow) -> frozenset[str]:
    """Where a release leads the alternates."""
    return frozenset(move.target for move in workflow.moves_of(Action.LIST_RELEASE) if move.outcome == "reserve")


def _was_returned_by_school(workflow: Workflow, stage: Stage) -> bool:
    back = workflow.move(stage.key, Action.APPLICATION_RESUBMIT)
    return stage.kind is StageKind.RETURNED and back is not None and workflow.stage(back.target).holder is Role.OFFICER
