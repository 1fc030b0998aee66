"""What score rules may read of one candidate: measured values, results of tests, marks of reviewers, flags."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Measured:
    """A value on a named scale, such as a grade average of 3.6 on the scale "4.0"."""

    value: Decimal
    scale: str


@dataclass(frozen=True, slots=True)
class Result:
    """The result of a named test, such as 6.5 in "ielts"."""

    test: str
    score: Decimal


@dataclass(frozen=True, slots=True)
class Candidate:
    """Facts as they were frozen for the call. `marks` has one entry for each mark asked for, None where none was given.

    Results that are no longer valid, and marks of reviewers who recused themselves, are left out by the caller.
    """

    values: Mapping[str, Measured] = field(default_factory=dict)
    results: Mapping[str, tuple[Result, ...]] = field(default_factory=dict)
    marks: Mapping[str, tuple[Decimal | None, ...]] = field(default_factory=dict)
    flags: frozenset[str] = frozenset()
