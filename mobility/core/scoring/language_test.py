"""The score of a file where a language test is part of it: the reviewers' mean and the mark, each by its weight."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Final

from mobility.core.scoring.candidate import Candidate, Measured
from mobility.core.scoring.rules import Criterion, Marks, Point, ScaleConversion, ScoreRules
from mobility.core.scoring.sheet import score
from mobility.core.terms import Text

_TEST: Final = "language_test"
_REVIEWS: Final = "reviews"
_HUNDRED: Final = Decimal(100)


@dataclass(frozen=True, slots=True)
class LanguageResult:
    """What a file has in the language test of its call; `mark` is None before it is handed over, and for the absent.

    Marks go from 0 to `highest`; `share` is the part of the score in per cent, 0 where the mark counts for nothing.
    """

    name: Text
    highest: Decimal
    share: int
    mark: Decimal | None = None
    is_absent: bool = False

    @property
    def is_known(self) -> bool:
        return self.is_absent or self.mark is not None


def with_language_test(mean: Decimal | None, result: LanguageResult | None) -> Decimal | None:
    """The score out of 100: the mean of the reviewers' scores, with the mark by its share where it counts.

    Who was absent has 0 points in the test. None while a part that counts is not known.
    """
    if result is None or result.share == 0:
        return mean
    points = Decimal(0) if result.is_absent else result.mark
    candidate = Candidate(
        values={} if points is None else {_TEST: Measured(points, _TEST)},
        marks={} if mean is None else {_REVIEWS: (mean,)},
    )
    return score(_rules(result.highest, result.share), candidate).total


@cache
def _rules(highest: Decimal, share: int) -> ScoreRules:
    line = (Point(at=Decimal(0), points=Decimal(0)), Point(at=highest, points=_HUNDRED))
    test = Criterion(
        key=_TEST,
        title=Text(en="Language test", zh_Hans="语言考试"),
        weight=Decimal(share),
        source=ScaleConversion(fact=_TEST, scales={_TEST: line}),
    )
    if share == _HUNDRED:
        return ScoreRules(key=_TEST, version=1, criteria=(test,))
    reviews = Criterion(
        key=_REVIEWS,
        title=Text(en="Reviewers' scores", zh_Hans="专家评分"),
        weight=_HUNDRED - share,
        source=Marks(highest=_HUNDRED),
    )
    return ScoreRules(key=_TEST, version=1, criteria=(reviews, test))
