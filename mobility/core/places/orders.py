"""Priorities as strict orders: from a ranking, from the scores, or from the draw of a lottery."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Literal

from mobility.core.places.instance import Instance, Number
from mobility.core.places.ties import TieBreaker

Measure = Literal["score", "rank", "draw"]


@dataclass(frozen=True, slots=True)
class Order:
    """Students best first, no two of them equal. Who is not in `position` has no claim here.

    `tiers` runs along `line`: equal numbers are students that the list itself holds equal.
    """

    measure: Measure
    line: Sequence[int]
    position: Mapping[int, int]
    tiers: Sequence[int]

    def is_tied(self, position: int, other: int) -> bool:
        return self.tiers[position] == self.tiers[other]


def by_ranking(instance: Instance, node: int, ties: TieBreaker) -> Order:
    """The order of the ranking that `node` holds."""
    ranking = instance.nodes[node].ranking
    if ranking is None:
        raise ValueError(f"{instance.key(node)} has no ranking of its own")
    if not ranking.has_ties:
        return _order("rank", ranking.students, ranking.tiers)
    pairs = zip(ranking.tiers, ranking.students, strict=True)
    return _broken("rank", f"{instance.key(node)}.ranking", pairs, ties)


def by_scores(instance: Instance, ties: TieBreaker) -> Order:
    """The order of the scores, the highest first. Students without a score are not in it."""
    scored = [(-score, student) for student, score in enumerate(instance.scores or ()) if score is not None]
    return _broken("score", "scores", sorted(scored), ties)


def by_draw(instance: Instance, ties: TieBreaker) -> Order:
    """The order of the draw: students who have not been abroad before come first, each part by lot."""
    returning = instance.returning
    pairs = sorted((student in returning, student) for student in range(len(instance.students)))
    return _broken("draw", "draw", pairs, ties)


def _broken(measure: Measure, where: str, pairs: Iterable[tuple[Number, int]], ties: TieBreaker) -> Order:
    """The order of pairs that come sorted by what ranks them; equals are put in order by the tie-breaks."""
    line: list[int] = []
    tiers: list[int] = []
    for tier, (_, members) in enumerate(groupby(pairs, key=itemgetter(0))):
        tied = [student for _, student in members]
        line += ties.in_order(where, tied) if len(tied) > 1 else tied
        tiers += [tier] * len(tied)
    return _order(measure, line, tiers)


def _order(measure: Measure, line: Sequence[int], tiers: Sequence[int]) -> Order:
    return Order(measure, line, dict(zip(line, range(len(line)), strict=True)), tiers)
