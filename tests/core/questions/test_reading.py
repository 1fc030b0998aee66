"""Each kind reads what people type: normalised where it is understood, kept as typed where it is not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobility.core.questions import KINDS, count_words
from mobility.core.questions.reading import LONGEST_DRAFT, NOTHING, read
from mobility.wording.questions import CODES
from tests.factories import questions as made

FOUR_DIGITS = {"regex": "[0-9]{4}", "message": {"en": "Four digits, please.", "zh_Hans": "请填写四位数字。"}}


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        ("short_text", "  王芳　", "王芳"),
        ("short_text", "one\r\n  two", "one two"),
        ("short_text", "a\x00b\x07c\ud800", "abc"),
        ("long_text", "one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("long_text", "tab\tstays", "tab\tstays"),
        ("long_text", "\ufa1e羽", "\ufa1e羽"),
        ("email", " Wang.Fang@Example.EDU.cn ", "Wang.Fang@example.edu.cn"),
        ("email", "wang＠example．com", "wang@example.com"),
        ("phone", "138 0013-8000", "13800138000"),
        ("phone", "１３８００１３８０００", "13800138000"),
        ("phone", "+65 (6123) 4567", "+6561234567"),
        ("phone", "0065 6123 4567", "+6561234567"),
        ("phone", "0311-86266000", "031186266000"),
        ("date", "2026-08-31", "2026-08-31"),
        ("date", "2026/8/1", "2026-08-01"),
        ("date", "２０２６．８．１", "2026-08-01"),
        ("date", "2026年8月31日", "2026-08-31"),
        ("date", " 2026 年 8 月 31 日 ", "2026-08-31"),
        ("date", "20260831", "2026-08-31"),
        ("date", date(2026, 8, 31), "2026-08-31"),
        ("integer", "１２", 12),
        ("integer", "-3", -3),
        ("integer", 7, 7),
        ("decimal", "3.50", "3.50"),
        ("decimal", "+07", "7"),
        ("decimal", 3.5, "3.5"),
        ("decimal", Decimal("3.25"), "3.25"),
        ("decimal", "3.5000", "3.5000"),
        ("single_choice", "two", "two"),
        ("multiple_choice", ["three", "one", "three"], ["one", "three"]),
        ("multiple_choice", "two", ["two"]),
        ("multiple_choice", ["", "two"], ["two"]),
        ("yes_no", "yes", True),
        ("yes_no", "No", False),
        ("yes_no", True, True),
        ("yes_no", "false", False),
    ],
)
def test_what_is_understood(kind: str, raw: object, value: object) -> None:
    reading = read(made.question(kind), raw)
    assert (reading.value, reading.flaws) == (value, ())
    assert type(reading.value) is type(value)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("raw", [None, "", "  \r\n　"])
def test_nothing_is_nothing(kind: str, raw: object) -> None:
    if isinstance(raw, str) and raw and kind in ("single_choice", "multiple_choice", "yes_no"):
        assert read(made.question(kind), raw).value is None
    else:
        assert read(made.question(kind), raw) == NOTHING


FLAWED: list[tuple[str, dict[str, Any], object, object, str, dict[str, object]]] = [
    ("short_text", {}, 5, None, "not_text", {}),
    ("long_text", {}, ["a"], None, "not_text", {}),
    ("short_text", {"max_chars": 3}, "abcd", "abcd", "too_long", {"max": 3, "actual": 4}),
    ("long_text", {"min_words": 3}, "one two", "one two", "too_few_words", {"min": 3, "actual": 2}),
    ("long_text", {"max_words": 3}, "中文三字", "中文三字", "too_many_words", {"max": 3, "actual": 4}),
    ("short_text", {"pattern": FOUR_DIGITS}, "20267", "20267", "pattern", dict(FOUR_DIGITS["message"])),  # type: ignore[arg-type]  # an object of JSON
    ("email", {}, "wang@", "wang@", "not_email", {}),
    ("phone", {}, "1380", "1380", "not_phone", {}),
    ("date", {}, "2026-02-30", "2026-02-30", "not_date", {}),
    ("date", {"earliest": "2026-09-01"}, "2026-08-31", "2026-08-31", "date_too_early", {"earliest": "2026-09-01"}),
    ("date", {"latest": "2026-09-01"}, "2026-09-02", "2026-09-02", "date_too_late", {"latest": "2026-09-01"}),
    ("integer", {}, "3.5", "3.5", "not_integer", {}),
    ("decimal", {}, "3,5", "3,5", "not_decimal", {}),
    ("integer", {"minimum": 1}, "0", 0, "too_small", {"min": 1}),
    ("decimal", {"maximum": "4.0"}, "4.01", "4.01", "too_large", {"max": "4.0"}),
    ("integer", {"maximum": 9}, "10", 10, "too_large", {"max": 9}),
    ("decimal", {"minimum": "0.50"}, "0.4", "0.4", "too_small", {"min": "0.50"}),
    ("decimal", {"places": 1}, "3.55", "3.55", "too_many_decimals", {"places": 1}),
    ("single_choice", {}, "four", None, "not_a_choice", {}),
    ("multiple_choice", {"min_chosen": 2}, ["one"], ["one"], "too_few_choices", {"min": 2, "actual": 1}),
    ("multiple_choice", {"max_chosen": 1}, ["one", "two"], ["one", "two"], "too_many_choices", {"max": 1, "actual": 2}),
    ("yes_no", {}, "perhaps", None, "not_yes_no", {}),
    ("yes_no", {"must_be": True}, "no", False, "must_be_yes", {}),
    ("yes_no", {"must_be": False}, "yes", True, "must_be_no", {}),
]


@pytest.mark.parametrize(("kind", "changes", "raw", "value", "code", "params"), FLAWED)
def test_what_is_flawed_is_kept_where_it_can_be(
    kind: str, changes: dict[str, Any], raw: object, value: object, code: str, params: dict[str, object]
) -> None:
    reading = read(made.question(kind, **changes), raw)
    assert reading.value == value
    assert [(flaw.code, dict(flaw.params)) for flaw in reading.flaws] == [(f"questions.{code}", params)]


def test_every_code_of_the_room_has_its_words_and_every_word_its_code() -> None:
    raised = {f"questions.{code}" for *_rest, code, _params in FLAWED}
    assert raised | {"questions.required", "questions.unknown_question"} == set(CODES)


@pytest.mark.parametrize("address", ["a b@c.de", "a@b", "@b.de", "a@b..de", "a@-b.de", "ä@b.de", "a@b.d", "a..b@c.de"])
def test_no_addresses(address: str) -> None:
    assert [flaw.code for flaw in read(made.question("email"), address).flaws] == ["questions.not_email"]


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        ("email", {"a": 1}),
        ("phone", True),
        ("date", ["2026-08-31"]),
        ("integer", "1" * 1001),
        ("decimal", "NaN"),
        ("decimal", float("inf")),
        ("multiple_choice", {"one": True}),
        ("multiple_choice", [["one"]]),
        ("single_choice", ["one"]),
        ("single_choice", 1),
        ("yes_no", 1),
        ("yes_no", []),
    ],
)
def test_hostile_shapes_are_flaws_not_errors(kind: str, raw: object) -> None:
    assert len(read(made.question(kind), raw).flaws) == 1


def test_a_text_beyond_keeping_is_not_stored() -> None:
    asked = made.question("long_text", max_chars=100)
    kept, lost = read(asked, "x" * LONGEST_DRAFT), read(asked, "x" * (LONGEST_DRAFT + 1))
    assert (kept.value, [flaw.code for flaw in kept.flaws]) == ("x" * LONGEST_DRAFT, ["questions.too_long"])
    assert (lost.value, [flaw.code for flaw in lost.flaws]) == (None, ["questions.too_long"])


def test_both_limits_of_a_text_are_told() -> None:
    asked = made.question("long_text", max_chars=5, max_words=1)
    assert [flaw.code for flaw in read(asked, "one two three").flaws] == [
        "questions.too_long",
        "questions.too_many_words",
    ]


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("", 0),
        ("one two", 2),
        ("护理", 2),
        ("我学 English 三年了", 6),
        ("it's well-known", 2),
        ("2026年，护士。", 4),
        ("ひらがな", 4),
        ("—— … ！", 0),
        ("𠮷野家", 3),
    ],
)
def test_words_are_counted_as_offices_count_them(words: str, count: int) -> None:
    assert count_words(words) == count


def test_a_pattern_runs_in_linear_time_and_matches_the_whole() -> None:
    asked = made.question("short_text", max_chars=1000, pattern={"regex": "(a+)+", "message": made.text("Only a.")})
    assert read(asked, "a" * 900).flaws == ()
    assert [flaw.code for flaw in read(asked, "a" * 900 + "b").flaws] == ["questions.pattern"]


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from(sorted(KINDS)), json_like | st.text(alphabet="0123456789-./年月日+＋１ @a\r\n", max_size=20))
def test_reading_never_fails_and_reading_again_changes_nothing(kind: str, raw: object) -> None:
    asked = made.question(kind)
    first = read(asked, raw)
    assert read(asked, first.value) == (first if first.value is not None else NOTHING)
    if isinstance(first.value, str):
        first.value.encode()
        assert "\x00" not in first.value
