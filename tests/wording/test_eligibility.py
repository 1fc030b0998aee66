"""Every finding that the rules can yield becomes a sentence in both languages, with where its fact comes from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from mobility.core.eligibility import (
    TESTS,
    Category,
    Fact,
    Finding,
    History,
    OtherApplication,
    Participation,
    Source,
    StudentFacts,
    StudyStatus,
    evaluate,
    parse,
)
from mobility.core.eligibility.languages import SKILLS
from mobility.core.terms import Text
from mobility.i18n import use_locale
from mobility.wording import describe, describe_reason, eligibility
from tests.core.eligibility.example import STUDENT, TODAY, fact

LABEL = {"en": "students of the School of Nursing", "zh_Hans": "护理学院学生"}
NOBODY = StudentFacts()
OTHER = StudentFacts(
    level=7,
    is_vocational=False,
    field="0912",
    unit_codes=frozenset({"law"}),
    entry_year=2024,
    category=Category.INTERNATIONAL,
    study_status=StudyStatus.SUSPENDED,
    birth_on=date(1990, 1, 1),
)
NUS = Text(en="NUS exchange", zh_Hans="新国大交换")
BEFORE = History(
    participations=(Participation("exchange", "nus", NUS, 2024, STUDENT.level),),
    applications=(OtherApplication("autumn"), OtherApplication("autumn")),
)
IELTS = {"test": "ielts", "minimum": "6.5", "skills": {"writing": 6}}
TAKEN = "2026-01-10"


def findings(
    student: StudentFacts, *rules: dict[str, Any], facts: tuple[Fact, ...] = (), history: History = BEFORE
) -> Iterator[Finding]:
    keyed = [{"key": f"rule_{n}", **rule} for n, rule in enumerate(rules)]
    for finding in evaluate(parse({"rules": keyed}), replace(student, facts=facts), TODAY, history).findings:
        yield finding
        yield from finding.parts


def average(value: float, scale: str = "100") -> Fact:
    return fact("average", value=value, scale=scale)


def ielts(**value: Any) -> tuple[Fact, ...]:
    return (fact("language:ielts", Source.DECLARED, None, **value),)


PERSON: tuple[dict[str, Any], ...] = (
    {"kind": "level_in", "levels": [5, 6]},
    {"kind": "field_in", "include": ["0913"]},
    {"kind": "unit_in", "include": ["nursing"], "label": LABEL},
    {"kind": "entry_year_in", "years": [2025, 2026]},
    {"kind": "category_in", "categories": ["mainland", "hmt_overseas_chinese"]},
    {"kind": "study_status_in", "statuses": ["enrolled", "graduated"]},
    {"kind": "age_between", "minimum": 17, "maximum": 25, "on": "2027-01-05"},
)
LEFT_OUT: tuple[dict[str, Any], ...] = (
    {"kind": "field_in", "exclude": ["09"]},
    {"kind": "unit_in", "exclude": ["nursing"], "label": LABEL},
    {"kind": "level_in", "levels": [5], "is_vocational": False},
    {"kind": "age_between", "minimum": 18},
)
MARKS: tuple[dict[str, Any], ...] = (
    {"kind": "average_at_least", "minimum": 80},
    {"kind": "gpa_at_least", "minimum": 3, "scale": "4.0"},
    {"kind": "rank_within", "fraction": "0.3"},
    {"kind": "no_fails"},
)
GROUPS: tuple[dict[str, Any], ...] = tuple(
    {"kind": kind, "rules": [{"key": f"{kind}_part", **MARKS[0]}]} for kind in ("any_of", "all_of")
)
HISTORY: tuple[dict[str, Any], ...] = (
    {"kind": "no_prior_participation"},
    {"kind": "no_prior_participation", "is_per_degree": True, "program_kind": "exchange"},
    {"kind": "max_applications", "maximum": 2},
    {"kind": "max_applications", "maximum": 3},
)
LANGUAGE: dict[str, Any] = {
    "kind": "language_any_of",
    "options": [IELTS, {"test": "cet6", "minimum": 450}, {"test": "jlpt", "minimum": "N2"}],
}
GOOD = (
    average(85),
    fact("gpa", value=3.5, scale="4.0"),
    fact("rank", position=5, of=80),
    fact("has_fails", value=False),
)
BAD = (
    average(78.4),
    fact("gpa", value=2.5, scale="4.0"),
    fact("rank", position=50, of=80),
    fact("has_fails", value=True),
)
ELSEWHERE = (average(3.4, "4.0"), fact("gpa", value=4.2, scale="4.5"))

ALL: tuple[Finding, ...] = (
    *findings(STUDENT, *PERSON),
    *findings(OTHER, *PERSON),
    *findings(NOBODY, *PERSON),
    *findings(STUDENT, *LEFT_OUT),
    *findings(OTHER, {"kind": "level_in", "levels": [7], "is_vocational": True}),
    *findings(STUDENT, *MARKS, *GROUPS, facts=GOOD),
    *findings(STUDENT, *MARKS, *GROUPS, facts=BAD),
    *findings(STUDENT, *MARKS, *GROUPS, facts=ELSEWHERE),
    *findings(STUDENT, *MARKS, LANGUAGE),
    *findings(STUDENT, LANGUAGE, facts=ielts(score=7, skills={"writing": 7}, taken_on=TAKEN)),
    *findings(STUDENT, LANGUAGE, facts=ielts(score=6, taken_on=TAKEN)),
    *findings(STUDENT, LANGUAGE, facts=ielts(score=7, skills={"writing": 5.5}, taken_on=TAKEN)),
    *findings(STUDENT, LANGUAGE, facts=ielts(score=7, taken_on=TAKEN)),
    *findings(STUDENT, LANGUAGE, facts=ielts(score=7, skills={"writing": 7})),
    *findings(STUDENT, LANGUAGE, facts=ielts(score=7, skills={"writing": 7}, taken_on="2020-01-10")),
    *findings(STUDENT, LANGUAGE, facts=ielts(score="band seven", taken_on=TAKEN)),
    *findings(STUDENT, *HISTORY),
    *findings(STUDENT, *HISTORY, history=History()),
)
SENTENCES = {finding.code: finding for finding in reversed(ALL)}


def test_the_findings_here_are_all_there_are() -> None:
    assert set(SENTENCES) | {"eligibility.not_eligible"} == set(eligibility.CODES)


@pytest.mark.parametrize("finding", ALL, ids=lambda finding: finding.code.removeprefix("eligibility."))
def test_every_finding_is_a_whole_sentence_in_both_languages(finding: Finding) -> None:
    with use_locale("en"):
        english = describe_reason(finding.reason)
    with use_locale("zh_Hans"):
        chinese = describe_reason(finding.reason)
    for sentence in (english, chinese):
        assert re.search(r"%\(|None|not possible|\{|0913,|,[^ ]|\(\)", sentence) is None
    assert english.endswith(".")
    assert (
        re.search(r"[\u4e00-\u9fff]。$", chinese) or chinese.endswith(("%。", "）。", "”。")) or chinese[-2].isascii()
    )
    assert re.search(r"[.,;:] |；$", chinese.replace("METS", "")) is None


@pytest.mark.parametrize(
    ("code", "english", "chinese"),
    [
        (
            "average_at_least.not_met",
            "Your average is 78.4 (from records, as of 31 August 2026); this call asks for 80.",
            "您的加权平均分为78.4（教务记录，截至2026年8月31日）；本项目要求不低于80分。",
        ),
        (
            "rank_within.not_met",
            "You rank 50 of 80 in your major (from records, as of 31 August 2026); this call is for the best 30%.",
            "您的专业排名为50/80（教务记录，截至2026年8月31日）；本项目要求专业排名前30%。",
        ),
        (
            "field_in.not_met",
            "Your field of study is 0912 Medicine (from records); this call is for: 0913 Nursing and midwifery.",
            "您的学科领域为0912 临床医学（教务记录）；本项目面向：0913 护理与助产。",
        ),
        (
            "category_in.not_met",
            (
                "Your student category is “international student” (from records); this call is for: "
                "mainland student or Hong Kong, Macao, Taiwan or overseas Chinese student."
            ),
            "您的学生类别为“国际学生”（教务记录）；本项目面向：境内学生、港澳台侨学生。",
        ),
        (
            "age_between.too_young",
            "Your age on 22 November 2026 is 17 (from records); this call asks for at least 18.",
            "截至2026年11月22日您年满17周岁（教务记录）；本项目要求不小于18周岁。",
        ),
        (
            "language_any_of.unknown",
            (
                "No language result of yours is known yet; this call asks for one of: IELTS 6.5 (writing 6), "
                "CET-6 450 or JLPT N2. Add yours to your profile."
            ),
            (
                "尚无您的语言成绩；本项目要求具备下列之一："
                "雅思（IELTS）6.5（写作 6）、大学英语六级450、日本语能力测试（JLPT）N2。请在个人资料中补充。"
            ),
        ),
        (
            "language_any_of.skill_too_low",
            "IELTS, writing: you have 5.5 (as you declared); 6 is asked for.",
            "雅思（IELTS）写作单项：您的成绩为5.5（本人填报），要求为6。",
        ),
        (
            "no_prior_participation.not_met",
            "You took part in “NUS exchange” in 2024; this call is for students who have not taken part before.",
            "您已于2024年参加“新国大交换”；本项目面向此前未参加过的学生。",
        ),
        (
            "average_at_least.unknown",
            "Your average is not known yet; this call asks for 80. The office will check it.",
            "尚无您的加权平均分；本项目要求不低于80分，将由国际处核实。",
        ),
    ],
)
def test_sentences(code: str, english: str, chinese: str) -> None:
    reason = SENTENCES[f"eligibility.{code}"].reason
    assert describe_reason(reason) == english
    with use_locale("zh_Hans"):
        assert describe_reason(reason) == chinese


def test_a_source_of_each_kind_is_named() -> None:
    params = {"actual": "70", "required": "80", "as_of": "2026-08-31"}
    said = [describe("eligibility.average_at_least.not_met", {**params, "source": source.value}) for source in Source]
    assert [re.findall(r"\((.*)\)", sentence) for sentence in said] == [
        ["from records, as of 31 August 2026"],
        ["confirmed by your school, as of 31 August 2026"],
        ["as you declared, as of 31 August 2026"],
    ]


def test_every_value_of_the_vocabularies_has_its_word() -> None:
    assert set(eligibility.CATEGORIES) == {category.value for category in Category}
    assert set(eligibility.STUDY_STATUSES) == {status.value for status in StudyStatus}
    assert set(eligibility.SOURCES) == {source.value for source in Source}
    assert set(eligibility.SKILLS) == set(SKILLS)
    assert set(eligibility.STANDINGS) == {"eligible", "not_eligible", "to_be_checked"}
    assert set(eligibility.LEVELS) == {"5", "6", "7", "8"}
    assert all(
        describe("eligibility.language_any_of.unreadable", {"test": key}).startswith(TESTS[key].name.en)
        for key in TESTS
    )
