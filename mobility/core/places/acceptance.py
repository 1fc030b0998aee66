"""Whom an option can take at all: who stands in every ranking that counts there, and breaks no rule."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from mobility.core.places.caps import Caps
from mobility.core.places.instance import Instance
from mobility.core.places.orders import Order


class Acceptance:
    """Answers for each student and option whether the option can take the student, and else why not."""

    def __init__(self, instance: Instance, caps: Caps, orders: Sequence[Order]) -> None:
        self._instance = instance
        self._orders = orders
        self._ranked: dict[int, frozenset[int]] = {}
        self._rankings = [
            tuple(node for node in instance.upward(option) if instance.nodes[node].ranking is not None)
            for option in range(instance.option_count)
        ]
        self._open = [self._everybody(option, caps.sources[option]) for option in range(instance.option_count)]
        self._ruled_out = frozenset(student for student, _option in instance.ineligible)

    def _everybody(self, option: int, source: int | None) -> Collection[int]:
        order = self._orders[option]
        others = [node for node in self._rankings[option] if order.measure != "rank" or node != source]
        if not others:
            return order.position
        return frozenset(order.position).intersection(*(self._in_ranking(node) for node in others))

    def acceptable(self, student: int, options: Iterable[int]) -> tuple[int, ...]:
        """Those of `options` that can take the student, in the same order."""
        is_open = self._open
        found = tuple([option for option in options if student in is_open[option]])
        if student in self._ruled_out:
            found = tuple(option for option in found if (student, option) not in self._instance.ineligible)
        return found

    def accepts(self, student: int, option: int) -> bool:
        """Whether the option can take the student."""
        return student in self._open[option] and (student, option) not in self._instance.ineligible

    def missing_from(self, student: int, option: int) -> int | None:
        """The node nearest the option in whose ranking the student does not stand; None where it is the order."""
        return next((node for node in self._rankings[option] if student not in self._in_ranking(node)), None)

    def _in_ranking(self, node: int) -> frozenset[int]:
        if node not in self._ranked and (ranking := self._instance.nodes[node].ranking) is not None:
            self._ranked[node] = frozenset(ranking.students)
        return self._ranked[node]
