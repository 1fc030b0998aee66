"""Definitions are data: read back equal, and refused with every fault named."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError

from mobility.core.questions import KINDS, dump, parse
from tests.core.questions.example import NURSING, both
from tests.factories import questions as made

Change = Callable[[dict[str, Any]], Any]


def test_a_definition_survives_storage() -> None:
    questionnaire = parse(NURSING)
    assert parse(dump(questionnaire)) == questionnaire
    assert dump(parse(dump(questionnaire))) == dump(questionnaire)


def test_conditions_are_stored_by_the_words_they_are_written_in() -> None:
    stored = dump(parse(NURSING))["sections"][2]["questions"][1]["condition"]
    assert stored == {"any": [{"fact": "is_minor", "equals": True}, {"question": "english", "equals": "basic"}]}


def test_questions_are_found_by_key() -> None:
    questionnaire = parse(NURSING)
    assert [section.key for section in questionnaire.sections] == ["contact", "motivation", "bond"]
    assert questionnaire.question("english") == questionnaire.sections[1].questions[1]
    assert questionnaire.section("bond") == questionnaire.sections[2]
    assert (questionnaire.question("nobody"), questionnaire.section("nowhere")) == (None, None)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_stored_and_read(kind: str) -> None:
    questionnaire = made.questionnaire(made.question(kind))
    assert parse(dump(questionnaire)) == questionnaire
    assert dump(questionnaire)["sections"][0]["questions"][0]["kind"] == kind


def _question(n: int, section: int = 0) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda stored: stored["sections"][section]["questions"][n]


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda s: _question(1)(s).update(key="phone"), "questions come twice: phone"),
        (lambda s: _question(0, 2)(s).update(key="phone"), "questions come twice: phone"),
        (lambda s: s["sections"][1].update(key="contact"), "sections come twice: contact"),
        (lambda s: _question(1, 1)(s).update(choices=[]), "at least 1 item"),
        (
            lambda s: _question(3, 1)(s)["choices"].append(_question(3, 1)(s)["choices"][0]),
            "choices come twice: chemistry",
        ),
        (
            lambda s: _question(3, 1)(s).update(min_chosen=4, max_chosen=None),
            "more choices are asked for than there are",
        ),
        (lambda s: _question(3, 1)(s).update(min_chosen=3, max_chosen=2), "the least is more than the most"),
        (lambda s: _question(0, 1)(s).update(min_words=900), "the least is more than the most"),
        (
            lambda s: _question(2, 1)(s).update(condition={"question": "nobody", "equals": 1}),
            "not a question before it",
        ),
        (
            lambda s: _question(0)(s).update(condition={"question": "phone", "is_answered": True}),
            "not a question before it",
        ),
        (
            lambda s: _question(0)(s).update(condition={"question": "english", "equals": "basic"}),
            "not a question before it",
        ),
        (lambda s: _question(2, 1)(s)["condition"].update(equals="fluent"), "which 'english' never answers"),
        (
            lambda s: _question(0, 2)(s).update(condition={"question": "contact_knows", "equals": "yes"}),
            "never answers",
        ),
        (lambda s: _question(0, 2)(s).update(condition={"question": "contact_knows", "equals": 1}), "never answers"),
        (
            lambda s: _question(0, 2)(s).update(condition={"question": "subjects", "equals": "biology"}),
            "`includes` is for",
        ),
        (
            lambda s: _question(0, 2)(s).update(condition={"question": "english", "includes": "basic"}),
            "`includes` is for",
        ),
        (lambda s: _question(0)(s).update(condition={"fact": "is_minot", "equals": True}), "no fact named 'is_minot'"),
        (lambda s: _question(0)(s).update(condition={"fact": "level"}), "exactly one test"),
        (lambda s: _question(0)(s).update(condition={"fact": "level", "equals": 5, "at_least": 5}), "exactly one test"),
        (lambda s: _question(0)(s).update(condition={"all": []}), "at least 1 item"),
        (lambda s: _question(0)(s).update(condition={"eval": "True"}), "Unable to extract tag"),
        (
            lambda s: _question(2)(s).update(pattern={"regex": "(", "message": both("x", "x")}),
            "not a pattern that RE2 reads",
        ),
        (
            lambda s: _question(2)(s).update(pattern={"regex": r"(a)\1", "message": both("x", "x")}),
            "not a pattern that RE2",
        ),
        (lambda s: _question(0)(s).update(label=both("Only English", " ")), "empty in one of the languages"),
        (lambda s: _question(0)(s).update(label=both("x" * 4001, "x")), "longer than 4000"),
        (lambda s: _question(0)(s).update(key="Phone"), "should match pattern"),
        (lambda s: _question(0)(s).update(kind="video"), "does not match any of the expected tags"),
        (lambda s: _question(0)(s).update(max_chars=3), "Extra inputs are not permitted"),
        (lambda s: s.update(version=0), "greater than or equal to 1"),
        (lambda s: s.update(sections=[]), "at least 1 item"),
    ],
)
def test_faults_are_named(change: Change, complaint: str) -> None:
    stored = copy.deepcopy(NURSING)
    change(stored)
    with pytest.raises(ValidationError) as refused:
        parse(stored)
    assert complaint in str(refused.value)


def test_several_faults_are_named_at_once() -> None:
    stored = copy.deepcopy(NURSING)
    _question(0)(stored).update(kind="video")
    _question(1, 1)(stored).update(choices=[])
    with pytest.raises(ValidationError) as refused:
        parse(stored)
    assert [error["loc"][:4] for error in refused.value.errors()] == [
        ("sections", 0, "questions", 0),
        ("sections", 1, "questions", 1),
    ]


def test_a_published_definition_cannot_be_changed() -> None:
    questionnaire = parse(NURSING)
    with pytest.raises(ValidationError):
        questionnaire.version = 2  # type: ignore[misc]  # frozen, which is tried


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("date", {"earliest": "2026-09-01", "latest": "2026-08-31"}),
        ("integer", {"minimum": 2, "maximum": 1}),
        ("decimal", {"minimum": "2.1", "maximum": "2.05"}),
    ],
)
def test_bounds_stand_in_order(kind: str, changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="the least is more than the most"):
        made.question(kind, **changes)
