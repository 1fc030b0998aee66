"""Scores: known arithmetic, every way in which something may be missing, and figures that always add up."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from mobility.core.scoring import Candidate, Measured, Result, ScoreRules, ScoreSheet, score
from mobility.core.scoring.figures import plain, rounded
from mobility.core.terms import LOCALES
from mobility.i18n import use_locale
from mobility.wording import describe_reason
from tests.core.scoring.example import candidate, marked, rules, stored


def codes(sheet: ScoreSheet) -> dict[str, list[str]]:
    return {line.key: [step.code for step in line.steps] for line in sheet.lines}


def test_the_worked_score() -> None:
    sheet = score(rules(), candidate())
    assert [(line.key, line.contribution) for line in sheet.lines] == [
        ("average", Decimal("46.00")),  # 3.6 of 2–4 is 92 points, half of the weight
        ("language", Decimal("26.40")),  # TOEFL 95 is 88 points, better than IELTS 6.5
        ("motivation", Decimal("16.33")),  # (8 + 7.5 + 9) / 3 of 10 is 81.67 points
        ("first", Decimal("15.00")),
    ]
    assert sheet.total == Decimal("103.73")


def test_every_step_is_a_sentence_in_the_order_of_the_arithmetic() -> None:
    sheet = score(rules(), candidate())
    assert [describe_reason(step) for line in sheet.lines for step in line.steps] == [
        "3.6 on the scale 4.0 gives 92 points.",
        "92 points × 50 ÷ 100 = 46",
        "The best of several results counts: 95 in toefl gives 88 points.",
        "88 points × 30 ÷ 100 = 26.4",
        "The mean of 7.5, 8, 9, out of 10, gives 81.67 points.",
        "81.67 points × 20 ÷ 100 = 16.33",
        "First time abroad: +15 points",
    ]
    with use_locale("zh_Hans"):
        assert [describe_reason(step) for step in sheet.lines[3].steps + sheet.steps] == [
            "首次出国（境）：+15分",
            "合计：103.73",
        ]


@pytest.mark.parametrize(
    ("value", "scale", "points"),
    [("2", "4.0", "60"), ("4.0", "4.0", "100"), ("3", "4.0", "80"), ("3.333", "4.0", "86.66"), ("85.5", "100", "85.5")],
)
def test_scales_are_converted_along_straight_lines(value: str, scale: str, points: str) -> None:
    sheet = score(rules(), candidate(values={"gpa": Measured(Decimal(value), scale)}))
    assert sheet.lines[0].steps[0].params["points"] == points


@pytest.mark.parametrize(
    ("results", "points"),
    [
        ([("ielts", "6.5")], "85"),
        ([("ielts", "7")], "85"),
        ([("ielts", "9")], "100"),
        ([("ielts", "5.5")], "0"),
        ([("ielts", "6"), ("ielts", "7.5")], "100"),
        ([("duolingo", "140"), ("toefl", "80")], "70"),
    ],
)
def test_the_best_row_of_the_best_test_counts(results: list[tuple[str, str]], points: str) -> None:
    given = {"english": tuple(Result(test, Decimal(mark)) for test, mark in results)}
    assert score(rules(), candidate(results=given)).lines[1].steps[0].params["points"] == points


MISSING: dict[str, tuple[dict[str, Any], str, list[str], str | None]] = {
    "no average": ({"values": {}}, "average", ["scoring.no_fact", "scoring.missing_no_score"], None),
    "a scale without conversion": (
        {"values": {"gpa": Measured(Decimal(4), "4.5")}},
        "average",
        ["scoring.unknown_scale", "scoring.missing_no_score"],
        None,
    ),
    "an average above its scale": (
        {"values": {"gpa": Measured(Decimal("4.1"), "4.0")}},
        "average",
        ["scoring.off_scale", "scoring.missing_no_score"],
        None,
    ),
    "no language": ({"results": {}}, "language", ["scoring.no_result", "scoring.missing_zero"], "77.33"),
    "no mark": ({"marks": {}}, "motivation", ["scoring.too_few_marks", "scoring.missing_leave_out"], "105.5"),
    "a mark beyond the highest": (
        {"marks": {"motivation": (Decimal(11),)}},
        "motivation",
        ["scoring.mark_out_of_range", "scoring.missing_leave_out"],
        "105.5",
    ),
}


@pytest.mark.parametrize("case", MISSING)
def test_what_is_missing_is_said_and_dealt_with_by_the_rules(case: str) -> None:
    changes, key, steps, total = MISSING[case]
    sheet = score(rules(), candidate(**changes))
    assert codes(sheet)[key] == steps
    assert sheet.total == (None if total is None else Decimal(total))


def test_without_a_needed_part_the_sheet_names_it() -> None:
    (step,) = score(rules(), candidate(values={})).steps
    assert describe_reason(step) == "There is no score, because this part is missing: Grade average"


def test_when_everything_is_left_out_there_is_no_score() -> None:
    sheet = score(marked(), Candidate())
    assert (sheet.total, [step.code for step in sheet.steps]) == (None, ["scoring.nothing_known"])


MARKS = (Decimal(100), Decimal(60), Decimal(70), Decimal(80), Decimal(0))


@pytest.mark.parametrize(
    ("source", "marks", "total"),
    [
        ({"by": "mean"}, MARKS, "62"),
        ({"by": "median"}, MARKS, "70"),
        ({"by": "median"}, MARKS[:4], "75"),
        ({"by": "trimmed_mean", "minimum": 3}, MARKS, "70"),
        ({"by": "trimmed_mean", "trim": 2, "minimum": 5}, MARKS, "70"),
        ({"by": "mean"}, (Decimal(80), None, Decimal(70)), "75"),
        ({"by": "mean", "not_given": "zero"}, (Decimal(80), None, Decimal(70)), "50"),
        ({"by": "mean", "minimum": 3}, (Decimal(80), None, Decimal(70)), None),
        ({"by": "mean", "minimum": 3, "not_given": "zero"}, (Decimal(80), None, Decimal(70)), "50"),
        ({"by": "mean", "highest": "3"}, (Decimal(1), Decimal(2)), "50"),
    ],
)
def test_marks_become_points(source: dict[str, Any], marks: tuple[Decimal | None, ...], total: str | None) -> None:
    sheet = score(marked(**source), Candidate(marks={"motivation": marks}))
    assert sheet.total == (None if total is None else Decimal(total))


def test_marks_far_apart_are_to_be_talked_over() -> None:
    near, far = ((Decimal(5), Decimal("8.9")), (Decimal(5), Decimal(9)))
    assert score(rules(), candidate(marks={"motivation": near})).disputed == ()
    sheet = score(rules(), candidate(marks={"motivation": far}))
    assert sheet.disputed == ("motivation",)
    assert "The marks lie 4 apart: they should be talked over." in [describe_reason(s) for s in sheet.lines[2].steps]


def test_bonus_penalty_and_bounds() -> None:
    both = candidate(flags=frozenset({"first_time", "withdrew_late", "unknown"}))
    assert score(rules(), both).total == Decimal("93.73")
    lowered = score(rules(highest="100"), candidate())
    assert (lowered.total, [s.code for s in lowered.steps]) == (Decimal(100), ["scoring.total", "scoring.lowered"])
    raised = score(rules(lowest="95"), both)
    assert (raised.total, [s.code for s in raised.steps]) == (Decimal(95), ["scoring.total", "scoring.raised"])
    assert "Withdrew late: −10 points" in [
        describe_reason(s) for line in score(rules(), both).lines for s in line.steps
    ]


def test_the_sheet_is_plain_data_with_its_version() -> None:
    data = score(rules(), candidate()).as_data()
    assert json.loads(json.dumps(data)) == data
    assert (data["rules"], data["version"], data["total"]) == ("exchange", 3, "103.73")


def test_stored_rules_come_back_the_same() -> None:
    assert ScoreRules.model_validate(json.loads(rules().model_dump_json())) == rules()


UNSOUND: dict[str, dict[str, Any]] = {
    "no criteria": {"criteria": []},
    "a key twice": {"adjustments": [stored()["adjustments"][0]] * 2},
    "bounds upside down": {"lowest": "100", "highest": "0"},
    "an unknown setting": {"colour": "red"},
    "a weight of nothing": {"criteria": [{**stored()["criteria"][0], "weight": "0"}]},
    "a scale that falls": {
        "criteria": [
            {
                **stored()["criteria"][0],
                "source": {
                    "kind": "scale",
                    "fact": "gpa",
                    "scales": {"4.0": [{"at": "4", "points": "1"}, {"at": "2", "points": "0"}]},
                },
            }
        ]
    },
    "a table that stands still": {
        "criteria": [
            {
                **stored()["criteria"][1],
                "source": {
                    "kind": "table",
                    "fact": "english",
                    "tests": {"ielts": [{"at": "6", "points": "1"}, {"at": "6", "points": "2"}]},
                },
            }
        ]
    },
    "a trimmed mean of what it drops": {
        "criteria": [{**stored()["criteria"][2], "source": {"kind": "marks", "by": "trimmed_mean", "minimum": 2}}]
    },
    "marks out of nothing": {"criteria": [{**stored()["criteria"][2], "source": {"kind": "marks", "highest": "0"}}]},
}


@pytest.mark.parametrize("case", UNSOUND)
def test_unsound_rules_are_refused(case: str) -> None:
    with pytest.raises(ValidationError):
        rules(**UNSOUND[case])


FIGURES = st.decimals(0, 10, places=2)


@st.composite
def candidates(draw: st.DrawFn) -> Candidate:
    return Candidate(
        values=draw(st.sampled_from([{}, {"gpa": Measured(draw(st.decimals(2, 4, places=3)), "4.0")}])),
        results={"english": tuple(draw(st.lists(st.builds(Result, st.just("ielts"), FIGURES), max_size=3)))},
        marks={"motivation": tuple(draw(st.lists(st.none() | FIGURES, max_size=5)))},
        flags=draw(st.frozensets(st.sampled_from(["first_time", "withdrew_late"]))),
    )


@settings(deadline=None)
@given(candidates(), st.integers(0, 4))
def test_the_figures_shown_add_up(person: Candidate, digits: int) -> None:
    sheet = score(rules(digits=digits), person)
    assert sheet.total in (None, sum(line.contribution for line in sheet.lines))
    assert (sheet.total is None) == (not person.values)
    for line in sheet.lines:
        for step in line.steps:
            if step.code == "scoring.weighted":
                points, weight, weights = (Fraction(str(step.params[name])) for name in ("points", "weight", "weights"))
                assert line.contribution == rounded(points * weight / weights, digits)


@settings(deadline=None)
@given(candidates(), st.sampled_from(LOCALES))
def test_every_step_has_its_words(person: Candidate, locale: str) -> None:
    sheet = score(rules(), person)
    with use_locale(locale):
        sentences = [describe_reason(step) for line in sheet.lines for step in line.steps]
    assert [sentence for sentence in sentences if "scoring." in sentence or "%(" in sentence] == []


@pytest.mark.parametrize(
    ("value", "digits", "figure"),
    [
        ("0.125", 2, "0.13"),
        ("-0.125", 2, "-0.13"),
        ("2.5", 0, "3"),
        ("-2.5", 0, "-3"),
        ("0.1249", 2, "0.12"),
        ("7", 2, "7.00"),
    ],
)
def test_halves_are_rounded_away_from_zero(value: str, digits: int, figure: str) -> None:
    assert str(rounded(Decimal(value), digits)) == figure


@pytest.mark.parametrize(
    ("value", "text"), [("10.00", "10"), ("0.50", "0.5"), ("100", "100"), ("1E+2", "100"), ("-0.0", "0")]
)
def test_figures_are_written_plainly(value: str, text: str) -> None:
    assert plain(Decimal(value)) == text
