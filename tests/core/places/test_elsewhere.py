"""After all wishes: the willing go where there is room, in the same order, and move nobody."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings

from mobility.core.places.allocation import allocate
from mobility.core.places.instance import NOWHERE
from mobility.core.places.modes import Mode
from mobility.core.places.reading import from_document
from mobility.core.places.result import run
from tests.core.places import rounds

Document = dict[str, Any]


@settings(max_examples=100, deadline=None)
@given(rounds.any_round(), rounds.SEEDS)
def test_the_willing_move_nobody_and_take_only_what_is_left(case: tuple[Document, Mode], seed: int) -> None:
    document, mode = case
    without = allocate(from_document(rounds.with_key(document, willing=[])), mode, seed)
    allocation = allocate(from_document(document), mode, seed)
    assert list(allocation.wished) == list(without.wished)
    added = [student for student, option in enumerate(allocation.elsewhere) if option != NOWHERE]
    assert [s for s in added if s not in allocation.instance.willing or s in allocation.instance.fixed] == []
    assert [s for s in added if allocation.wished[s] != NOWHERE] == []


def vacant() -> Document:
    return {
        "students": {"a": ["X"], "b": ["X"], "c": ["X"], "d": []},
        "options": {"X": {"capacity": 1}, "Y": {"capacity": 1}, "Z": {"capacity": 2}},
        "scores": {"a": 4, "b": 3, "c": 2, "d": 1},
        "willing": ["d", "c", "b"],
    }


def test_the_same_order_the_most_vacant_option_first() -> None:
    result = run(vacant())
    assert result["assignment"] == {"a": "X", "b": "Z", "c": "Z", "d": "Y"}
    assert (result["elsewhere"], result["unplaced"], result["vacant"]) == (["b", "c", "d"], [], {})


def test_only_options_that_can_take_them() -> None:
    result = run({**vacant(), "ineligible": {"b": {"Z": "language"}, "c": {"Y": "fails", "Z": "fails"}}})
    assert result["assignment"] == {"a": "X", "b": "Y", "c": None, "d": "Z"}


def test_each_option_goes_by_its_own_ranking_where_priorities_differ() -> None:
    document = vacant()
    del document["scores"]
    for option, line in {"X": "abc", "Y": "bc", "Z": "cbd"}.items():
        document["options"][option]["ranking"] = list(line)
    document["options"]["Z"]["capacity"] = 1
    result = run(document)
    assert result["mode"] == "deferred"
    assert result["assignment"] == {"a": "X", "b": "Y", "c": "Z", "d": None}


def test_who_is_not_willing_stays_without() -> None:
    assert run({**vacant(), "willing": []})["unplaced"] == ["b", "c", "d"]
