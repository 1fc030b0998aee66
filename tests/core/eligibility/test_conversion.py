"""Conversion between scales: known values of each formula, exact at the bounds, rising, and none where none leads."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobility.core.eligibility import Outcome
from mobility.core.eligibility.conversion import Formula, convert
from mobility.i18n import use_locale
from mobility.wording import describe_reason
from tests.core.eligibility.example import fact
from tests.core.eligibility.test_marks import judge

marks = st.decimals(60, 100, places=2)


@pytest.mark.parametrize(
    ("formula", "value", "source", "target", "expected"),
    [
        ("proportional", "3.6", "4.5", "4.0", "3.2"),
        ("proportional", "3.2", "4.0", "4.5", "3.6"),
        ("proportional", "80", "100", "4.0", None),
        ("peking", "100", "100", "4.0", "4"),
        ("peking", "90", "100", "4.0", "3.8125"),
        ("peking", "80", "100", "4.0", "3.25"),
        ("peking", "60", "100", "4.0", "1"),
        ("peking", "59.99", "100", "4.0", "0"),
        ("peking", "80", "100", "4.5", "3.65625"),
        ("peking", "3.25", "4.0", "100", "80"),
        ("peking", "0.9", "4.0", "100", None),
        ("peking", "4.5", "4.0", "100", None),
        ("proportional", "3.1", "4.0", "4.0", "3.1"),
    ],
)
def test_known_values(formula: Formula, value: str, source: str, target: str, expected: str | None) -> None:
    found = convert(formula, Decimal(value), source, target)
    assert found == (None if expected is None else Decimal(expected))


@given(marks, marks)
def test_better_marks_are_never_worse_points(one: Decimal, other: Decimal) -> None:
    low, high = sorted((one, other))
    points = [convert("peking", mark, "100", "4.0") for mark in (low, high)]
    assert points[0] is not None
    assert points[1] is not None
    assert points[0] <= points[1]


@given(marks)
def test_there_and_back_is_the_same_mark(mark: Decimal) -> None:
    points = convert("peking", mark, "100", "4.3")
    assert points is not None
    back = convert("peking", points, "4.3", "100")
    assert back is not None
    assert abs(back - mark) < Decimal("1e-12")


@pytest.mark.parametrize(
    ("rule", "given_fact", "outcome", "code"),
    [
        (
            {"kind": "gpa_at_least", "minimum": 3, "scale": "4.5"},
            fact("gpa", value=2.8, scale="4.0"),
            "unknown",
            "other_scale",
        ),
        (
            {"kind": "gpa_at_least", "minimum": 3, "scale": "4.5", "formula": "proportional"},
            fact("gpa", value=2.8, scale="4.0"),
            "met",
            "converted",
        ),
        (
            {"kind": "gpa_at_least", "minimum": 3, "scale": "4.0", "formula": "peking"},
            fact("average", value=76, scale="100"),
            "not_met",
            "converted_not_met",
        ),
        (
            {"kind": "average_at_least", "minimum": 80, "formula": "peking"},
            fact("gpa", value=3.25, scale="4.0"),
            "met",
            "converted",
        ),
    ],
)
def test_a_rule_converts_only_by_the_formula_it_names(
    rule: dict[str, Any], given_fact: Any, outcome: str, code: str
) -> None:
    finding = judge(rule, given_fact)
    assert (finding.outcome, finding.code) == (Outcome(outcome), f"eligibility.{rule['kind']}.{code}")


def test_a_mark_on_the_rule_s_own_scale_comes_first() -> None:
    rule = {"kind": "gpa_at_least", "minimum": 3, "scale": "4.0", "formula": "peking"}
    finding = judge(rule, fact("gpa", value=2.9, scale="4.0"), fact("average", value=95, scale="100"))
    assert finding.code == "eligibility.gpa_at_least.not_met"


def test_the_formula_is_named_in_each_language() -> None:
    rule = {"kind": "gpa_at_least", "minimum": 3, "scale": "4.5", "formula": "peking"}
    reason = judge(rule, fact("average", value=80, scale="100")).reason
    with use_locale("en"):
        english = describe_reason(reason)
    with use_locale("zh_Hans"):
        chinese = describe_reason(reason)
    assert "Converted by Peking University's formula it is a GPA of 3.65 of 4.5, and 3 is asked for." in english
    assert "按北京大学绩点换算公式换算为绩点3.65（满分4.5）" in chinese
