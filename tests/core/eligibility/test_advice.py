"""What would make somebody eligible does so, asks for no more than the rule does, and says what nobody can change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobility.core.eligibility import (
    NO_HISTORY,
    History,
    Judged,
    OtherApplication,
    Outcome,
    Participation,
    StudyStatus,
    advise,
    evaluate,
    parse,
)
from mobility.core.terms import Text
from tests.core.eligibility.example import STUDENT, TODAY, fact

LABEL = {"en": "School of Law", "zh_Hans": "法学院"}
IELTS = {"test": "ielts", "minimum": 6, "skills": {"writing": 5.5}}
CET = {"test": "cet6", "minimum": 425}
JLPT = {"test": "jlpt", "minimum": "N2"}
AVERAGE = fact("average", scale="100", value=76.5)
BEFORE = Participation("exchange", "autumn", Text(en="Autumn", zh_Hans="秋季"), 2025)


def _advice(*rules: dict[str, Any], facts: tuple[Any, ...] = (), history: History = NO_HISTORY, **fields: Any) -> Any:
    numbered = [{"key": f"rule{number}", **rule} for number, rule in enumerate(rules)]
    return advise(parse({"rules": numbered}), Judged(replace(STUDENT, facts=facts, **fields), TODAY, history))


@pytest.mark.parametrize(
    ("rule", "known", "code", "params"),
    [
        (
            {"kind": "average_at_least", "minimum": 80},
            {"facts": (AVERAGE,)},
            "average_at_least",
            {"required": "80", "scale": "100", "actual": "76.5"},
        ),
        (
            {"kind": "gpa_at_least", "minimum": 3.2, "scale": "4.0", "formula": "proportional"},
            {"facts": (fact("gpa", scale="5.0", value=3),)},
            "gpa_at_least.other",
            {"required": "3.2", "scale": "4.0", "actual": "3", "other_scale": "5.0"},
        ),
        (
            {"kind": "rank_within", "fraction": "0.1"},
            {"facts": (fact("rank", position=5, of=25),)},
            "rank_within",
            {"best": 2, "of": 25, "position": 5},
        ),
        ({"kind": "no_fails"}, {"facts": (fact("has_fails", value=True),)}, "no_fails", {}),
        (
            {"kind": "language_any_of", "options": [CET, IELTS]},
            {"facts": (fact("language:cet6", score=400),)},
            "language_any_of",
            {"accepted": "cet6:425,ielts:6:writing=5.5"},
        ),
        ({"kind": "age_between", "minimum": 18}, {}, "age_between", {"minimum": 18, "on": "2027-06-01"}),
        (
            {"kind": "max_applications", "maximum": 2},
            {"history": History(applications=(OtherApplication("2026"),) * 3)},
            "max_applications",
            {"count": 2, "maximum": 2},
        ),
        ({"kind": "study_status_in"}, {"study_status": StudyStatus.SUSPENDED}, "study_status_in", {}),
    ],
)
def test_the_smallest_change_is_named_and_meets_the_rule(
    rule: dict[str, Any], known: dict[str, Any], code: str, params: dict[str, Any]
) -> None:
    (step,) = _advice(rule, **known)
    assert (step.code, step.params, step.is_possible) == (f"advice.{code}", params, True)
    after = evaluate(parse({"rules": [{"key": "rule0", **rule}]}), step.then.student, step.then.on, step.then.history)
    assert [finding.outcome for finding in after.findings] == [Outcome.MET]


@pytest.mark.parametrize(
    ("rule", "known", "code"),
    [
        ({"kind": "level_in", "levels": [8]}, {}, "fixed.level_in"),
        ({"kind": "field_in", "include": ["04"]}, {}, "fixed.field_in"),
        ({"kind": "unit_in", "include": ["law"], "label": LABEL}, {}, "fixed.unit_in"),
        ({"kind": "category_in", "categories": ["international"]}, {}, "fixed.category_in"),
        ({"kind": "entry_year_in", "years": [2027]}, {}, "fixed.entry_year_in"),
        ({"kind": "entry_year_in", "years": [2023, 2024]}, {}, "entry_year_in.later"),
        ({"kind": "study_status_in"}, {"study_status": StudyStatus.GRADUATED}, "fixed.study_status_in"),
        ({"kind": "age_between", "maximum": 16}, {}, "fixed.age_between"),
        ({"kind": "age_between", "minimum": 18, "on": "2027-01-05"}, {}, "fixed.age_between"),
        ({"kind": "no_prior_participation"}, {"history": History((BEFORE,))}, "fixed.no_prior_participation"),
        (
            {"kind": "no_prior_participation", "is_per_degree": True},
            {"history": History((BEFORE,)), "entry_year": 2024},
            "fixed.no_prior_participation_degree",
        ),
        (
            {"kind": "rank_within", "fraction": "0.1"},
            {"facts": (fact("rank", position=2, of=9),)},
            "rank_within.nobody",
        ),
    ],
)
def test_what_nobody_can_change_is_said_so(rule: dict[str, Any], known: dict[str, Any], code: str) -> None:
    (step,) = _advice(rule, **known)
    assert (step.code, step.is_possible) == (f"advice.{code}", False)


def test_a_later_year_of_entry_is_told_when_its_turn_comes() -> None:
    (step,) = _advice({"kind": "entry_year_in", "years": [2023, 2024]})
    assert step.params == {"year": "2028"}


def test_of_alternatives_those_that_can_be_met_are_told_and_what_belongs_together_stays_together() -> None:
    average = {"kind": "average_at_least", "key": "average", "minimum": 80}
    both = {"kind": "all_of", "key": "both", "rules": [average, {"kind": "no_fails", "key": "fails"}]}
    law = {"kind": "unit_in", "key": "law", "include": ["law"], "label": LABEL}
    facts = (AVERAGE, fact("has_fails", value=True))
    (step,) = _advice({"kind": "any_of", "rules": [law, both]}, facts=facts)
    assert (step.code, [part.code for part in step.parts]) == ("advice.any_of", ["advice.all_of"])
    assert [part.code for part in step.parts[0].parts] == ["advice.average_at_least", "advice.no_fails"]
    (none,) = _advice({"kind": "any_of", "rules": [law]})
    assert (none.code, none.is_possible, [part.is_possible for part in none.parts]) == (
        "advice.any_of.none",
        False,
        [False],
    )
    (barred,) = _advice({"kind": "all_of", "rules": [law, average]}, facts=facts)
    assert (barred.code, barred.is_possible, len(barred.parts)) == ("advice.all_of", False, 2)


def test_what_is_met_or_not_known_needs_no_change() -> None:
    assert _advice({"kind": "average_at_least", "minimum": 80}, {"kind": "level_in", "levels": [5]}) == ()


_TENTHS = st.integers(1, 1000).map(lambda number: f"{number / 10:g}")
_LEAVES = st.one_of(
    st.fixed_dictionaries(
        {
            "kind": st.just("average_at_least"),
            "minimum": _TENTHS,
            "formula": st.sampled_from([None, "peking", "proportional"]),
        }
    ),
    st.fixed_dictionaries(
        {
            "kind": st.just("gpa_at_least"),
            "minimum": st.sampled_from(["1.5", "3.2", "4.0"]),
            "scale": st.sampled_from(["4.0", "4.5"]),
            "formula": st.sampled_from([None, "peking", "proportional"]),
        }
    ),
    st.fixed_dictionaries({"kind": st.just("rank_within"), "fraction": st.sampled_from(["0.05", "0.3", "1"])}),
    st.fixed_dictionaries({"kind": st.just("age_between"), "minimum": st.integers(15, 30), "maximum": st.just(40)}),
    st.fixed_dictionaries({"kind": st.just("entry_year_in"), "years": st.just([2024, 2026])}),
    st.fixed_dictionaries({"kind": st.just("max_applications"), "maximum": st.integers(1, 3)}),
    st.fixed_dictionaries(
        {
            "kind": st.just("language_any_of"),
            "options": st.lists(
                st.sampled_from([CET, IELTS, {"test": "jlpt", "minimum": "N2"}]), min_size=1, max_size=3
            ),
            "valid_on": st.sampled_from([None, "2026-01-01", "2031-01-01"]),
        }
    ),
    st.sampled_from([{"kind": "no_fails"}, {"kind": "study_status_in"}, {"kind": "level_in", "levels": [6]}]),
)
_TREES = st.recursive(
    _LEAVES,
    lambda rules: st.fixed_dictionaries(
        {"kind": st.sampled_from(["any_of", "all_of"]), "rules": st.lists(rules, min_size=1, max_size=3)}
    ),
    max_leaves=6,
)
_FACTS = st.tuples(
    st.builds(lambda value: fact("average", scale="100", value=value), st.integers(0, 100)),
    st.builds(lambda value: fact("gpa", scale="5.0", value=value), st.integers(0, 5)),
    st.builds(lambda position: fact("rank", position=position, of=30), st.integers(1, 30)),
    st.builds(lambda value: fact("has_fails", value=value), st.booleans()),
    st.builds(lambda score: fact("language:cet6", score=score), st.integers(220, 710)),
)


def _keyed(rule: dict[str, Any], path: str = "r") -> dict[str, Any]:
    parts = (
        {"rules": [_keyed(part, f"{path}_{at}") for at, part in enumerate(rule["rules"])]} if "rules" in rule else {}
    )
    return {key: value for key, value in rule.items() if value is not None} | {"key": path} | parts


@given(_TREES, _FACTS, st.integers(0, 4), st.sampled_from([StudyStatus.ENROLLED, StudyStatus.SUSPENDED]))
def test_whoever_changes_what_is_advised_is_kept_out_no_more(
    tree: dict[str, Any], facts: tuple[Any, ...], others: int, status: StudyStatus
) -> None:
    rules = parse({"rules": [_keyed(tree)]})
    student = replace(STUDENT, facts=facts, study_status=status, birth_on=date(2009, 2, 28))
    before = Judged(student, TODAY, History(applications=(OtherApplication("2026"),) * others))
    is_unmet = not evaluate(rules, before.student, before.on, before.history).may_apply
    steps = advise(rules, before)
    assert bool(steps) == is_unmet
    for step in steps:
        for then in (
            step.then,
            *(part.then for part in step.parts if step.code.startswith(("advice.any", "advice.lang"))),
        ):
            if then is not None:
                assert evaluate(rules, then.student, then.on, then.history).may_apply
