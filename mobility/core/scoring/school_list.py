"""The ranking that a school gives its applicants: what is wrong with it, and how one of them moves up or down."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Final

from mobility.core.terms import Reason

OUTCOMES: Final = ("recommended", "alternate", "not_recommended")
RANKED: Final = OUTCOMES[:2]
LONGEST_NOTE: Final = 2000

Ranks = Sequence[tuple[str | None, int | None]]
"""Outcome and rank of those whom a list that is open again goes on from."""


@dataclass(frozen=True, slots=True)
class Place:
    """What a school says of one applicant. `rank` orders the recommended and, after them, the alternates."""

    outcome: str
    rank: int | None = None
    reason: str = ""


def flaws(places: Sequence[Place], before: Ranks, cap: int | None) -> tuple[Reason, ...]:
    """Every flaw of a ranking: `before` are handed in already, keep their ranks and count against the `cap`, if any."""
    return (*_forms(places), *_ranks(places, before), *_cap(places, before, cap), *_words(places))


def moved(
    places: Mapping[int, Place], application_id: int, step: int, *, taken: Collection[tuple[str, int]] = ()
) -> dict[int, Place]:
    """The places after one file has gone `step` ranks down (up where negative) among those of the same outcome.

    That part of the list is numbered anew from 1, without the ranks that are `taken` by who was handed in before; files
    without a rank, or with one that is given twice, stand behind in the order in which they are given. A file that is
    neither recommended nor an alternate stays where it is.
    """
    outcome = places[application_id].outcome if application_id in places else ""
    if outcome not in RANKED:
        return dict(places)
    part = [key for key, place in places.items() if place.outcome == outcome]
    part.sort(key=lambda key: places[key].rank or len(places) + 1)
    at = part.index(application_id)
    part.insert(min(max(at + step, 0), len(part) - 1), part.pop(at))
    free = (rank for rank in count(1) if (outcome, rank) not in taken)
    ranks = dict(zip(part, free, strict=False))
    return {key: replace(place, rank=ranks[key]) if key in ranks else place for key, place in places.items()}


def _forms(places: Sequence[Place]) -> Iterator[Reason]:
    if any(place.outcome not in OUTCOMES for place in places):
        yield Reason("school_list.unknown_outcome")
    ranked = [place for place in places if place.outcome in RANKED]
    if any(place.rank is None or place.rank < 1 for place in ranked):
        yield Reason("school_list.rank_missing")


def _ranks(places: Sequence[Place], before: Ranks) -> Iterator[Reason]:
    ranks = [(place.outcome, place.rank) for place in places if place.outcome in RANKED and place.rank is not None]
    twice = sorted({rank for outcome, rank in ranks if ranks.count((outcome, rank)) > 1})
    yield from (Reason("school_list.rank_twice", {"rank": rank}) for rank in twice)
    taken = sorted({rank for outcome, rank in ranks if (outcome, rank) in before})
    yield from (Reason("school_list.rank_taken", {"rank": rank}) for rank in taken)


def _cap(places: Sequence[Place], before: Ranks, cap: int | None) -> Iterator[Reason]:
    count = sum(place.outcome == "recommended" for place in places)
    used = sum(outcome == "recommended" for outcome, _rank in before)
    if cap is None or count == 0 or used + count <= cap:
        return
    if used:
        yield Reason("school_list.over_left", {"cap": cap, "count": count, "used": used})
    else:
        yield Reason("school_list.over_cap", {"cap": cap, "count": count})


def _words(places: Sequence[Place]) -> Iterator[Reason]:
    if any(place.outcome == "not_recommended" and not place.reason.strip() for place in places):
        yield Reason("school_list.reason_missing")
    if any(len(place.reason) > LONGEST_NOTE for place in places):
        yield Reason("school_list.long_reason", {"max": LONGEST_NOTE})
