"""Suggests a list of decisions by the scores, for the coordinator to change: it decides nothing."""

from __future__ import annotations

from collections.abc import Sequence

from mobility.queries.selection import Candidate
from mobility.services.selection.propose import Proposed


def suggest(candidates: Sequence[Candidate], places: int | None) -> dict[int, Proposed]:
    """Decisions by score: as many candidates as there are places, the others reserves in order.

    First-timers stand where the call puts them: among equals, or ahead of everybody.

    A school's alternate is never suggested as a candidate. Left open are files without a score, everybody where the
    places are not known yet, and, with all behind them, those whose equals straddle the last place: people settle
    these.
    """
    if places is None:
        return {}
    scored = sorted((one for one in candidates if one.score is not None), key=lambda one: (one.order, one.id))
    regular = [one for one in scored if one.school_outcome != "alternate"]
    chosen = regular[:places]
    if chosen and len(regular) > places and regular[places].order == chosen[-1].order:
        return {one.id: Proposed("candidate") for one in chosen if one.order != chosen[-1].order}
    decided = {one.id: Proposed("candidate") for one in chosen}
    others = [one for one in scored if one.id not in decided]
    return decided | {one.id: Proposed("reserve", position) for position, one in enumerate(others, 1)}
