"""Which caps can bind, and whose ranking then counts for every option under them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from mobility.core.places.instance import Instance, Ranking
from mobility.core.terms import Refused


@dataclass(frozen=True, slots=True)
class Caps:
    """For each option: the nodes from it upward whose cap can bind, and the node whose priority counts.

    `source` is the node that holds the ranking, None for the scores. Options under one cap that can bind share their
    source, so each such tree has a single order and its choices are those of a greedy rule on nested caps.
    """

    chains: tuple[tuple[int, ...], ...]
    sources: tuple[int | None, ...]


def find_caps(instance: Instance) -> Caps:
    """The caps of an instance; a group that can hold everybody its options can hold is left out of every chain."""
    is_binding = _binding(instance)
    chains = tuple(
        tuple(node for node in instance.upward(option) if node == option or is_binding[node] or instance.has_reserves)
        for option in range(instance.option_count)
    )
    tops = [max((node for node in chain if is_binding[node]), key=chain.index, default=chain[0]) for chain in chains]
    return Caps(chains, tuple(_source(instance, top) for top in tops))


def _binding(instance: Instance) -> list[bool]:
    """For each node, whether it is a group with fewer places than the nodes directly inside it can fill."""
    inside: list[list[int]] = [[] for _ in instance.nodes]
    for node, record in enumerate(instance.nodes):
        if record.parent is not None:
            inside[record.parent].append(node)
    can_hold = [node.capacity for node in instance.nodes]
    is_binding = [False] * len(instance.nodes)
    for group in sorted(range(instance.option_count, len(can_hold)), key=lambda node: -len(instance.upward(node))):
        within = sum(can_hold[node] for node in inside[group])
        is_binding[group] = can_hold[group] < within
        can_hold[group] = min(can_hold[group], within)
    return is_binding


def _source(instance: Instance, node: int) -> int | None:
    return next((above for above in instance.upward(node) if instance.nodes[above].ranking is not None), None)


def check_agreement(instance: Instance, caps: Caps) -> None:
    """Refuse rankings that contradict the one that counts above them, naming both and two students.

    Under a cap that can bind there may be no stable allocation at all when an option and its group disagree; a
    decision record shows three students for whom there is none.
    """
    for option, (chain, source) in enumerate(zip(caps.chains, caps.sources, strict=True)):
        if len(chain) == 1:
            continue
        inner = instance.upward(option)
        for node in inner[: inner.index(chain[-1]) + 1]:
            if (ranking := instance.nodes[node].ranking) is None or node == source:
                continue
            if source is None:
                raise Refused("places.group_needs_ranking", key=instance.key(chain[-1]), ranked=instance.key(node))
            _check_pair(instance, node, ranking, source)


def _check_pair(instance: Instance, node: int, ranking: Ranking, source: int) -> None:
    above = instance.nodes[source].ranking
    tier_above = dict(zip(above.students, above.tiers, strict=True)) if above else {}
    shared = [(s, tier) for s, tier in zip(ranking.students, ranking.tiers, strict=True) if s in tier_above]
    for (one, tier), (other, next_tier) in pairwise(shared):
        is_later = tier_above[other] > tier_above[one]
        if tier_above[other] < tier_above[one] or is_later != (next_tier > tier):
            raise Refused(
                "places.rankings_disagree",
                key=f"{instance.key(node)}.ranking",
                above=f"{instance.key(source)}.ranking",
                one=instance.students[one],
                other=instance.students[other],
            )
