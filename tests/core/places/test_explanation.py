"""Every wish has a reason with the figures that decided, and every reason a sentence in both languages."""

from __future__ import annotations

from typing import Any

import pytest

from mobility.core.places.explanation import Line, reason_of
from mobility.core.places.modes import Mode
from mobility.core.places.result import run
from mobility.i18n import use_locale
from mobility.wording import describe_reason

Document = dict[str, Any]


def line(document: Document, student: str, wish: int = 0, mode: Mode | None = None, seed: int = 0) -> Line:
    lines: list[Line] = run(document, mode, seed)["explanations"][student]
    return lines[wish]


def why(document: Document, student: str, wish: int = 0, mode: Mode | None = None, seed: int = 0) -> tuple[str, ...]:
    """Outcome, reason and the sentence in English."""
    found = line(document, student, wish, mode, seed)
    return found["outcome"], found["reason"], describe_reason(reason_of(found))


def small(**changes: Any) -> Document:
    """One place at X and three who want it, by scores unless changed."""
    return {
        "students": {"a": ["X"], "b": ["X"], "c": ["X", "Y"]},
        "options": {"X": {"capacity": 1}, "Y": {"capacity": 1}},
        "scores": {"a": 90, "b": 84.5, "c": 90},
        **changes,
    }


def test_full_shows_the_last_admitted_score_and_ones_own() -> None:
    assert line(small(), "b") == {
        "option": "X",
        "outcome": "full",
        "params": {"last": 90, "own": 84.5, "places": 1},
        "reason": "full",
    }
    assert why(small(), "b")[2] == (
        "Every place here went to others: the last student admitted has a score of 90, you have 84.5."
    )


def test_a_tie_names_the_lottery_that_decided() -> None:
    assert why(small(), "a") == (
        "full",
        "full_lottery",
        "Every place here went to others. You and the last student admitted were equal, and the lottery decided.",
    )
    assert line(small(), "a")["params"] == {"last": 90, "own": 90, "places": 1, "tie_break": "lottery"}


def test_a_tie_names_the_mark_that_decided() -> None:
    marks = small(tie_keys=[{"name": "rank in major", "values": {"a": 3, "c": 9}, "lowest_first": True}])
    assert run(marks)["assignment"]["a"] == "X"
    assert why(marks, "c")[2] == (
        "Every place here went to others. You and the last student admitted were equal, "
        "and the tie-break “rank in major” decided."
    )


def test_a_ranking_shows_the_places_in_line() -> None:
    ranked = small(options={"X": {"capacity": 1, "ranking": ["b", "c", "a"]}, "Y": {"capacity": 1}})
    assert why(ranked, "a") == (
        "full",
        "full_rank",
        "Every place here went to others: the last student admitted is number 1 of the ranking, you are number 3.",
    )


def test_a_shared_cap_is_named() -> None:
    shared = small(
        options={"X": {"capacity": 2, "group": "KTH"}, "Y": {"capacity": 1, "group": "KTH"}},
        groups={"KTH": {"capacity": 2}},
    )
    assert line(shared, "b") == {
        "option": "X",
        "outcome": "full",
        "params": {"last": 90, "own": 84.5, "places": 2},
        "reason": "full",
    }
    shared["students"]["c"] = ["Y"]
    assert line(shared, "b") == {
        "option": "X",
        "outcome": "cap",
        "params": {"group": "KTH", "last": 90, "own": 84.5, "places": 2},
        "reason": "cap",
    }
    assert why(shared, "b")[2] == (
        "Every place that the options of KTH share went to others: "
        "the last student admitted has a score of 90, you have 84.5."
    )


def test_a_school_cap_is_named() -> None:
    capped = small(
        options={"X": {"capacity": 3}, "Y": {"capacity": 1}},
        schools=dict.fromkeys("abc", "School of Nursing"),
        school_caps={"School of Nursing": 2},
    )
    assert why(capped, "b") == (
        "school_cap",
        "school_cap",
        "The nominations of School of Nursing, 2 in all, went to students of that school who are ahead of you.",
    )


def test_a_broken_rule_is_named_and_put_into_words_when_it_is_a_code() -> None:
    barred = small(ineligible={"a": {"X": "places.no_score"}, "b": {"X": "IELTS 6.5 or TOEFL 90"}})
    assert why(barred, "b")[2] == "You do not meet a condition of this option: IELTS 6.5 or TOEFL 90"
    assert why(barred, "a")[2].endswith("You have no score, so you cannot be placed here.")


def test_absence_from_a_ranking_is_named() -> None:
    ranked = small(options={"X": {"capacity": 1, "ranking": ["b"]}, "Y": {"capacity": 1}})
    assert why(ranked, "a") == (
        "not_ranked",
        "not_ranked",
        "You are not on the ranking of X, so you cannot be placed here.",
    )
    assert why(small(scores={"b": 1}), "a")[:2] == ("not_ranked", "no_score")


def test_a_met_wish_and_what_comes_after_it() -> None:
    first = small(scores={"a": 1, "b": 2, "c": 3})
    assert why(first, "c", 0)[:2] == ("placed", "placed")
    assert why(first, "c", 1)[:2] == ("placed_higher", "placed_higher")


def test_settled_students_and_full_options_say_so() -> None:
    settled = small(fixed={"b": "X"})
    assert why(settled, "b")[:2] == ("placed", "settled")
    assert why(settled, "a")[:2] == ("full", "full_settled")
    elsewhere = small(fixed={"c": "Y"})
    assert why(elsewhere, "c", 0)[:2] == ("settled", "settled_elsewhere")
    assert why(small(fixed={"b": "Y"}), "b", 1)[:2] == ("placed", "settled")
    assert why(small(options={"X": {"capacity": 0}, "Y": {"capacity": 1}}), "a")[:2] == ("full", "full_none")


def test_kept_places_say_so() -> None:
    kept = small(
        options={"X": {"capacity": 2, "reserved": {"law": 1}}, "Y": {"capacity": 1}},
        schools={"a": "law", "b": "arts", "c": "arts"},
        scores={"a": 1, "b": 2, "c": 3},
    )
    assert why(kept, "b")[:2] == ("full", "full_reserved")


def test_the_draw_says_the_numbers_drawn_and_that_first_timers_come_first() -> None:
    drawn = small(scores=None, returning=["c"])
    assert run(drawn)["mode"] == "lottery"
    loser = next(s for s in "ab" if run(drawn)["assignment"][s] is None)
    assert why(drawn, loser) == (
        "full",
        "full_draw",
        "Every place here went to others: the last student admitted drew number 1, you drew number 2.",
    )
    assert why(drawn, "c", 0)[:2] == ("full", "full_returning")


def test_the_willing_have_one_line_more() -> None:
    willing = small(willing=["a", "b"], students={"a": ["X"], "b": ["X"], "c": ["X"]})
    assert run(willing)["assignment"] == {"a": "Y", "b": None, "c": "X"}
    assert why(willing, "a", 1)[:2] == ("placed", "placed_elsewhere")
    assert line(willing, "b", 1)["option"] is None
    assert why(willing, "b", 1)[:2] == ("none_left", "none_left")


def test_without_explanations_the_result_is_the_same() -> None:
    bare, full = run(small(), explain=False), run(small())
    assert bare == {**full, "explanations": {}}


@pytest.mark.parametrize(
    ("locale", "sentence"),
    [
        ("en", "Every place here went to others: the last student admitted has a score of 90, you have 84.5."),
        ("zh_Hans", "此处名额已满：最后一名入选者的分数为90，你的分数为84.5。"),
    ],
)
def test_a_reason_speaks_both_languages(locale: str, sentence: str) -> None:
    found = line(small(), "b")
    with use_locale(locale):
        assert describe_reason(reason_of(found)) == sentence
