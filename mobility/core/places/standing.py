"""Where each cap stood after all wishes: whether it was full, and who came in last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict

from mobility.core.places.allocation import Allocation
from mobility.core.places.instance import NOWHERE, Number
from mobility.core.places.settled import school_room_left


@dataclass(frozen=True, slots=True)
class Standing:
    """`left` and `last` run along the nodes: places left, and the position in order of the last who came in by a wish.

    `last` is -1 where nobody did; settled students have no position. `closed` names the schools whose cap was reached,
    each with the position of its last.
    """

    left: Sequence[int]
    last: Sequence[int]
    closed: Mapping[str, int]


def find_standing(allocation: Allocation) -> Standing:
    """The standing of every cap after all wishes, before the willing were placed elsewhere."""
    market = allocation.market
    left, last = list(market.room), [-1] * len(market.room)
    for student, option in enumerate(allocation.wished):
        if option == NOWHERE:
            continue
        position = market.orders[option].position[student]
        for node in market.chains[option]:
            left[node] -= 1
            last[node] = max(last[node], position)
    return Standing(left, last, _closed_schools(allocation))


def _closed_schools(allocation: Allocation) -> dict[str, int]:
    instance, left = allocation.instance, school_room_left(allocation.instance)
    last = dict.fromkeys(left, -1)
    for student, option in enumerate(allocation.wished if left else ()):
        school = instance.schools[student]
        if option != NOWHERE and school is not None and school in left:
            left[school] -= 1
            last[school] = max(last[school], allocation.market.orders[option].position[student])
    return {school: last[school] for school in left if not left[school]}


class Cutoff(TypedDict):
    """Whether an option was full, and the place in order and the score of the last who came in by a wish."""

    is_full: bool
    rank: int | None
    score: Number | None


def cutoffs(allocation: Allocation, standing: Standing) -> dict[str, Cutoff]:
    """The cut-off of each option; a score stands only where scores made the order."""
    instance, market = allocation.instance, allocation.market
    found: dict[str, Cutoff] = {}
    for option, node in enumerate(instance.options):
        order, last = market.orders[option], standing.last[option]
        by_score = instance.scores if order.measure == "score" and last >= 0 else None
        found[node.name] = {
            "is_full": standing.left[option] == 0,
            "rank": last + 1 if last >= 0 else None,
            "score": by_score[order.line[last]] if by_score else None,
        }
    return found


def vacancies(allocation: Allocation, standing: Standing) -> dict[str, int]:
    """The options that could still take somebody, each with how many if nobody went to the others around it."""
    market, left = allocation.market, list(standing.left)
    for option in allocation.elsewhere:
        if option != NOWHERE:
            for node in market.chains[option]:
                left[node] -= 1
    free = [min(left[node] for node in chain) for chain in market.chains]
    return {node.name: free[option] for option, node in enumerate(allocation.instance.options) if free[option] > 0}
