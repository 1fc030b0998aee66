"""First-timers among others: by nothing but the score, among equals, or ahead of everybody."""

from __future__ import annotations

from decimal import Decimal

import pytest

from mobility.core.scoring import FirstTimers, selection_order

FILES: dict[str, tuple[Decimal | None, bool]] = {
    "best": (Decimal(90), True),
    "equal_before": (Decimal(80), True),
    "equal_new": (Decimal(80), False),
    "weak_new": (Decimal(70), False),
    "unscored_new": (None, False),
}


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (FirstTimers.EQUAL, ["best", "equal_before", "equal_new", "weak_new", "unscored_new"]),
        (FirstTimers.TIES, ["best", "equal_new", "equal_before", "weak_new", "unscored_new"]),
        (FirstTimers.AHEAD, ["equal_new", "weak_new", "best", "equal_before", "unscored_new"]),
    ],
)
def test_the_order_of_a_call(rule: FirstTimers, expected: list[str]) -> None:
    keys = {name: selection_order(rule, score, has_taken_part=before) for name, (score, before) in FILES.items()}
    assert sorted(FILES, key=keys.__getitem__) == expected
    assert (keys["equal_before"] == keys["equal_new"]) is (rule is FirstTimers.EQUAL)
