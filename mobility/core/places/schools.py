"""School-side caps, which cross the tree of host caps: nominations per school, and places kept for a school."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from mobility.core.places.instance import Instance


class Reserves:
    """How many places of each node are still kept for each school.

    A place kept at an option is kept in every group around it too, otherwise it would be a promise that a shared
    total can break. What a school does not take stays kept: to give it to others later in the same run would reward
    students for hiding wishes.
    """

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._taken: defaultdict[tuple[int, str], int] = defaultdict(int)
        self._inside: defaultdict[tuple[int, str], int] = defaultdict(int)
        self._kept: defaultdict[tuple[int, str], int] = defaultdict(int)
        self.held = [0] * len(instance.nodes)
        self._chains = [instance.upward(node) for node in range(len(instance.nodes))]
        for node, chain in enumerate(self._chains):
            for school in instance.nodes[node].reserved:
                self._raise(chain, school)
        for student, option in sorted(instance.fixed.items()):
            self.take(option, instance.schools[student])

    def would_keep(self, option: int, school: str | None) -> list[tuple[int, int]]:
        """Each node from the option upward with the places it would keep after one more placement from `school`."""
        kept: list[tuple[int, int]] = []
        change = 0
        for node in self._chains[option]:
            if school is not None:
                change = self._due(node, school, self._taken[node, school] + 1, change) - self._kept[node, school]
            kept.append((node, self.held[node] + change))
        return kept

    def take(self, option: int, school: str | None) -> None:
        """Count one placement from `school` at `option`."""
        if school is None:
            return
        for node in self._chains[option]:
            self._taken[node, school] += 1
        self._raise(self._chains[option], school)

    def _due(self, node: int, school: str, taken: int, change_inside: int) -> int:
        own = self._instance.nodes[node].reserved.get(school, 0)
        return max(own - taken, self._inside[node, school] + change_inside)

    def _raise(self, chain: tuple[int, ...], school: str) -> None:
        """Bring what is kept along a chain up to date, from the smallest node to the largest."""
        change = 0
        for node in chain:
            due = self._due(node, school, self._taken[node, school], change)
            self._inside[node, school] += change
            change = due - self._kept[node, school]
            self._kept[node, school] = due
            self.held[node] += change


class SchoolGate:
    """Says whether the schools' caps and reserves leave a student a place, and keeps count of what is taken."""

    def __init__(self, instance: Instance, school_room: dict[str, int]) -> None:
        self._instance = instance
        self._school_room = school_room
        self._reserves = Reserves(instance) if instance.has_reserves else None

    def is_school_open(self, student: int) -> bool:
        school = self._instance.schools[student]
        return school is None or self._school_room.get(school, 1) > 0

    def keeps_out(self, student: int, option: int, room: Sequence[int]) -> bool:
        """True where every place that `room` still counts is kept for other schools."""
        if self._reserves is None:
            return False
        after = self._reserves.would_keep(option, self._instance.schools[student])
        return any(room[node] - 1 < kept for node, kept in after)

    def take(self, student: int, option: int) -> None:
        school = self._instance.schools[student]
        if school in self._school_room:
            self._school_room[school] -= 1
        if self._reserves is not None:
            self._reserves.take(option, school)
