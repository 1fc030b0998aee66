"""The verdict: every reason, groups, history, and unknown told apart from unmet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobility.core.eligibility import (
    NO_HISTORY,
    Category,
    Fact,
    Finding,
    History,
    OtherApplication,
    Outcome,
    Participation,
    Source,
    Standing,
    StudentFacts,
    Verdict,
    evaluate,
    parse,
)
from mobility.core.terms import Reason, Text
from tests.core.eligibility.example import NURSING, STUDENT, TODAY, fact

RULES = parse(NURSING)
MET: dict[str, Any] = {"kind": "entry_year_in", "years": [2026]}
NOT_MET: dict[str, Any] = {"kind": "entry_year_in", "years": [2025]}
UNKNOWN: dict[str, Any] = {"kind": "average_at_least", "minimum": 80}


def verdict(*rules: dict[str, Any], student: StudentFacts = STUDENT, history: History = NO_HISTORY) -> Verdict:
    keyed = [{"key": f"rule_{n}", **rule} for n, rule in enumerate(rules)]
    return evaluate(parse({"rules": keyed}), student, TODAY, history)


def group(kind: str, *rules: dict[str, Any]) -> dict[str, Any]:
    return {"kind": kind, "rules": [{"key": f"part_{n}", **rule} for n, rule in enumerate(rules)]}


def test_a_first_year_of_nursing_is_eligible() -> None:
    judged = evaluate(RULES, STUDENT, TODAY)
    assert (judged.outcome, judged.is_eligible, judged.may_apply) == (Standing.ELIGIBLE, True, True)
    assert {finding.outcome for finding in judged.findings} == {Outcome.MET}


def test_every_reason_is_given_not_only_the_first() -> None:
    student = replace(STUDENT, field="0912", entry_year=2024, category=Category.INTERNATIONAL)
    judged = evaluate(RULES, student, TODAY)
    assert judged.outcome is Standing.NOT_ELIGIBLE
    assert [finding.rule_key for finding in judged.not_met] == ["field", "entry_year", "category"]
    assert len(judged.findings) == 7
    assert not judged.may_apply


def test_unknown_is_to_be_checked_and_may_apply() -> None:
    judged = evaluate(RULES, replace(STUDENT, birth_on=None), TODAY)
    assert (judged.outcome, judged.is_eligible, judged.may_apply) == (Standing.TO_BE_CHECKED, False, True)
    assert [finding.rule_key for finding in judged.unknown] == ["age"]


def test_one_unmet_rule_outweighs_what_is_unknown() -> None:
    assert verdict(UNKNOWN, NOT_MET, MET).outcome is Standing.NOT_ELIGIBLE


def test_without_rules_everybody_is_eligible() -> None:
    assert verdict() == Verdict(Standing.ELIGIBLE, ())


@pytest.mark.parametrize(
    ("kind", "parts", "outcome"),
    [
        ("any_of", (NOT_MET, MET), Outcome.MET),
        ("any_of", (UNKNOWN, MET), Outcome.MET),
        ("any_of", (UNKNOWN, NOT_MET), Outcome.UNKNOWN),
        ("any_of", (NOT_MET,), Outcome.NOT_MET),
        ("all_of", (MET, MET), Outcome.MET),
        ("all_of", (UNKNOWN, MET), Outcome.UNKNOWN),
        ("all_of", (UNKNOWN, NOT_MET), Outcome.NOT_MET),
    ],
)
def test_groups(kind: str, parts: tuple[dict[str, Any], ...], outcome: Outcome) -> None:
    (finding,) = verdict(group(kind, *parts)).findings
    assert (finding.outcome, finding.code) == (outcome, f"eligibility.{kind}.{outcome.value}")
    assert [part.rule_key for part in finding.parts] == [f"part_{n}" for n in range(len(parts))]


def test_groups_stand_in_groups() -> None:
    nested = group("any_of", {**group("all_of", {"key": "a", **MET}, {"key": "b", **UNKNOWN}), "key": "inner"}, NOT_MET)
    assert verdict(nested).outcome is Standing.TO_BE_CHECKED


def participation(kind: str = "scholarship", key: str = "nursing") -> History:
    return History(participations=(Participation(kind, key, Text(en="Nursing", zh_Hans="护理"), 2024),))


@pytest.mark.parametrize(
    ("rule", "outcome"),
    [
        ({}, Outcome.NOT_MET),
        ({"program_kind": "scholarship"}, Outcome.NOT_MET),
        ({"program_kind": "exchange"}, Outcome.MET),
        ({"program_key": "nursing"}, Outcome.NOT_MET),
        ({"program_key": "summer"}, Outcome.MET),
        ({"program_kind": "exchange", "program_key": "nursing"}, Outcome.MET),
    ],
)
def test_prior_participation(rule: dict[str, Any], outcome: Outcome) -> None:
    (finding,) = verdict({"kind": "no_prior_participation", **rule}, history=participation()).findings
    assert finding.outcome is outcome
    assert dict(finding.params) == (
        {} if outcome is Outcome.MET else {"year": 2024, "en": "Nursing", "zh_Hans": "护理"}
    )
    assert verdict({"kind": "no_prior_participation", **rule}).is_eligible


@pytest.mark.parametrize(
    ("level", "year", "is_met"),
    [(6, 2025, False), (7, 2025, True), (None, 2025, False), (None, 2023, True), (6, 2023, False)],
)
def test_once_per_degree(level: int | None, year: int, is_met: bool) -> None:
    """Told apart by the level of the studies then, and where that is not known by the year of entry."""
    title = Text(en="Nursing", zh_Hans="护理")
    before = History(participations=(Participation("scholarship", "nursing", title, year, level),))
    (finding,) = verdict(
        {"kind": "no_prior_participation", "is_per_degree": True},
        student=replace(STUDENT, level=6, entry_year=2024),
        history=before,
    ).findings
    assert finding.code == f"eligibility.no_prior_participation.{'met' if is_met else 'not_met'}_degree"


@pytest.mark.parametrize(
    ("rule", "outcome"),
    [
        ({"program_kind": "exchange"}, Outcome.NOT_MET),
        ({"program_kind": "exchange", "is_per_degree": True}, Outcome.MET),
        ({"program_kind": "exchange", "program_key": "autumn"}, Outcome.MET),
        ({"program_kind": "scholarship"}, Outcome.MET),
    ],
)
def test_what_the_registry_knows_of_earlier_participations_counts(rule: dict[str, Any], outcome: Outcome) -> None:
    facts = (Fact("participation:exchange", {"year": 2022}), Fact("participation:other", {"year": 2023}))
    student = replace(STUDENT, facts=facts, entry_year=2024)
    (finding,) = verdict({"kind": "no_prior_participation", **rule}, student=student).findings
    assert finding.outcome is outcome


@pytest.mark.parametrize(
    ("maximum", "season", "outcome"), [(2, "autumn", "not_met"), (3, "autumn", "met"), (3, None, "not_met")]
)
def test_number_of_applications(maximum: int, season: str | None, outcome: str) -> None:
    others = (
        OtherApplication("autumn"),
        OtherApplication("autumn"),
        OtherApplication("spring"),
        OtherApplication("autumn", is_live=False),
    )
    rule = {"kind": "max_applications", "maximum": maximum, "season": season}
    (finding,) = verdict(rule, history=History(applications=others)).findings
    assert finding.outcome.value == outcome
    assert dict(finding.params) == {"actual": 2 if season else 3, "maximum": maximum}


def test_a_finding_is_a_reason_that_names_rule_and_source() -> None:
    student = replace(STUDENT, facts=(fact("average", value=78.4, scale="100"),))
    (finding,) = verdict(UNKNOWN, student=student).findings
    assert finding.reason == Reason(
        "eligibility.average_at_least.not_met",
        {
            "actual": "78.4",
            "required": "80",
            "scale": "100",
            "source": "records",
            "as_of": "2026-08-31",
            "rule": "rule_0",
        },
    )
    (unknown,) = verdict(UNKNOWN).findings
    assert (unknown.reason.params["source"], unknown.reason.params["as_of"]) == (None, None)


def test_a_note_of_the_office_stays_with_its_finding() -> None:
    note = {"en": "Ask the office.", "zh_Hans": "请咨询国际处。"}
    (finding,) = verdict({**NOT_MET, "note": note}).findings
    assert finding.note == Text(**note)


@pytest.mark.parametrize(
    ("rule", "sources", "is_declared"),
    [
        (UNKNOWN, (Source.DECLARED,), True),
        (UNKNOWN, (Source.RECORDS,), False),
        (group("any_of", UNKNOWN, NOT_MET), (Source.DECLARED,), True),
        (group("any_of", UNKNOWN, MET), (Source.DECLARED,), False),
        (group("all_of", UNKNOWN, MET), (Source.DECLARED,), True),
        (NOT_MET, (Source.DECLARED,), False),
    ],
)
def test_what_rests_on_the_word_of_the_student_is_told(
    rule: dict[str, Any], sources: tuple[Source, ...], is_declared: bool
) -> None:
    facts = tuple(fact("average", source, date(2026, 9, 1), value=90, scale="100") for source in sources)
    judged = verdict(rule, student=replace(STUDENT, facts=facts))
    assert bool(judged.declared) is is_declared


names = st.sampled_from(["met", "not_met", "unknown"])
LEAVES = {"met": MET, "not_met": NOT_MET, "unknown": UNKNOWN}


@given(st.lists(names, max_size=6))
def test_the_verdict_is_as_good_as_the_worst_finding(outcomes: list[str]) -> None:
    judged = verdict(*(LEAVES[name] for name in outcomes))
    expected = "not_eligible" if "not_met" in outcomes else "to_be_checked" if "unknown" in outcomes else "eligible"
    assert judged.outcome.value == expected
    assert [finding.outcome.value for finding in judged.findings] == outcomes


@given(st.lists(st.tuples(st.sampled_from(["any_of", "all_of"]), st.lists(names, min_size=1, max_size=4)), max_size=4))
def test_what_is_known_later_decides_only_what_was_unknown(groups: list[tuple[str, list[str]]]) -> None:
    def finding(unknown: dict[str, Any]) -> list[Finding]:
        leaves = {**LEAVES, "unknown": unknown}
        rules = [
            {
                "key": f"g{n}",
                "kind": kind,
                "rules": [{"key": f"g{n}_{i}", **leaves[name]} for i, name in enumerate(parts)],
            }
            for n, (kind, parts) in enumerate(groups)
        ]
        return list(evaluate(parse({"rules": rules}), STUDENT, TODAY).findings)

    for before, good, bad in zip(finding(UNKNOWN), finding(MET), finding(NOT_MET), strict=True):
        if before.outcome is Outcome.UNKNOWN:
            assert (good.outcome, bad.outcome) == (Outcome.MET, Outcome.NOT_MET)
        else:
            assert good.outcome is bad.outcome is before.outcome
