"""Every workflow that the product ships is sound, and its drawing in the documentation is the current one."""

from __future__ import annotations

from pathlib import Path

import pytest

from mobility.core.access import Action
from mobility.core.notices import CATALOG
from mobility.core.programs import exchange, scholarship, summer_school
from mobility.core.terms import Role, Text
from mobility.core.workflow.definition import Stage, StageKind, Transition, Workflow
from mobility.core.workflow.diagram import draw
from mobility.core.workflow.effects import EFFECTS
from mobility.core.workflow.guards import GUARDS
from mobility.core.workflow.soundness import problems
from mobility.services.casework.effects import EFFECTS as CARRIED_OUT

WORKFLOWS = [scholarship.WORKFLOW, exchange.WORKFLOW, summer_school.WORKFLOW]
DRAWINGS = Path(__file__).resolve().parents[3] / "docs" / "workflows"


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda workflow: workflow.key)
def test_it_is_sound(workflow: Workflow) -> None:
    assert problems(workflow, EFFECTS, CATALOG) == ()


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda workflow: workflow.key)
def test_its_drawing_is_current(workflow: Workflow) -> None:
    assert (DRAWINGS / f"{workflow.key}.md").read_text(encoding="utf-8") == draw(workflow)


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda workflow: workflow.key)
def test_it_is_stored_and_read_back_equal(workflow: Workflow) -> None:
    assert Workflow.model_validate(workflow.model_dump(mode="json")) == workflow


def test_every_effect_is_carried_out_and_every_guard_is_used() -> None:
    assert set(CARRIED_OUT) == EFFECTS
    named = {guard for workflow in WORKFLOWS for move in workflow.transitions for guard in move.guards}
    assert set(GUARDS) == named


def _stage(key: str, kind: StageKind = StageKind.DESK, **more: object) -> Stage:
    given = {"key": key, "kind": kind, "title": Text(en=key, zh_Hans=key), "holder": Role.COORDINATOR} | more
    return Stage.model_validate(given)


END = _stage("end", StageKind.END, holder=None)
GIVE_UP = Transition(action=Action.APPLICATION_GIVE_UP, sources=("a",), target="end")


@pytest.mark.parametrize(
    ("stages", "moves", "said"),
    [
        ((_stage("a"), END, _stage("b")), (GIVE_UP,), "b: cannot be reached"),
        ((_stage("a"), END), (), "a: no end can be reached"),
        ((_stage("a", holder=None), END), (GIVE_UP,), "a: nobody has the file"),
        ((_stage("a", StageKind.OFFER), END), (GIVE_UP,), "a: nothing happens when its date passes"),
        ((_stage("a"), END), (GIVE_UP.model_copy(update={"notices": ("no_letter",)}),), "unknown notice no_letter"),
        ((_stage("a"), END), (GIVE_UP.model_copy(update={"effects": ("boom",)}),), "unknown effect boom"),
        ((_stage("a"), END), (GIVE_UP.model_copy(update={"guards": ("none",)}),), "unknown guard none"),
        (
            (_stage("a"), END.model_copy(update={"is_good_end": True}), _stage("p", StageKind.PROPOSAL)),
            (GIVE_UP,),
            "proposal: a place can be reached around it",
        ),
    ],
)
def test_what_is_unsound_is_named(stages: tuple[Stage, ...], moves: tuple[Transition, ...], said: str) -> None:
    workflow = Workflow(key="w", initial="a", stages=stages, transitions=moves)
    assert any(said in problem for problem in problems(workflow, EFFECTS, CATALOG))


@pytest.mark.parametrize(
    ("stages", "moves", "said"),
    [
        ((_stage("a"), _stage("a")), (), "share a key"),
        ((_stage("a"),), (GIVE_UP,), "unknown stages: end"),
        ((_stage("a"), END), (GIVE_UP, GIVE_UP), "share source"),
    ],
)
def test_a_workflow_that_contradicts_itself_cannot_be_made(
    stages: tuple[Stage, ...], moves: tuple[Transition, ...], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        Workflow(key="w", initial="a", stages=stages, transitions=moves)
