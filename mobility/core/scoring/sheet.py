"""The score sheet: every figure of the arithmetic as data, so that anybody can add it up again."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from mobility.core.scoring.candidate import Candidate
from mobility.core.scoring.figures import plain, rounded
from mobility.core.scoring.points import Points, points_of
from mobility.core.scoring.rules import Adjustment, Criterion, ScoreRules
from mobility.core.terms import Param, Reason, Text

_MISSING: Final = {
    "zero": "scoring.missing_zero",
    "leave_out": "scoring.missing_leave_out",
    "no_score": "scoring.missing_no_score",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion or adjustment: what it adds to the score, and why."""

    key: str
    contribution: Decimal
    steps: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class ScoreSheet:
    """`total` is the sum of all contributions, brought within the bounds of the rules; None where there is no score."""

    rules_key: str
    rules_version: int
    lines: tuple[Line, ...]
    steps: tuple[Reason, ...]
    total: Decimal | None
    disputed: tuple[str, ...]

    def as_data(self) -> dict[str, object]:
        """The sheet as plain values to be stored: figures as text, each step as its code and parameters."""
        return {
            "rules": self.rules_key,
            "version": self.rules_version,
            "lines": [
                {"key": line.key, "contribution": plain(line.contribution), "steps": _plain_steps(line.steps)}
                for line in self.lines
            ],
            "steps": _plain_steps(self.steps),
            "total": None if self.total is None else plain(self.total),
            "disputed": list(self.disputed),
        }


def score(rules: ScoreRules, candidate: Candidate) -> ScoreSheet:
    """The sheet of one candidate. The figures shown add up exactly: what is added is what was rounded."""
    found = [(criterion, points_of(criterion, candidate, rules.digits)) for criterion in rules.criteria]
    weights = sum(
        (c.weight for c, points in found if points.value is not None or c.when_missing != "leave_out"), Decimal(0)
    )
    lines = [_weighted(criterion, points, weights, rules.digits) for criterion, points in found]
    lines += [_adjusted(part, rules.digits) for part in rules.adjustments if part.flag in candidate.flags]
    needed = next((c for c, points in found if points.value is None and c.when_missing == "no_score"), None)
    total: Decimal | None = None
    if needed is not None:
        steps: tuple[Reason, ...] = (Reason("scoring.no_score", _title(needed.title)),)
    elif not weights:
        steps = (Reason("scoring.nothing_known"),)
    else:
        total, steps = _bounded(rules, sum((line.contribution for line in lines), Decimal(0)))
    disputed = tuple(criterion.key for criterion, points in found if points.is_disputed)
    return ScoreSheet(rules.key, rules.version, tuple(lines), steps, total, disputed)


def _weighted(criterion: Criterion, points: Points, weights: Decimal, digits: int) -> Line:
    if points.value is None:
        return Line(criterion.key, Decimal(0), (*points.steps, Reason(_MISSING[criterion.when_missing])))
    contribution = rounded(Fraction(points.value) * Fraction(criterion.weight) / Fraction(weights), digits)
    said: dict[str, Param] = {
        "points": plain(points.value),
        "weight": plain(criterion.weight),
        "weights": plain(weights),
        "contribution": plain(contribution),
    }
    return Line(criterion.key, contribution, (*points.steps, Reason("scoring.weighted", said)))


def _adjusted(part: Adjustment, digits: int) -> Line:
    points = rounded(part.points, digits)
    return Line(part.key, points, (Reason("scoring.adjusted", {**_title(part.title), "points": _signed(points)}),))


def _bounded(rules: ScoreRules, total: Decimal) -> tuple[Decimal, tuple[Reason, ...]]:
    summed = Reason("scoring.total", {"total": plain(total)})
    if rules.lowest is not None and total < rules.lowest:
        return rules.lowest, (summed, Reason("scoring.raised", {"total": plain(rules.lowest)}))
    if rules.highest is not None and total > rules.highest:
        return rules.highest, (summed, Reason("scoring.lowered", {"total": plain(rules.highest)}))
    return total, (summed,)


def _title(title: Text) -> dict[str, Param]:
    return {"en": title.en, "zh_Hans": title.zh_Hans}


def _signed(points: Decimal) -> str:
    return f"+{plain(points)}" if points > 0 else plain(points).replace("-", "−")


def _plain_steps(steps: tuple[Reason, ...]) -> list[dict[str, object]]:
    return [{"code": step.code, "params": dict(step.params)} for step in steps]
