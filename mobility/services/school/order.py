"""Moves one file up or down within its part of a school's list, so that a list can be ranked without typing numbers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from itertools import count

from mobility.services.school.flaws import RANKED, Place


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
