"""The core imports the standard library, pydantic and RE2, and nothing that reaches outside or has a clock."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

CORE = Path(__file__).resolve().parents[2] / "mobility" / "core"
ALLOWED = sys.stdlib_module_names | {"pydantic", "re2"}
OUTSIDE = {"asyncio", "http", "multiprocessing", "os", "pathlib", "random", "socket", "sqlite3", "ssl", "subprocess"}
OUTSIDE |= {"tempfile", "threading", "time", "urllib"}


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def foreign() -> Iterator[tuple[str, str]]:
    for path in sorted(CORE.rglob("*.py")):
        for name in imports(path):
            top = name.partition(".")[0]
            is_own = name == "mobility.core" or name.startswith("mobility.core.")
            if not is_own and (top not in ALLOWED or top in OUTSIDE):
                yield str(path.relative_to(CORE)), name


def test_the_core_imports_only_what_is_allowed() -> None:
    assert list(foreign()) == []


def test_there_is_a_core_to_look_at() -> None:
    assert len(list(CORE.rglob("*.py"))) > 10
