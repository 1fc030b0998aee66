"""Student-proposing deferred acceptance, for priorities that differ by option, under caps that form a tree.

Each student asks the options in the order of the wishes; an option keeps the best who asked so far. The result has no
justified envy and no waste, and is the best such result for every student at once (Gale and Shapley, College Admissions
and the Stability of Marriage, American Mathematical Monthly 69, 1962). No student gains by another list than the true
one (Roth, The College Admissions Problem Is Not Equivalent to the Marriage Problem, Journal of Economic Theory 36,
1985). Both carry over to caps on groups because the choice from a tree with one order is greedy on nested caps: who is
refused stays refused when more ask, and never fewer are taken (Hatfield and Milgrom, Matching with Contracts, American
Economic Review 95, 2005).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from heapq import heappop, heappush, heappushpop

from mobility.core.places.instance import NOWHERE
from mobility.core.places.market import Market
from mobility.core.places.orders import Order

Ask = Callable[[int, int], int]
"""Option and student in; out comes who is refused now: somebody kept before, the same student, or NOBODY."""

NOBODY = -1


def place_by_asking(market: Market) -> list[int]:
    """The option of each student, or NOWHERE. In whatever turn students ask, the result is the same."""
    keepers = _keepers(market)
    asks = [keeper.ask for keeper in keepers]
    still = [iter(row) for row in market.wishes]
    for first in range(len(still)):
        student = first
        while student != NOBODY:
            option = next(still[student], NOWHERE)
            if option == NOWHERE:
                break
            student = asks[option](option, student)
    placed = [NOWHERE] * len(still)
    for keeper in {id(keeper): keeper for keeper in keepers}.values():
        for student, option in keeper.kept():
            placed[student] = option
    return placed


def _keepers(market: Market) -> list[_Single | _Tree]:
    """One keeper for each option that stands alone, one for each tree of caps."""
    trees: dict[int, _Tree] = {}
    keepers: list[_Single | _Tree] = []
    for option, chain in enumerate(market.chains):
        if len(chain) == 1:
            keepers.append(_Single(option, market.orders[option], market.room[option]))
            continue
        if chain[-1] not in trees:
            trees[chain[-1]] = _Tree(market.orders[option], market.chains, market.room)
        keepers.append(trees[chain[-1]])
    return keepers


class _Single:
    """An option under no cap but its own."""

    def __init__(self, option: int, order: Order, room: int) -> None:
        self._option, self._line, self._position, self._room = option, order.line, order.position, room
        self._heap: list[int] = []  # negated positions, so that the last in order is on top

    def ask(self, _option: int, student: int) -> int:
        position = -self._position[student]
        if len(self._heap) < self._room:
            heappush(self._heap, position)
            return NOBODY
        return self._line[-heappushpop(self._heap, position)]

    def kept(self) -> list[tuple[int, int]]:
        return [(self._line[-position], self._option) for position in self._heap]


class _Tree:
    """Options under nested caps with one order: the smallest full cap around a new student refuses its last."""

    def __init__(self, order: Order, chains: Sequence[tuple[int, ...]], room: Sequence[int]) -> None:
        self._line, self._position, self._chains = order.line, order.position, chains
        self._room = list(room)
        self._heaps: dict[int, list[int]] = {}
        self._at: dict[int, int] = {}

    def ask(self, option: int, student: int) -> int:
        full = next((node for node in self._chains[option] if not self._room[node]), None)
        if full is None:
            self._keep(option, student)
            return NOBODY
        last = self._last(full)
        if last == NOBODY or self._position[last] < self._position[student]:
            return student
        for node in self._chains[self._at.pop(last)]:
            self._room[node] += 1
        self._keep(option, student)
        return last

    def _keep(self, option: int, student: int) -> None:
        self._at[student] = option
        for node in self._chains[option]:
            self._room[node] -= 1
            heappush(self._heaps.setdefault(node, []), -self._position[student])

    def _last(self, node: int) -> int:
        """The last in order of those kept under a node. Who has left is cleared from the heap on the way."""
        heap = self._heaps.get(node, [])
        while heap:
            student = self._line[-heap[0]]
            if student in self._at and node in self._chains[self._at[student]]:
                return student
            heappop(heap)
        return NOBODY

    def kept(self) -> list[tuple[int, int]]:
        return list(self._at.items())
