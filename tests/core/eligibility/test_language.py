"""Language results: any option is enough, on its own scale, per skill, and valid on the day that counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from mobility.core.eligibility import TESTS, Evidence, Fact, Finding, Outcome, Source, evaluate, parse
from mobility.core.eligibility.languages import years_after
from tests.core.eligibility.example import STUDENT, TODAY, fact

MET, NOT_MET, UNKNOWN = Outcome.MET, Outcome.NOT_MET, Outcome.UNKNOWN
IELTS: dict[str, Any] = {"test": "ielts", "minimum": "6.5", "skills": {"writing": 6, "speaking": 6}}
CET4: dict[str, Any] = {"test": "cet4", "minimum": 425}
JLPT: dict[str, Any] = {"test": "jlpt", "minimum": "N2"}
SKILLS = {"listening": 7, "reading": 7, "writing": 6, "speaking": 6}


def ielts(score: float = 6.5, taken_on: str | None = "2026-01-10", **changes: Any) -> Fact:
    value = {"score": score, "skills": {**SKILLS, **changes}, "taken_on": taken_on}
    return fact("language:ielts", Source.CONFIRMED, None, **value)


def judge(options: list[dict[str, Any]], *facts: Fact, valid_on: str | None = None) -> Finding:
    rule = {"kind": "language_any_of", "key": "language", "options": options, "valid_on": valid_on}
    (finding,) = evaluate(parse({"rules": [rule]}), replace(STUDENT, facts=facts), TODAY).findings
    return finding


def result(finding: Finding) -> tuple[Outcome, list[str]]:
    return finding.outcome, [part.code.rpartition(".")[2] for part in finding.parts]


@pytest.mark.parametrize(
    ("options", "facts", "outcome", "parts"),
    [
        ([CET4], [fact("language:cet4", score=425)], MET, ["enough"]),
        ([CET4], [fact("language:cet4", score=424)], NOT_MET, ["too_low"]),
        ([CET4], [fact("language:cet4", score=999)], UNKNOWN, ["unreadable"]),
        ([CET4], [fact("language:cet6", score=600)], UNKNOWN, []),
        ([JLPT], [fact("language:jlpt", score="N2")], MET, ["enough"]),
        ([JLPT], [fact("language:jlpt", grade="n1")], MET, ["enough"]),
        ([JLPT], [fact("language:jlpt", score="N3")], NOT_MET, ["too_low"]),
        ([JLPT], [fact("language:jlpt", score="N9")], UNKNOWN, ["unreadable"]),
        ([IELTS], [ielts()], MET, ["enough"]),
        ([IELTS], [ielts(6.0)], NOT_MET, ["too_low"]),
        ([IELTS], [ielts(writing=5.5)], NOT_MET, ["skill_too_low"]),
        ([IELTS], [ielts(writing=None)], UNKNOWN, ["skill_unknown"]),
        ([IELTS], [ielts(writing=None, speaking=5)], NOT_MET, ["skill_too_low"]),
        ([IELTS], [fact("language:ielts", as_of=date(2026, 1, 1), score=7)], UNKNOWN, ["skill_unknown"]),
        ([IELTS], [ielts(taken_on=None)], UNKNOWN, ["date_unknown"]),
        ([IELTS], [ielts(taken_on="yesterday")], UNKNOWN, ["date_unknown"]),
        ([IELTS], [ielts(taken_on="2024-11-22")], MET, ["enough"]),
        ([IELTS], [ielts(taken_on="2024-11-21")], NOT_MET, ["expired"]),
        ([IELTS, CET4], [ielts(6.0), fact("language:cet4", score=500)], MET, ["too_low", "enough"]),
        ([IELTS, CET4], [ielts(6.0), fact("language:cet4", score=300)], NOT_MET, ["too_low", "too_low"]),
        ([IELTS, CET4], [ielts(taken_on=None), fact("language:cet4", score=300)], UNKNOWN, ["date_unknown", "too_low"]),
    ],
)
def test_findings(options: list[dict[str, Any]], facts: list[Fact], outcome: Outcome, parts: list[str]) -> None:
    assert result(judge(options, *facts)) == (outcome, parts)


def test_nothing_known_is_unknown_and_says_what_would_do() -> None:
    finding = judge([IELTS, CET4, JLPT])
    assert (finding.outcome, finding.code) == (UNKNOWN, "eligibility.language_any_of.unknown")
    assert finding.params["accepted"] == "ielts:6.5:writing=6+speaking=6,cet4:425,jlpt:N2"


def test_the_day_that_counts_is_the_one_of_the_rule() -> None:
    assert judge([IELTS], ielts(taken_on="2025-03-01"), valid_on="2027-03-01").outcome is MET
    late = judge([IELTS], ielts(taken_on="2025-03-01"), valid_on="2027-03-02")
    assert late.parts[0].params["on"] == "2027-03-02"
    assert result(late) == (NOT_MET, ["expired"])


def test_a_result_without_a_day_of_its_own_was_taken_when_the_fact_was_true() -> None:
    assert (
        judge([{"test": "det", "minimum": 110}], fact("language:det", score=120, as_of=date(2025, 1, 1))).outcome is MET
    )
    assert (
        judge([{"test": "det", "minimum": 110}], fact("language:det", score=120, as_of=date(2024, 1, 1))).outcome
        is NOT_MET
    )


def test_tests_without_a_term_never_expire() -> None:
    assert judge([CET4], fact("language:cet4", score=425, as_of=date(2004, 1, 1))).outcome is MET


def test_evidence_is_the_result_that_decides_and_a_proved_one_first() -> None:
    said = fact("language:cet4", Source.DECLARED, None, score=600)
    proved = ielts()
    assert judge([CET4, IELTS], said, proved).evidence == (Evidence("language:ielts", Source.CONFIRMED),)
    assert judge([CET4, IELTS], said).evidence == (Evidence("language:cet4", Source.DECLARED),)
    assert judge([CET4, IELTS], ielts(5), said).evidence == (Evidence("language:cet4", Source.DECLARED),)


@pytest.mark.parametrize("test", TESTS.values(), ids=TESTS.keys())
def test_every_test_has_a_scale_and_a_name_in_both_languages(test: Any) -> None:
    best, worst = (test.grades[-1], test.grades[0]) if test.grades else (test.highest, test.lowest)
    assert test.position(best) > test.position(worst)
    assert test.position("nonsense") is None
    assert test.name.en
    assert test.name.zh_Hans


def test_a_leap_day_ends_on_the_first_of_march() -> None:
    assert years_after(date(2024, 2, 29), 2) == date(2026, 3, 1)
    assert years_after(date(2024, 2, 29), 4) == date(2028, 2, 29)
