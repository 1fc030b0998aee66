"""Ties: broken by named marks first, by a lottery with a published seed last, and recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from mobility.core.places.instance import Number, TieKey
from mobility.core.terms import lottery_number

LOTTERY: Final = "lottery"
"""The name of the last tie-break wherever tie-breaks are named."""


@dataclass(frozen=True, slots=True)
class BrokenTie:
    """Students that one list holds equal, in the order they were given, and the tie-breaks that were needed."""

    where: str
    students: tuple[int, ...]
    by: tuple[str, ...]


class TieBreaker:
    """Orders tied students the same way in every list, and remembers each tie it broke."""

    def __init__(self, names: Sequence[str], seed: int, keys: tuple[TieKey, ...] = ()) -> None:
        self._names = names
        self._keys = keys
        self._seed = seed
        self._numbers: dict[int, int] = {}
        self.broken: list[BrokenTie] = []

    def in_order(self, where: str, tied: Sequence[int]) -> list[int]:
        """The tied students in order; `where` is the key of the list that holds them equal."""
        ordered = sorted(tied, key=self._sort_key)
        steps = {self.deciding(one, other) for one, other in pairwise(ordered)}
        names = [key.name for key in self._keys if key.name in steps]
        self.broken.append(BrokenTie(where, tuple(ordered), (*names, LOTTERY) if LOTTERY in steps else tuple(names)))
        return ordered

    def deciding(self, one: int, other: int) -> str:
        """The name of the tie-break that separates two students."""
        return next((key.name for key in self._keys if key.values[one] != key.values[other]), LOTTERY)

    def _sort_key(self, student: int) -> tuple[object, ...]:
        """Two students may draw one number once in a billion years; the order of their names separates them then."""
        number = self._numbers.get(student)
        if number is None:
            number = self._numbers[student] = lottery_number(self._seed, self._names[student])
        if not self._keys:
            return number, student
        marks = [mark for key in self._keys for mark in _best_first(key.values[student], key.lowest_first)]
        return *marks, number, student


def _best_first(value: Number | None, lowest_first: bool) -> tuple[bool, Number]:
    return value is None, 0 if value is None else value if lowest_first else -value
