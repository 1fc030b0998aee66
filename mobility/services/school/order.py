"""Moves one file up or down within its part of a school's list, so that a list can be ranked without typing numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from mobility.services.school.listing import Place

RANKED = ("recommended", "alternate")


def moved(places: Mapping[int, Place], application_id: int, step: int) -> dict[int, Place]:
    """The places after one file has gone `step` ranks down (up where negative) among those of the same outcome.

    That part of the list is numbered anew from 1; files without a rank, or with one that is given twice, stand behind
    in the order in which they are given. A file that is neither recommended nor an alternate stays where it is.
    """
    outcome = places[application_id].outcome if application_id in places else ""
    if outcome not in RANKED:
        return dict(places)
    part = [key for key, place in places.items() if place.outcome == outcome]
    part.sort(key=lambda key: places[key].rank or len(places) + 1)
    at = part.index(application_id)
    part.insert(min(max(at + step, 0), len(part) - 1), part.pop(at))
    ranks = {key: rank for rank, key in enumerate(part, 1)}
    return {key: replace(place, rank=ranks[key]) if key in ranks else place for key, place in places.items()}
