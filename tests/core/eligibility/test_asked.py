"""What rules ask is told for every kind of rule, in words of both languages, without anybody being judged."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from mobility.core.eligibility import KINDS, parse
from mobility.core.eligibility.asked import Asked, asked
from mobility.i18n import use_locale
from mobility.wording import describe_reason

ON = date(2027, 1, 5).isoformat()
IELTS = {"test": "ielts", "minimum": "6.5", "skills": {"writing": 6}}
NURSES = {"en": "nurses", "zh_Hans": "护理学院"}
TOLD: list[tuple[dict[str, Any], str, str]] = [
    ({"kind": "level_in", "levels": [6, 7]}, "Level of study: bachelor’s or master’s", "学历层次：本科、硕士"),
    ({"kind": "level_in", "levels": [5], "is_vocational": True}, "vocational programs only", "仅限专科"),
    ({"kind": "level_in", "levels": [6], "is_vocational": False}, "no vocational programs", "不含专科"),
    ({"kind": "field_in", "include": ["091"]}, "Field of study: 091 Health", "学科领域：091"),
    ({"kind": "field_in", "exclude": ["091"]}, "Any field of study but 091 Health", "除外"),
    ({"kind": "field_in", "include": ["09"], "exclude": ["0911"]}, ", but not 0911", "，0911"),
    ({"kind": "unit_in", "include": ["N"], "label": NURSES}, "For nurses", "面向护理学院"),
    ({"kind": "entry_year_in", "years": [2025, 2026]}, "Year of entry: 2025 or 2026", "年级：2025、2026"),
    ({"kind": "category_in", "categories": ["mainland"]}, "Student category: mainland student", "学生类别："),
    ({"kind": "study_status_in"}, "Study status: enrolled", "学籍状态："),
    ({"kind": "age_between", "minimum": 18}, "At least 18 years old", "年满18周岁"),
    ({"kind": "age_between", "maximum": 30}, "At most 30 years old", "不超过30周岁"),
    ({"kind": "age_between", "minimum": 18, "maximum": 30}, "Between 18 and 30 years old", "18至30周岁"),
    ({"kind": "age_between", "minimum": 18, "on": ON}, "At least 18 years old on 5 January 2027", "截至2027年1月5日"),
    ({"kind": "age_between", "maximum": 30, "on": ON}, "At most 30 years old on 5 January", "截至2027年1月5日"),
    ({"kind": "age_between", "minimum": 18, "maximum": 30, "on": ON}, "and 30 years old on 5 January", "为18至30周岁"),
    ({"kind": "average_at_least", "minimum": 80}, "Weighted average of at least 80 of 100", "不低于80分"),
    ({"kind": "gpa_at_least", "minimum": 3.2, "scale": "4.0"}, "GPA of at least 3.2 of 4.0", "不低于3.2"),
    ({"kind": "rank_within", "fraction": Decimal("0.3")}, "Among the best 30% of the major", "前30%以内"),
    ({"kind": "no_fails"}, "No failed compulsory course", "必修课无不及格"),
    ({"kind": "language_any_of", "options": [IELTS]}, "at least IELTS", "不低于：雅思"),
    ({"kind": "language_any_of", "options": [IELTS], "valid_on": ON}, "valid on 5 January 2027", "仍有效"),
    ({"kind": "no_prior_participation"}, "have not taken part before", "未参加过"),
    ({"kind": "no_prior_participation", "is_per_degree": True}, "Once per degree", "限参加一次"),
    ({"kind": "max_applications", "maximum": 3}, "At most 3 applications at a time", "不超过3个"),
    ({"kind": "any_of", "rules": [{"kind": "no_fails", "key": "inner"}]}, "One of these is enough:", "满足其一"),
    ({"kind": "all_of", "rules": [{"kind": "no_fails", "key": "inner"}]}, "All of these together:", "："),
]


def _one(rule: dict[str, Any]) -> Asked:
    return asked(parse({"rules": [{"key": "one", **rule}]}))[0]


@pytest.mark.parametrize(("rule", "english", "chinese"), TOLD)
def test_each_kind_is_told_in_both_languages(rule: dict[str, Any], english: str, chinese: str) -> None:
    reason = _one(rule).reason
    for language, wanted in (("en", english), ("zh_Hans", chinese)):
        with use_locale(language):
            said = describe_reason(reason)
        assert wanted in said
        assert "%(" not in said
        assert "not possible" not in said


def test_no_kind_is_left_out_and_groups_keep_their_parts_and_notes() -> None:
    assert {rule["kind"] for rule, _english, _chinese in TOLD} == set(KINDS)
    note = {"en": "Ask us.", "zh_Hans": "请咨询。"}
    group = _one({"kind": "any_of", "note": note, "rules": [{"kind": "no_fails", "key": "inner"}]})
    assert ([part.reason.code for part in group.parts], group.note and group.note.en) == (
        ["conditions.no_fails"],
        "Ask us.",
    )
