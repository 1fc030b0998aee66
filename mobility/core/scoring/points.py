"""Points of one criterion: from a scale, from a table of tests, from the marks of reviewers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Final

from mobility.core.scoring.candidate import Candidate, Result
from mobility.core.scoring.figures import plain, rounded
from mobility.core.scoring.rules import Criterion, Marks, Point, PointsTable, ScaleConversion
from mobility.core.terms import Param, Reason

HUNDRED: Final = Fraction(100)

_NOT_GIVEN: Final = {"left_out": "scoring.marks_left_out", "zero": "scoring.marks_zero"}
_BY: Final = {"mean": "scoring.mean", "median": "scoring.median", "trimmed_mean": "scoring.trimmed_mean"}


@dataclass(frozen=True, slots=True)
class Points:
    """Points before weighting, None where the fact is missing, and the steps that led there."""

    value: Decimal | None
    steps: tuple[Reason, ...]
    is_disputed: bool = False


def points_of(criterion: Criterion, candidate: Candidate, digits: int) -> Points:
    """The points that a candidate has in one criterion, rounded to `digits`."""
    match criterion.source:
        case ScaleConversion() as source:
            return _converted(source, candidate, digits)
        case PointsTable() as source:
            return _looked_up(source, candidate, digits)
        case Marks() as source:
            return _marked(source, candidate.marks.get(criterion.key, ()), digits)


def _converted(source: ScaleConversion, candidate: Candidate, digits: int) -> Points:
    measured = candidate.values.get(source.fact)
    if measured is None:
        return Points(None, (Reason("scoring.no_fact"),))
    said = {"value": plain(measured.value), "scale": measured.scale}
    points = source.scales.get(measured.scale)
    if points is None:
        return Points(None, (Reason("scoring.unknown_scale", said),))
    if not points[0].at <= measured.value <= points[-1].at:
        return Points(None, (Reason("scoring.off_scale", said),))
    value = rounded(_between(points, measured.value), digits)
    return Points(value, (Reason("scoring.converted", {**said, "points": plain(value)}),))


def _between(points: Sequence[Point], value: Decimal) -> Fraction:
    low, high = next((low, high) for low, high in pairwise(points) if value <= high.at)
    share = Fraction(value - low.at) / Fraction(high.at - low.at)
    return Fraction(low.points) + share * Fraction(high.points - low.points)


def _looked_up(source: PointsTable, candidate: Candidate, digits: int) -> Points:
    known = [result for result in candidate.results.get(source.fact, ()) if result.test in source.tests]
    if not known:
        return Points(None, (Reason("scoring.no_result"),))
    best = max(known, key=lambda result: (_row(source, result), result.test, result.score))
    value = rounded(_row(source, best), digits)
    said = {"test": best.test, "result": plain(best.score), "points": plain(value)}
    return Points(value, (Reason("scoring.looked_up" if len(known) == 1 else "scoring.best_result", said),))


def _row(source: PointsTable, result: Result) -> Decimal:
    """The points of the highest row reached; a result below all rows has none."""
    return next((row.points for row in reversed(source.tests[result.test]) if result.score >= row.at), Decimal(0))


def _marked(source: Marks, asked: Sequence[Decimal | None], digits: int) -> Points:
    given = sorted(mark for mark in asked if mark is not None)
    if any(not 0 <= mark <= source.highest for mark in given):
        return Points(None, (Reason("scoring.mark_out_of_range", {"highest": plain(source.highest)}),))
    steps: list[Reason] = []
    if missing := len(asked) - len(given):
        steps.append(Reason(_NOT_GIVEN[source.not_given], {"count": missing}))
    marks = [*[Decimal(0)] * missing, *given] if source.not_given == "zero" else given
    if len(marks) < source.minimum:
        return Points(None, (*steps, Reason("scoring.too_few_marks", {"given": len(marks), "needed": source.minimum})))
    value = rounded(_together(source, marks) / Fraction(source.highest) * HUNDRED, digits)
    written = ", ".join(plain(mark) for mark in marks)
    said: dict[str, Param] = {"marks": written, "highest": plain(source.highest), "points": plain(value)}
    steps.append(Reason(_BY[source.by], said | ({"trim": source.trim} if source.by == "trimmed_mean" else {})))
    spread = (given[-1] - given[0]) if given else Decimal(0)
    if is_disputed := source.alert is not None and spread >= source.alert:
        steps.append(Reason("scoring.spread", {"spread": plain(spread)}))
    return Points(value, tuple(steps), is_disputed)


def _together(source: Marks, marks: Sequence[Decimal]) -> Fraction:
    """One figure for several marks, which come in rising order."""
    if source.by == "median":
        middle = len(marks) // 2
        return Fraction(marks[middle]) if len(marks) % 2 else Fraction(marks[middle - 1] + marks[middle]) / 2
    kept = marks[source.trim : len(marks) - source.trim] if source.by == "trimmed_mean" else marks
    return sum((Fraction(mark) for mark in kept), Fraction(0)) / len(kept)
