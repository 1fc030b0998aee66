"""What is wrong with an answer is said in both languages, by the coordinator's own words where there are any."""

from __future__ import annotations

import pytest

from mobility.core.terms import Param
from mobility.i18n import use_locale
from mobility.wording import describe
from mobility.wording.questions import CODES

PARAMS: dict[str, Param] = {
    "max": 300,
    "min": 2,
    "actual": 312,
    "places": 2,
    "earliest": "2026-09-01",
    "latest": "2026-09-30",
    "en": "Four digits, please.",
    "zh_Hans": "请填写四位数字。",
    "question": "phone",
}


@pytest.mark.parametrize("code", CODES)
def test_every_code_is_a_whole_sentence_in_both_languages(code: str) -> None:
    english = describe(code, PARAMS)
    with use_locale("zh_Hans"):
        chinese = describe(code, PARAMS)
    assert english.endswith(".")
    assert chinese.endswith("。")
    assert "not possible" not in english


@pytest.mark.parametrize(
    ("code", "english", "chinese"),
    [
        (
            "too_long",
            "This answer has 312 characters. Shorten it to at most 300.",
            "已输入312个字符，请删减至300个字符以内。",
        ),
        ("date_too_early", "Enter 1 September 2026 or a later day.", "请填写2026年9月1日或之后的日期。"),
        ("pattern", "Four digits, please.", "请填写四位数字。"),
    ],
)
def test_sentences(code: str, english: str, chinese: str) -> None:
    assert describe(f"questions.{code}", PARAMS) == english
    with use_locale("zh_Hans"):
        assert describe(f"questions.{code}", PARAMS) == chinese
