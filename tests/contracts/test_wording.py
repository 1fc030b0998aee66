"""Every code that a rule or a service can answer has words in each language."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from mobility import wording
from mobility.core.access import Action
from mobility.core.terms import LOCALES
from mobility.i18n import use_locale

PACKAGE = Path(__file__).resolve().parents[2] / "mobility"
FLOORS = ("core", "services", "queries", "web", "blueprints", "storage")
CODE = re.compile(r"[a-z_]+(\.[a-z_]+)+")
ANSWERING = {"Refused", "Reason", "Problem", "_flaw"}


def _codes(tree: ast.AST) -> Iterator[str]:
    """The literal first arguments of everything that carries a code."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and ast.unparse(node.func).rpartition(".")[2] in ANSWERING:
            yield from (
                leaf.value
                for leaf in ast.walk(node.args[0])
                if isinstance(leaf, ast.Constant) and isinstance(leaf.value, str) and CODE.fullmatch(leaf.value)
            )


def _all_codes() -> dict[str, str]:
    return {
        code: str(path.relative_to(PACKAGE))
        for floor in FLOORS
        for path in sorted((PACKAGE / floor).rglob("*.py"))
        for code in _codes(ast.parse(path.read_text()))
    }


def test_every_code_has_words() -> None:
    worded = wording.codes()
    assert {code: where for code, where in _all_codes().items() if code not in worded} == {}


@pytest.mark.parametrize("locale", LOCALES)
def test_the_words_are_sentences_in_each_language(locale: str) -> None:
    with use_locale(locale):
        texts = {
            code: text % {text.counted_by: 2} if text.plural else str(text) for code, text in wording.codes().items()
        }
    assert {code for code, text in texts.items() if not text or text == code} == set()


def test_every_action_has_words_for_the_audit() -> None:
    worded = wording.codes()
    assert [action for action in Action if f"audit.{action}" not in worded] == []
