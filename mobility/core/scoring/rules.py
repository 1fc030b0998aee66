"""Score rules as stored data: an immutable version says how facts and marks become a score."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from mobility.core.terms import Text

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Scale = Annotated[str, StringConstraints(min_length=1, max_length=20)]
Figure = Annotated[Decimal, Field(ge=-10_000, le=10_000, decimal_places=4)]


class Definition(BaseModel):
    """A piece of the rules: never changed once it is there, and nothing unknown in it."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Point(Definition):
    """`points` for a value of `at`."""

    at: Figure
    points: Figure


def _check_rising(points: Sequence[Point], where: str) -> None:
    if any(after.at <= before.at for before, after in pairwise(points)):
        raise ValueError(f"the values of {where} must rise from row to row")


class ScaleConversion(Definition):
    """Points for a value on any of several scales: along straight lines between the given points."""

    kind: Literal["scale"] = "scale"
    fact: Key
    scales: dict[Scale, Annotated[tuple[Point, ...], Field(min_length=2, max_length=50)]] = Field(min_length=1)

    @model_validator(mode="after")
    def _sound(self) -> Self:
        for name, points in self.scales.items():
            _check_rising(points, f"the scale {name}")
        return self


class PointsTable(Definition):
    """Points for results of tests: of each test the highest row that is reached, of several tests the best."""

    kind: Literal["table"] = "table"
    fact: Key
    tests: dict[Scale, Annotated[tuple[Point, ...], Field(min_length=1, max_length=50)]] = Field(min_length=1)

    @model_validator(mode="after")
    def _sound(self) -> Self:
        for name, rows in self.tests.items():
            _check_rising(rows, f"the test {name}")
        return self


class Marks(Definition):
    """Points from the marks of several reviewers.

    `trim` marks are dropped at each end for the trimmed mean. A mark not given is left out or counts as zero; with
    fewer than `minimum` marks there are no points. Marks that lie `alert` apart or more are to be talked over.
    """

    kind: Literal["marks"] = "marks"
    by: Literal["mean", "median", "trimmed_mean"] = "mean"
    trim: int = Field(default=1, ge=1, le=5)
    not_given: Literal["left_out", "zero"] = "left_out"
    minimum: int = Field(default=1, ge=1, le=50)
    highest: Figure = Decimal(100)
    alert: Figure | None = None

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if self.by == "trimmed_mean" and self.minimum <= 2 * self.trim:
            raise ValueError("a trimmed mean needs more marks than it drops: raise the minimum")
        if self.highest <= 0:
            raise ValueError("the highest mark must be above 0")
        return self


Source = Annotated[ScaleConversion | PointsTable | Marks, Field(discriminator="kind")]


class Criterion(Definition):
    """One part of the score. Without its fact it counts as 0, its weight goes to the others, or there is no score."""

    key: Key
    title: Text
    weight: Annotated[Decimal, Field(gt=0, le=10_000, decimal_places=4)]
    source: Source
    when_missing: Literal["zero", "leave_out", "no_score"] = "no_score"


class Adjustment(Definition):
    """A bonus or a penalty for candidates who carry a flag, such as +15 or −10."""

    key: Key
    title: Text
    flag: Key
    points: Figure


class ScoreRules(Definition):
    """All of it: criteria by weight, then adjustments, then bounds. Every figure is rounded to `digits`, half up."""

    key: Key
    version: int = Field(ge=1)
    digits: int = Field(default=2, ge=0, le=4)
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1, max_length=30)]
    adjustments: Annotated[tuple[Adjustment, ...], Field(max_length=30)] = ()
    lowest: Figure | None = None
    highest: Figure | None = None

    @model_validator(mode="after")
    def _sound(self) -> Self:
        keys = [*(criterion.key for criterion in self.criteria), *(part.key for part in self.adjustments)]
        if len(set(keys)) < len(keys):
            raise ValueError("every criterion and adjustment needs a key of its own")
        if self.lowest is not None and self.highest is not None and self.lowest >= self.highest:
            raise ValueError("the lowest score must be below the highest")
        return self
