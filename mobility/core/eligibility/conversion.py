"""Conversion of marks between scales, by formulas that have a name and were published; a call chooses one or none.

- `proportional`: value ÷ top of its scale × top of the other, between grade point averages of the same kind.
- `peking`: GPA = 4 − 3 × (100 − x)² ÷ 1600 for x from 60 to 100, else 0, as Peking University publishes it for its
  transcripts (北京大学绩点换算公式); to other tops than 4.0 proportionally from there.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final, Literal

Formula = Literal["proportional", "peking"]

HUNDRED: Final = "100"
_FOUR: Final = Decimal(4)
_PASS: Final = Decimal(60)


def convert(formula: Formula, value: Decimal, source: str, target: str) -> Decimal | None:
    """The mark `value` of the scale `source` on the scale `target`, exact and not rounded.

    Scales are "100" or the top of a grade point average such as "4.5". None where the formula does not lead from one to
    the other, or where the value lies outside its scale.
    """
    if not 0 <= value <= Decimal(source):
        return None
    if source == target:
        return value
    if HUNDRED not in (source, target):
        return value / Decimal(source) * Decimal(target)
    if formula != "peking":
        return None
    if source == HUNDRED:
        return _points(value) / _FOUR * Decimal(target)
    return _marks(value / Decimal(source) * _FOUR)


def _points(marks: Decimal) -> Decimal:
    """Marks from 0 to 100 as points from 0 to 4."""
    return _FOUR - 3 * (100 - marks) ** 2 / Decimal(1600) if marks >= _PASS else Decimal(0)


def _marks(points: Decimal) -> Decimal | None:
    """The inverse; below 1 point, which is 60 marks, it has none."""
    return 100 - (1600 * (_FOUR - points) / 3).sqrt() if points >= 1 else None
