"""A school's list: its flaws, named all at once; one step up or down in it, and every part of it numbered from 1."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobility.core.scoring.school_list import Place, flaws, moved
from mobility.core.terms import Reason

PLACES = {
    11: Place("recommended", 1),
    12: Place("recommended", 2),
    13: Place("recommended"),
    21: Place("alternate", 1),
    22: Place("alternate", 2),
    31: Place("not_recommended", None, "Late."),
    41: Place(""),
}


def _order(places: dict[int, Place], outcome: str) -> list[int]:
    part = {key: place.rank or 0 for key, place in places.items() if place.outcome == outcome}
    return sorted(part, key=lambda key: part[key])


@pytest.mark.parametrize(
    ("application_id", "step", "recommended", "alternates"),
    [
        (12, -1, [12, 11, 13], [21, 22]),
        (12, 1, [11, 13, 12], [21, 22]),
        (11, -1, [11, 12, 13], [21, 22]),
        (13, 1, [11, 12, 13], [21, 22]),
        (13, -1, [11, 13, 12], [21, 22]),
        (22, -1, [11, 12, 13], [22, 21]),
    ],
)
def test_a_step_stays_among_those_of_the_same_outcome(
    application_id: int, step: int, recommended: list[int], alternates: list[int]
) -> None:
    after = moved({**PLACES, 13: Place("recommended", 3)}, application_id, step)
    assert (_order(after, "recommended"), _order(after, "alternate")) == (recommended, alternates)


@pytest.mark.parametrize("application_id", [31, 41, 99])
def test_who_has_no_rank_does_not_move(application_id: int) -> None:
    assert moved(PLACES, application_id, -1) == PLACES


def test_ranks_that_are_taken_are_left_out() -> None:
    after = moved(PLACES, 12, -1, taken={("recommended", 1), ("recommended", 3), ("alternate", 2)})
    assert [after[key].rank for key in (12, 11, 13)] == [2, 4, 5]


places = st.dictionaries(
    st.integers(1, 20),
    st.builds(
        Place, st.sampled_from(["recommended", "alternate", "not_recommended", ""]), st.none() | st.integers(0, 9)
    ),
    min_size=1,
)


@given(places, st.integers(1, 20), st.sampled_from([-1, 1]))
def test_ranks_are_whole_afterwards_and_nobody_is_lost(
    before: dict[int, Place], application_id: int, step: int
) -> None:
    after = moved(before, application_id, step)
    assert {key: place.outcome for key, place in after.items()} == {key: one.outcome for key, one in before.items()}
    outcome = before[application_id].outcome if application_id in before else ""
    if outcome in ("recommended", "alternate"):
        ranks = sorted(place.rank or 0 for place in after.values() if place.outcome == outcome)
        assert ranks == list(range(1, len(ranks) + 1))
    else:
        assert after == before


def test_every_flaw_is_named_and_who_is_handed_in_counts() -> None:
    wrong = [Place("recommended", 1), Place("recommended", 1), Place("alternate"), Place("not_recommended"), Place("?")]
    assert flaws(wrong, [("recommended", 1), ("withdrawn", 2)], cap=2) == (
        Reason("school_list.unknown_outcome"),
        Reason("school_list.rank_missing"),
        Reason("school_list.rank_twice", {"rank": 1}),
        Reason("school_list.rank_taken", {"rank": 1}),
        Reason("school_list.over_left", {"cap": 2, "count": 2, "used": 1}),
        Reason("school_list.reason_missing"),
    )
    assert flaws([Place("recommended", 2), Place("alternate", 1)], [("recommended", 1)], cap=2) == ()
    assert flaws([Place("alternate", 1)], [("recommended", 1), ("recommended", 2)], cap=1) == ()
