"""Averages, rank and failed courses: on their scale, by the most trustworthy fact, unknown where there is none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobility.core.eligibility import Evidence, Fact, Finding, Outcome, Source, evaluate, parse
from tests.core.eligibility.example import STUDENT, TODAY, fact

MET, NOT_MET, UNKNOWN = Outcome.MET, Outcome.NOT_MET, Outcome.UNKNOWN
AVERAGE = {"kind": "average_at_least", "minimum": 80}
GPA = {"kind": "gpa_at_least", "minimum": "3.2", "scale": "4.0"}
RANK = {"kind": "rank_within", "fraction": "0.3"}
FAILS = {"kind": "no_fails"}


def judge(rule: dict[str, Any], *facts: Fact) -> Finding:
    rules = parse({"rules": [{"key": "rule", **rule}]})
    (finding,) = evaluate(rules, replace(STUDENT, facts=facts), TODAY).findings
    return finding


@pytest.mark.parametrize(
    ("rule", "given_fact", "outcome", "code"),
    [
        (AVERAGE, fact("average", value=80, scale="100"), MET, "met"),
        (AVERAGE, fact("average", value=79.99, scale="100"), NOT_MET, "not_met"),
        (AVERAGE, fact("average", value="85.25", scale="100"), MET, "met"),
        (AVERAGE, fact("average", value=3.9, scale="4.0"), UNKNOWN, "other_scale"),
        (AVERAGE, fact("average", value=85), UNKNOWN, "unknown"),
        (AVERAGE, fact("average", value=185, scale="100"), UNKNOWN, "unknown"),
        (AVERAGE, fact("average", value=True, scale="100"), UNKNOWN, "unknown"),
        (AVERAGE, fact("average", value="good", scale="100"), UNKNOWN, "unknown"),
        (AVERAGE, fact("average", value="NaN", scale="100"), UNKNOWN, "unknown"),
        (AVERAGE, fact("average", scale="100"), UNKNOWN, "unknown"),
        (AVERAGE, fact("gpa", value=90, scale="100"), UNKNOWN, "unknown"),
        (GPA, fact("gpa", value=3.2, scale="4.0"), MET, "met"),
        (GPA, fact("gpa", value=3.19, scale="4.0"), NOT_MET, "not_met"),
        (GPA, fact("gpa", value=4.4, scale="4.5"), UNKNOWN, "other_scale"),
        (RANK, fact("rank", position=24, of=80), MET, "met"),
        (RANK, fact("rank", position=25, of=80), NOT_MET, "not_met"),
        (RANK, fact("rank", position=0, of=80), UNKNOWN, "unknown"),
        (RANK, fact("rank", position=81, of=80), UNKNOWN, "unknown"),
        (RANK, fact("rank", position=2), UNKNOWN, "unknown"),
        (FAILS, fact("has_fails", value=False), MET, "met"),
        (FAILS, fact("has_fails", value=True), NOT_MET, "not_met"),
        (FAILS, fact("has_fails", value="no"), UNKNOWN, "unknown"),
    ],
)
def test_findings(rule: dict[str, Any], given_fact: Fact, outcome: Outcome, code: str) -> None:
    finding = judge(rule, given_fact)
    assert (finding.outcome, finding.code) == (outcome, f"eligibility.{rule['kind']}.{code}")


@pytest.mark.parametrize("rule", [AVERAGE, GPA, RANK, FAILS])
def test_a_first_year_without_grades_has_not_failed(rule: dict[str, Any]) -> None:
    finding = judge(rule)
    assert (finding.outcome, finding.code, finding.evidence) == (UNKNOWN, f"eligibility.{rule['kind']}.unknown", ())


def test_parameters_and_evidence() -> None:
    finding = judge(AVERAGE, fact("average", value=78.40, scale="100"))
    assert dict(finding.params) == {"actual": "78.4", "required": "80", "scale": "100"}
    assert finding.evidence == (Evidence("average", Source.RECORDS, date(2026, 8, 31)),)
    other = judge(GPA, fact("gpa", value=4.1, scale="4.5"))
    assert dict(other.params) == {"actual": "4.1", "other_scale": "4.5", "required": "3.2", "scale": "4.0"}
    assert dict(judge(RANK, fact("rank", position=25, of=80)).params) == {"position": 25, "of": 80, "percent": "30"}


def test_what_the_school_knows_outweighs_what_the_student_says() -> None:
    said = fact("average", Source.DECLARED, date(2026, 11, 1), value=90, scale="100")
    known = fact("average", Source.CONFIRMED, date(2026, 7, 1), value=70, scale="100")
    assert judge(AVERAGE, said, known).params["actual"] == "70"
    assert judge(AVERAGE, said).params["actual"] == "90"


def test_the_latest_of_equal_worth_counts() -> None:
    old = fact("average", as_of=date(2026, 2, 1), value=70, scale="100")
    new = fact("average", as_of=date(2026, 8, 1), value=81, scale="100")
    undated = fact("average", as_of=None, value=60, scale="100")
    assert [judge(AVERAGE, *facts).params["actual"] for facts in ((old, new, undated), (undated, new, old))] == [
        "81"
    ] * 2


def test_a_fact_on_the_right_scale_goes_before_one_on_another() -> None:
    other = fact("gpa", as_of=date(2026, 11, 1), value=4.4, scale="4.5")
    right = fact("gpa", as_of=date(2026, 2, 1), value=3.0, scale="4.0")
    assert judge(GPA, other, right).outcome is NOT_MET


@given(st.integers(1, 500), st.integers(1, 500), st.decimals("0.01", 1, places=2))
def test_rank_is_exact(position: int, of: int, fraction: Decimal) -> None:
    finding = judge({"kind": "rank_within", "fraction": str(fraction)}, fact("rank", position=position, of=of))
    expected = UNKNOWN if position > of else MET if position * 100 <= int(fraction * 100) * of else NOT_MET
    assert finding.outcome is expected
