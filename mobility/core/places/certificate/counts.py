"""Who takes which place, counted under every cap."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from mobility.core.places.certificate.rules import Rules


class Counts:
    """Placements counted by node, by school, and by both."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self.at: defaultdict[str, int] = defaultdict(int)
        self.of_school: defaultdict[str | None, int] = defaultdict(int)
        self._both: defaultdict[tuple[str, str | None], int] = defaultdict(int)
        self._has_reserves = any(rules.reserved.values())

    def add(self, student: str, option: str) -> None:
        school = self._rules.schools.get(student)
        self.of_school[school] += 1
        for node in self._rules.around[option]:
            self.at[node] += 1
            if self._has_reserves:
                self._both[node, school] += 1

    def plus(self, placed: Mapping[str, str]) -> Counts:
        """These counts with more placements; these stay as they are."""
        other = Counts(self._rules)
        other.at, other.of_school, other._both = self.at.copy(), self.of_school.copy(), self._both.copy()
        for student, option in placed.items():
            other.add(student, option)
        return other

    def remove(self, student: str, option: str) -> None:
        school = self._rules.schools.get(student)
        self.of_school[school] -= 1
        for node in self._rules.around[option]:
            self.at[node] -= 1
            self._both[node, school] -= 1

    def full(self, option: str) -> str | None:
        """The smallest cap around an option that is reached, or None."""
        capacity = self._rules.capacity
        return next((node for node in self._rules.around[option] if self.at[node] >= capacity[node]), None)

    def is_school_full(self, student: str) -> bool:
        school = self._rules.schools.get(student)
        return school in self._rules.school_caps and self.of_school[school] >= self._rules.school_caps[school]

    def has_room(self, student: str, option: str) -> bool:
        """Whether the student can come to the option without breaking a cap or a promise to a school."""
        if self.full(option) is not None or self.is_school_full(student):
            return False
        if not self._has_reserves:
            return True
        self.add(student, option)
        keeps = self.broken_promise(option) is None
        self.remove(student, option)
        return keeps

    def broken_promise(self, option: str) -> str | None:
        """A node around the option where places taken and places kept for schools are more than there are."""
        for node in self._rules.around[option]:
            kept = sum(self._kept(node, school) for school in self._promised(node))
            if self.at[node] + kept > self._rules.capacity[node]:
                return node
        return None

    def _promised(self, node: str) -> set[str]:
        return set(self._rules.reserved[node]).union(*(self._promised(inner) for inner in self._rules.inside[node]))

    def _kept(self, node: str, school: str) -> int:
        own = self._rules.reserved[node].get(school, 0) - self._both[node, school]
        return max(own, sum(self._kept(inner, school) for inner in self._rules.inside[node]))
