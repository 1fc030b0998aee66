"""Contract: what is easily done wrong is done in one place, and what lets a stranger's text run is done nowhere."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Final

import pytest

PACKAGE: Final = Path(__file__).resolve().parents[2] / "mobility"

TABLES: Final = {
    "cli/founding_file.py": {"csv.DictReader"},  # a table of units that is read
    "services/exports/printed.py": {"xlsxwriter.Workbook"},  # sheets to sign: every cell as a string or a number
    "services/exports/writers.py": {"csv.writer", "xlsxwriter.Workbook"},  # all that is exported
    "services/tables/cells.py": {"csv.reader"},  # all tables that are read
}
"""Who reads and writes tables: a cell that begins with "=" must never come to be a formula."""

RUNS: Final = {"eval", "exec", "compile", "__import__", "pickle", "marshal", "shelve", "dill", "yaml.load", "os.system"}
WHOLE: Final = {"request.form", "request.json", "request.args", "request.values", "form.data"}
SECRET: Final = {"token", "digest", "signature", "sig", "hmac", "mac", "secret", "secret_hash", "token_hash"}


@cache
def sources() -> dict[str, ast.Module]:
    """Every module of the program, by its path."""
    return {
        path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(PACKAGE.rglob("*.py"))
    }


def calls(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """Every call with what is called, by the whole name under which it was imported."""
    names = dict(_imported(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            first, *rest = ast.unparse(node.func).split(".")
            yield ".".join([names.get(first, first), *rest]), node


def _imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((one.asname or one.name, one.name) for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((one.asname or one.name, f"{node.module}.{one.name}") for one in node.names)


def _table(name: str, _node: ast.Call) -> bool:
    return name.split(".", maxsplit=1)[0] in {"csv", "xlsxwriter", "openpyxl"} and name != "csv.field_size_limit"


def _runs_text(name: str, _node: ast.Call) -> bool:
    return name in RUNS or name.split(".", maxsplit=1)[0] in RUNS


def _takes_whatever_came(name: str, node: ast.Call) -> bool:
    """A row filled from all that a form or a request brought, whatever its fields are called."""
    spread = {ast.unparse(one.value) for one in node.keywords if one.arg is None}
    return name.endswith(".populate_obj") or not spread.isdisjoint(WHOLE)


def _runs_a_shell(_name: str, node: ast.Call) -> bool:
    return any(one.arg == "shell" and ast.unparse(one.value) != "False" for one in node.keywords)


def _compiles_what_is_given(name: str, node: ast.Call) -> bool:
    """A pattern for `re` that is no constant of ours: only RE2 may run one that somebody wrote."""
    if name != "re.compile" and not (name.startswith("re.") and name.split(".")[1] in {"match", "search", "fullmatch"}):
        return False
    return any(isinstance(part, ast.Name) and not part.id.isupper() for part in ast.walk(node.args[0]))


NOWHERE: Final = (_runs_text, _runs_a_shell, _takes_whatever_came, _compiles_what_is_given)


def _found(wrong: Callable[[str, ast.Call], bool]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for path, tree in sources().items():
        for name, node in calls(tree):
            if wrong(name, node):
                found.setdefault(path, set()).add(name)
    return found


def test_tables_are_read_and_written_in_a_few_places() -> None:
    assert _found(_table) == TABLES


@pytest.mark.parametrize("wrong", NOWHERE)
def test_it_is_done_nowhere(wrong: Callable[[str, ast.Call], bool]) -> None:
    assert _found(wrong) == {}


def test_secrets_are_compared_in_the_database_or_in_constant_time() -> None:
    found = [
        (path, ast.unparse(node))
        for path, tree in sources().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq | ast.NotEq)
        if any(_is_secret(side) for side in (node.left, *node.comparators))
        if not any(_is_column(side) for side in (node.left, *node.comparators))
    ]
    assert found == []


def _is_secret(side: ast.expr) -> bool:
    return ast.unparse(side).rpartition(".")[2] in SECRET


def _is_column(side: ast.expr) -> bool:
    return isinstance(side, ast.Attribute) and ast.unparse(side)[:1].isupper()


WRONG: Final = """
import csv, re, pickle
from xlsxwriter import Workbook as Book
Book(path)
pickle.loads(said)
run(command, shell=True)
form.populate_obj(row)
User(**request.form)
re.search(pattern, said)
"""


def test_what_is_looked_for_is_found() -> None:
    found = {
        wrong: [name for name, node in calls(ast.parse(WRONG)) if wrong(name, node)] for wrong in (_table, *NOWHERE)
    }
    assert list(found.values()) == [
        ["xlsxwriter.Workbook"],
        ["pickle.loads"],
        ["run"],
        ["form.populate_obj", "User"],
        ["re.search"],
    ]
