"""What an allocation starts from, checked and numbered: students, options, caps, priorities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

Number = int | float

NOWHERE: Final = -1
"""Stands where the number of an option would stand, for a student without a place."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """The acceptable students, best first. Students of one tier are tied; tiers never fall along the list.

    Without any tie, `tiers` is the range of the list's length.
    """

    students: tuple[int, ...]
    tiers: Sequence[int]

    @property
    def has_ties(self) -> bool:
        return not isinstance(self.tiers, range)


@dataclass(frozen=True, slots=True)
class Node:
    """An option, or a group of options under one cap. `parent` is the number of the next larger group around it."""

    name: str
    capacity: int
    parent: int | None = None
    ranking: Ranking | None = None
    reserved: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TieKey:
    """A named mark that separates tied students before the lottery does; who has none comes last."""

    name: str
    values: tuple[Number | None, ...]
    lowest_first: bool = False


@dataclass(frozen=True, slots=True)
class Instance:
    """One round of allocation. Students and nodes are named by their number, in the order of their names.

    The first `option_count` nodes are the options, the rest are the groups; the caps form a forest.
    `wishes` and `schools` and `scores` run along `students`.
    """

    students: tuple[str, ...]
    wishes: tuple[tuple[int, ...], ...]
    option_count: int
    nodes: tuple[Node, ...]
    scores: tuple[Number | None, ...] | None
    schools: tuple[str | None, ...]
    school_caps: Mapping[str, int]
    fixed: Mapping[int, int]
    willing: frozenset[int]
    returning: frozenset[int]
    ineligible: Mapping[tuple[int, int], str]
    tie_keys: tuple[TieKey, ...]

    @property
    def options(self) -> tuple[Node, ...]:
        return self.nodes[: self.option_count]

    @property
    def has_reserves(self) -> bool:
        return any(node.reserved for node in self.nodes)

    def upward(self, option: int) -> tuple[int, ...]:
        """The option and every group around it, from the smallest to the largest."""
        chain = [option]
        while (parent := self.nodes[chain[-1]].parent) is not None:
            chain.append(parent)
        return tuple(chain)

    def key(self, node: int) -> str:
        """Where a node stands in the instance's document, such as "options.KTH-autumn"."""
        return f"{'options' if node < self.option_count else 'groups'}.{self.nodes[node].name}"
