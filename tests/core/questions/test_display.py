"""Answers as people read them, in both languages, flawed drafts as they were typed."""

import pytest

from mobility.core.questions import KINDS, Value, display
from tests.factories import questions as made


@pytest.mark.parametrize(
    ("kind", "value", "english", "chinese"),
    [
        ("short_text", "王芳", "王芳", "王芳"),
        ("long_text", "a\nb", "a\nb", "a\nb"),
        ("email", "a@b.cn", "a@b.cn", "a@b.cn"),
        ("phone", "+6561234567", "+6561234567", "+6561234567"),
        ("date", "2026-08-31", "31 August 2026", "2026年8月31日"),
        ("date", "2026-02-30x", "2026-02-30x", "2026-02-30x"),
        ("integer", 2026, "2026", "2026"),
        ("decimal", "3.50", "3.50", "3.50"),
        ("single_choice", "two", "Two", "选项two"),
        ("single_choice", "gone", "gone", "gone"),
        ("multiple_choice", ["one", "three"], "One; Three", "选项one；选项three"),
        ("yes_no", True, "Yes", "是"),
        ("yes_no", False, "No", "否"),
    ],
)
def test_display(kind: str, value: Value, english: str, chinese: str) -> None:
    asked = made.question(kind)
    assert (display(asked, value, "en"), display(asked, value, "zh_Hans")) == (english, chinese)


def test_a_day_that_does_not_exist_reads_as_typed() -> None:
    assert display(made.question("date"), "2026-02-30", "en") == "2026-02-30"


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_shows_its_answers_and_shows_nothing_as_nothing(kind: str) -> None:
    asked = made.question(kind)
    assert display(asked, None, "en") == ""
    assert display(asked, made.answer(asked), "en") != ""
