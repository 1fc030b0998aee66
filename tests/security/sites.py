"""Finds the guards that stand inside queries and services, and holds any one of them open while the program runs."""

from __future__ import annotations

import ast
import importlib
import inspect
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any, Final

from sqlalchemy import ClauseElement, select, true

from mobility.models import Application

ROOT: Final = Path(__file__).parents[2]
ROOMS: Final = ("mobility/queries", "mobility/services")
ASKED: Final = "__asked__"
OPEN: Final[dict[str, Callable[[], Any]]] = {
    "visible": true,
    "applications": lambda: select(Application),
    "check": lambda: None,
}
"""What each kind of guard would answer if it let everybody through."""

WHOSE: Final = frozenset({"institution_id", "user_id", "student_id"})
"""What of an actor is compared with a row's column, to keep the row to whose it is."""


@dataclass
class Sites:
    """The guards by their names (file, function, kind, and which of several), those asked lately, and the open one."""

    kinds: dict[str, str] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    held_open: str | None = None
    without_sql: set[str] = field(default_factory=set)
    instead: bool = True

    @contextmanager
    def open(self, name: str, instead: bool = True) -> Iterator[None]:
        """Inside the block that guard lets everybody through; a comparison of the program answers `instead`."""
        self.held_open, self.instead = name, instead
        try:
            yield
        finally:
            self.held_open = None

    def ways(self, name: str) -> tuple[bool, ...]:
        """How a guard can be taken away: a comparison outside SQL may let through by either answer."""
        return (True, False) if name in self.without_sql else (True,)

    def ask(self, name: str, guard: Callable[[], Any]) -> Any:
        """Stand where the guard stood."""
        self.asked.add(name)
        kind = self.kinds[name]
        if kind in OPEN:
            return OPEN[kind]() if name == self.held_open else guard()
        answer = guard()
        if not isinstance(answer, ClauseElement):
            self.without_sql.add(name)
            return self.instead if name == self.held_open else answer
        return true() if name == self.held_open else answer


def modules() -> Iterator[tuple[str, Path]]:
    """The modules of the rooms in which guards may stand."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            yield ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"), path


def install(sites: Sites) -> Callable[[], None]:
    """Put every guard under the eyes of `sites`; the answer takes all of it away again."""
    undo: list[Callable[[], None]] = []
    for name, path in modules():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        watching = _Watching(str(path.relative_to(ROOT / "mobility")), _imports_check(tree), sites)
        watched = ast.fix_missing_locations(watching.visit(tree))
        if watching.functions:
            undo += _swap(importlib.import_module(name), compile(watched, path, "exec"), watching.functions, sites)

    def take_away() -> None:
        for one in undo:
            one()

    return take_away


def _imports_check(tree: ast.Module) -> bool:
    return any(
        isinstance(node, ast.ImportFrom)
        and node.module == "mobility.core.access"
        and any(name.name == "check" for name in node.names)
        for node in ast.walk(tree)
    )


class _Watching(ast.NodeTransformer):
    """Replaces each guard by a question to `ASKED`, and notes the outermost functions that hold one."""

    def __init__(self, file: str, asks_the_policy: bool, sites: Sites) -> None:
        self.file, self.asks_the_policy, self.sites = file, asks_the_policy, sites
        self.within: list[str] = []
        self.nested = 0
        self.functions: set[str] = set()
        self.counts: Counter[str] = Counter()

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        return self._inside(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return self._inside(node)

    def _inside(self, node: ast.ClassDef | ast.FunctionDef) -> ast.AST:
        self.within.append(node.name)
        self.nested += isinstance(node, ast.FunctionDef)
        self.generic_visit(node)
        self.nested -= isinstance(node, ast.FunctionDef)
        self.within.pop()
        return node

    @property
    def within_outermost(self) -> str:
        """The function that is reached by its name; those inside it come with its code."""
        return ".".join(self.within[: len(self.within) - self.nested + 1])

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        said = ast.unparse(node.func)
        kind = said.removeprefix("scope.")
        is_scope = said in {"scope.visible", "scope.applications"} or (
            self.file == "queries/scope.py" and kind == "visible"
        )
        if not (is_scope or (said == "check" and self.asks_the_policy)):
            return node
        return self._watched(node, kind)

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        said = ast.unparse(node)
        self.generic_visit(node)
        return self._watched(node, said) if tells_whose(node) else node

    def _watched(self, node: ast.expr, kind: str) -> ast.AST:
        if not self.within:
            return node
        function = ".".join(self.within)
        self.functions.add(self.within_outermost)
        self.counts[f"{function} {kind}"] += 1
        nth = self.counts[f"{function} {kind}"]
        name = f"{self.file} {function}: {kind}" + (f" ({nth})" if nth > 1 else "")
        self.sites.kinds[name] = kind
        guard = ast.Lambda(ast.arguments([], [], None, [], [], None, []), node)
        return ast.Call(ast.Name(ASKED, ast.Load()), [ast.Constant(name), guard], [])


def tells_whose(node: ast.Compare) -> bool:
    """Whether something is compared with who acts."""
    if not isinstance(node.ops[0], ast.Eq | ast.NotEq):
        return False
    return any(_is_whose(side) for side in (node.left, *node.comparators))


def _is_whose(side: ast.expr) -> bool:
    return isinstance(side, ast.Attribute) and side.attr in WHOSE and ast.unparse(side.value) == "actor"


def _swap(module: ModuleType, code: CodeType, functions: set[str], sites: Sites) -> Iterator[Callable[[], None]]:
    vars(module)[ASKED] = sites.ask
    yield lambda: vars(module).pop(ASKED, None)
    new = dict(_codes(code))
    for name in functions:
        function = _function(module, name)
        old, function.__code__ = function.__code__, new[name]
        yield partial(setattr, function, "__code__", old)


def _codes(code: CodeType) -> Iterator[tuple[str, CodeType]]:
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield one.co_qualname, one
            yield from _codes(one)


def _function(module: ModuleType, name: str) -> FunctionType:
    found: Any = module
    for part in name.split("."):
        found = inspect.getattr_static(found, part)
    found = getattr(found, "fget", None) or getattr(found, "__func__", found)
    function = inspect.unwrap(found)
    assert isinstance(function, FunctionType), name
    return function
