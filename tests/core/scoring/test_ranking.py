"""Rankings: by score, by marks in turn, by lot; recorded, repeatable, and the same in whatever order scores come."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mobility.core.scoring import TieMark, rank
from mobility.core.terms import lottery_number

SCORES = st.dictionaries(
    st.text("abcdefgh", min_size=1, max_size=2),
    st.none() | st.sampled_from([Decimal(60), Decimal("60.0"), Decimal(75)]),
)
MARKS = st.dictionaries(st.text("abcdefgh", min_size=1, max_size=2), st.none() | st.integers(0, 2).map(Decimal))


def test_each_place_says_what_decided_it() -> None:
    scores = {"a": Decimal(80), "b": Decimal(90), "c": Decimal(80), "d": Decimal(80), "e": Decimal(80), "f": None}
    marks = [
        TieMark("rank in major", {"a": Decimal(3), "c": Decimal(1), "d": Decimal(3), "e": None}, lowest_first=True),
        TieMark("language", {"a": Decimal(6), "d": Decimal(7)}),
    ]
    ranking = rank(scores, marks, 5)
    assert [(row.place, row.candidate, row.ahead_by) for row in ranking.ranked] == [
        (1, "b", None),
        (2, "c", "score"),
        (3, "d", "rank in major"),
        (4, "a", "language"),
        (5, "e", "rank in major"),
    ]
    assert (ranking.unranked, ranking.ties) == (("f",), (("c", "d", "a", "e"),))


@settings(deadline=None)
@given(st.sets(st.text("xyz", min_size=1, max_size=3), min_size=2, max_size=6), st.integers())
def test_the_last_tie_break_is_the_lottery(names: set[str], seed: int) -> None:
    ranking = rank(dict.fromkeys(names, Decimal(1)), [], seed)
    assert [row.candidate for row in ranking.ranked] == sorted(names, key=lambda name: lottery_number(seed, name))
    assert [row.ahead_by for row in ranking.ranked] == [None, *["lottery"] * (len(names) - 1)]


@settings(deadline=None)
@given(SCORES, MARKS, st.integers(0, 99), st.data())
def test_a_ranking_repeats_in_whatever_order_the_scores_come(
    scores: dict[str, Decimal | None], values: dict[str, Decimal | None], seed: int, data: st.DataObject
) -> None:
    marks = [TieMark("mark", values)]
    shuffled = {name: scores[name] for name in data.draw(st.permutations(list(scores)))}
    ranking = rank(scores, marks, seed)
    assert rank(shuffled, marks, seed) == ranking
    assert {row.candidate for row in ranking.ranked} | set(ranking.unranked) == set(scores)
    placed = [(row.score, row.place) for row in ranking.ranked]
    assert placed == sorted(placed, key=lambda pair: (-pair[0], pair[1]))
    assert [place for _, place in placed] == list(range(1, len(placed) + 1))


def test_an_empty_ranking() -> None:
    assert rank({}, [], 0).ranked == ()


@pytest.mark.parametrize("names", [("lottery",), ("score",), ("mark", "mark")])
def test_marks_need_names_of_their_own(names: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="name of its own"):
        rank({}, [TieMark(name, {}) for name in names], 0)


def test_the_record_is_plain_data() -> None:
    data = rank({"a": Decimal("80.50"), "b": None}, [TieMark("mark", {})], 7).as_data()
    assert (
        json.loads(json.dumps(data))
        == data
        == {
            "ranked": [{"place": 1, "candidate": "a", "score": "80.50", "ahead_by": None}],
            "unranked": ["b"],
            "ties": [],
            "tie_marks": ["mark"],
            "seed": 7,
        }
    )
