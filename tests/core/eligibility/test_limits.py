"""Limits of applications per term: by kind first, then over all, each naming the others."""

from __future__ import annotations

import pytest

from mobility.core.eligibility.limits import Other, over_limit
from mobility.core.terms import Reason, Text

LYON = Other("exchange", Text(en="Lyon", zh_Hans="里昂"))
NURSING = Other("scholarship", Text(en="Nursing", zh_Hans="护理"))


@pytest.mark.parametrize(
    ("limits", "others", "expected"),
    [
        ({}, [LYON, NURSING], None),
        ({"all": 3, "exchange": 2}, [LYON, NURSING], None),
        ({"scholarship": 1}, [LYON, NURSING], None),
        ({"exchange": 1}, [LYON, NURSING], ("limit.per_term_kind", 1, 1, "Lyon", "里昂")),
        ({"all": 2, "exchange": 2}, [LYON, NURSING], ("limit.per_term", 2, 2, "Lyon, Nursing", "里昂、护理")),
    ],
)
def test_the_limit_that_is_reached_names_the_others(
    limits: dict[str, int], others: list[Other], expected: tuple[str, int, int, str, str] | None
) -> None:
    reason = over_limit(limits, "exchange", others)
    if expected is None:
        assert reason is None
    else:
        code, maximum, count, en, zh = expected
        assert reason == Reason(code, {"maximum": maximum, "count": count, "en": en, "zh_Hans": zh})
