"""Host-side caps as a tree: groups of options lie inside each other or apart, and never cross."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from mobility.core.terms import Refused

MOST_AROUND: Final = 100
"""How many caps may lie around each other; real agreements know three or four."""


def nest(names: Sequence[str], parents: Sequence[Sequence[int]], groups: Sequence[Sequence[int]]) -> list[int | None]:
    """The one group directly around each option, then around each group; None where there is none.

    `names` and `parents` run along the groups, `groups` along the options: what each says it belongs to. Belonging to
    several groups is well where one holds the other. Refuses a group inside itself (`places.caps_cycle`) and two
    groups that share an option while neither holds all of the other (`places.caps_cross`).
    """
    around = _enclosing(names, parents)
    holders = [set().union(*(around[group] for group in own)) for own in groups]
    members: list[set[int]] = [set() for _ in names]
    for option, of_option in enumerate(holders):
        for group in of_option:
            members[group].add(option)

    def size(group: int) -> tuple[int, int, str]:
        return len(members[group]), -len(around[group]), names[group]

    above: list[int | None] = [None] * (len(groups) + len(names))
    for option, of_option in enumerate(holders):
        chain, below = sorted(of_option, key=size), option
        if len(chain) > MOST_AROUND:
            raise Refused("places.caps_too_deep", key=f"groups.{names[chain[0]]}", most=MOST_AROUND)
        for position, group in enumerate(chain):
            if position and not members[chain[position - 1]] <= members[group]:
                _refuse_crossing(names, chain[position - 1], group)
            above[below] = below = len(groups) + group
    return above


def _enclosing(names: Sequence[str], parents: Sequence[Sequence[int]]) -> list[frozenset[int]]:
    """For each group, itself and every group around it."""
    found: list[frozenset[int] | None] = [None] * len(names)
    for start in range(len(names)):
        path = [start]
        while path:
            group = path[-1]
            waiting = [parent for parent in parents[group] if found[parent] is None]
            if not waiting:
                found[group] = frozenset({group}).union(*(found[parent] or () for parent in parents[group]))
                path.pop()
            elif waiting[0] in path:
                circle = [names[step] for step in path[path.index(waiting[0]) :]]
                raise Refused("places.caps_cycle", key=f"groups.{min(circle)}", circle=" → ".join([*circle, circle[0]]))
            else:
                path.append(waiting[0])
    return [group or frozenset() for group in found]


def _refuse_crossing(names: Sequence[str], one: int, other: int) -> None:
    first, second = sorted((names[one], names[other]))
    raise Refused("places.caps_cross", key=f"groups.{first}", first=first, second=second)
