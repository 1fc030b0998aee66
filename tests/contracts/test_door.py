"""The state of an application is assigned in the door alone."""

from __future__ import annotations

import ast
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "mobility"
DOOR = PACKAGE / "services" / "casework" / "door.py"
CASE_COLUMNS = {"state", "state_since"}


def _assignments_to_a_state(tree: ast.AST) -> list[int]:
    """Lines that set `<application>.state`, or update the table's state by a statement."""
    nodes = (node for node in ast.walk(tree) if isinstance(node, ast.stmt | ast.expr))
    return [node.lineno for node in nodes if _sets_a_state(node)]


def _sets_a_state(node: ast.AST) -> bool:
    if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return any(
            isinstance(target, ast.Attribute)
            and target.attr in CASE_COLUMNS
            and "application" in ast.unparse(target.value).lower()
            for target in targets
        )
    if isinstance(node, ast.Call):
        called = ast.unparse(node.func)
        updates = called.endswith(".values") and "update(Application)" in called
        by_name = {keyword.arg for keyword in node.keywords} | {
            leaf.value for leaf in ast.walk(node) if isinstance(leaf, ast.Constant)
        }
        return (updates or called == "setattr") and bool(CASE_COLUMNS & by_name)
    return False


def test_only_the_door_assigns_a_state() -> None:
    found = {
        str(path.relative_to(PACKAGE)): lines
        for path in PACKAGE.rglob("*.py")
        if path != DOOR and (lines := _assignments_to_a_state(ast.parse(path.read_text())))
    }
    assert found == {}


def test_the_door_does_assign_it() -> None:
    assert _assignments_to_a_state(ast.parse(DOOR.read_text())) != []


def test_the_finder_sees_every_way_to_do_it() -> None:
    ways = (
        "application.state = 'x'",
        "case.application.state = 'x'",
        "session.execute(update(Application).where(a).values(state='x'))",
        "setattr(application, 'state', 'x')",
    )
    assert [len(_assignments_to_a_state(ast.parse(way))) for way in ways] == [1, 1, 1, 1]
