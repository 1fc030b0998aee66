"""Deferred acceptance against exhaustion: the result is stable, and the best stable one for every student."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mobility.core.places.allocation import allocate
from mobility.core.places.modes import Mode
from mobility.core.places.reading import from_document
from tests.core.places import oracle, rounds
from tests.core.places.rounds import placed


def check_best(document: dict[str, Any], mode: Mode, seed: int) -> None:
    got = placed(allocate(from_document(document), mode, seed))
    stable = oracle.everything_stable(document, seed)
    assert got in stable
    for other in stable:
        worse = [s for s, row in document["students"].items() if not oracle.better_or_equal(row, got[s], other[s])]
        assert worse == []


@settings(max_examples=120, deadline=None)
@given(rounds.flat(), rounds.SEEDS)
def test_the_best_stable_result_where_options_stand_alone(document: dict[str, Any], seed: int) -> None:
    check_best(document, Mode.DEFERRED, seed)


@settings(max_examples=120, deadline=None)
@given(rounds.trees(), rounds.SEEDS)
def test_the_best_stable_result_under_trees_of_caps(document: dict[str, Any], seed: int) -> None:
    check_best(document, Mode.DEFERRED, seed)


@settings(max_examples=80, deadline=None)
@given(rounds.scored(), rounds.SEEDS, st.sampled_from([Mode.SERIAL, Mode.DEFERRED]))
def test_with_one_list_of_scores_both_modes_give_the_one_stable_result(
    document: dict[str, Any], seed: int, mode: Mode
) -> None:
    got = placed(allocate(from_document(document), mode, seed))
    assert oracle.everything_stable(document, seed) == [got]
