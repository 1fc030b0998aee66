"""Exact arithmetic: fractions inside, one way of rounding, figures written as people write them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)


def rounded(value: Fraction | Decimal, digits: int) -> Decimal:
    """The value with `digits` decimal places, half up (away from zero): 0.125 becomes 0.13, −0.125 becomes −0.13."""
    exact = Fraction(value) * 10**digits
    whole, rest = divmod(abs(exact), 1)
    count = whole + (rest >= Fraction(1, 2))
    return _EXACT.scaleb(Decimal(count if exact >= 0 else -count), -digits)


def plain(value: Decimal) -> str:
    """A figure without exponent and without zeros at its end."""
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text
