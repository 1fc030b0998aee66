"""The mark of a language test is worth its share of the score, whoever was absent has nothing in it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from mobility.core.scoring.language_test import LanguageResult, with_language_test
from tests.factories.language_tests import NAME

MEAN = Decimal("80.00")


def _result(share: int, mark: str | None = None, *, is_absent: bool = False) -> LanguageResult:
    return LanguageResult(NAME, Decimal(710), share, None if mark is None else Decimal(mark), is_absent)


@pytest.mark.parametrize(
    ("mean", "result", "score"),
    [
        (MEAN, None, "80.00"),
        (MEAN, _result(0, "355"), "80.00"),
        (MEAN, _result(40, "355"), "68.00"),
        (MEAN, _result(40, is_absent=True), "48.00"),
        (MEAN, _result(40), None),
        (None, _result(40, "355"), None),
        (None, _result(100, "710"), "100.00"),
        (None, None, None),
    ],
)
def test_the_score_by_hand(mean: Decimal | None, result: LanguageResult | None, score: str | None) -> None:
    assert with_language_test(mean, result) == (None if score is None else Decimal(score))
