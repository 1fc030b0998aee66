"""Rules are data: read back equal, and refused with every fault named."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from mobility.core.eligibility import KINDS, Rules, dump, parse, walk
from tests.core.eligibility.example import NURSING

LABEL = {"en": "School of Nursing", "zh_Hans": "护理学院"}

EXAMPLES: dict[str, dict[str, Any]] = {
    "level_in": {"levels": [5, 6], "is_vocational": True},
    "field_in": {"include": ["09"], "exclude": ["0912"]},
    "unit_in": {"include": ["nursing"], "label": LABEL},
    "entry_year_in": {"years": [2026]},
    "category_in": {"categories": ["mainland", "international"]},
    "study_status_in": {},
    "age_between": {"minimum": 17, "on": "2027-01-05"},
    "average_at_least": {"minimum": 80},
    "gpa_at_least": {"minimum": 3.2, "scale": "4.0"},
    "rank_within": {"fraction": "0.3"},
    "no_fails": {},
    "language_any_of": {
        "options": [{"test": "ielts", "minimum": 6.5, "skills": {"writing": 6}}, {"test": "jlpt", "minimum": "N2"}],
        "valid_on": "2027-03-01",
    },
    "no_prior_participation": {"program_kind": "exchange"},
    "max_applications": {"maximum": 2, "season": "2026-autumn"},
    "any_of": {"rules": [{"kind": "no_fails", "key": "inner"}]},
    "all_of": {"rules": [{"kind": "no_fails", "key": "inner"}]},
}


def one(kind: str, **changes: Any) -> dict[str, Any]:
    return {"rules": [{"kind": kind, "key": "rule", **EXAMPLES[kind], **changes}]}


def test_every_kind_has_its_example() -> None:
    assert set(EXAMPLES) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_stored_and_read(kind: str) -> None:
    rules = parse(one(kind, note=LABEL))
    assert parse(dump(rules)) == rules
    assert [(rule.kind, rule.key) for rule in rules.rules] == [(kind, "rule")]


def test_a_whole_call_survives_storage() -> None:
    assert dump(parse(NURSING))["rules"][5]["on"] == "2027-01-05"
    assert parse(dump(parse(NURSING))) == parse(NURSING)


def test_no_rules_are_rules_too() -> None:
    assert parse({}) == Rules()


def test_groups_are_walked_into() -> None:
    rules = parse({"rules": [one("any_of")["rules"][0], {"kind": "no_fails", "key": "last"}]})
    assert [rule.key for rule in walk(rules.rules)] == ["rule", "inner", "last"]


@pytest.mark.parametrize(
    ("stored", "complaint"),
    [
        ({"rules": [{"kind": "no_fails", "key": "a"}, {"kind": "no_fails", "key": "a"}]}, "the rule 'a' comes twice"),
        (one("any_of", key="inner"), "the rule 'inner' comes twice"),
        (one("level_in", levels=[]), "at least 1 item"),
        (one("level_in", levels=[3]), "greater than or equal to 5"),
        (one("field_in", include=["9"]), "should match pattern"),
        (one("field_in", include=[], exclude=[]), "nothing is included"),
        (one("unit_in", include=[]), "nothing is included"),
        (one("category_in", categories=["martian"]), "Input should be"),
        (one("age_between", minimum=None), "needs a minimum or a maximum"),
        (one("age_between", minimum=30, maximum=20), "minimum is above the maximum"),
        (one("average_at_least", minimum=101), "no average on the scale of 100 reaches 101"),
        (one("gpa_at_least", minimum="4.1"), "no average on the scale of 4.0 reaches 4.1"),
        (one("gpa_at_least", scale="7.0"), "Input should be"),
        (one("rank_within", fraction=30), "less than or equal to 1"),
        (one("language_any_of", options=[]), "at least 1 item"),
        (one("language_any_of", options=[{"test": "hsk", "minimum": 4}]), "no language test named 'hsk'"),
        (one("language_any_of", options=[{"test": "ielts", "minimum": 75}]), "'75' is no result of IELTS"),
        (one("language_any_of", options=[{"test": "jlpt", "minimum": "N6"}]), "'N6' is no result of JLPT"),
        (
            one("language_any_of", options=[{"test": "cet4", "minimum": 425, "skills": {"reading": 1}}]),
            "no results per skill",
        ),
        (
            one("language_any_of", options=[{"test": "ielts", "minimum": 6, "skills": {"singing": 1}}]),
            "Input should be",
        ),
        (one("max_applications", maximum=0), "greater than or equal to 1"),
        (one("any_of", rules=[]), "at least 1 item"),
        (one("no_fails", shoe_size=43), "Extra inputs"),
        ({"rules": [{"kind": "horoscope", "key": "a"}]}, "does not match any of the expected tags"),
    ],
)
def test_faults_are_named(stored: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValidationError) as refused:
        parse(stored)
    assert complaint in str(refused.value)
