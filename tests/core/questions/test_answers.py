"""One judge at save and at submit: lenient and losing nothing, or strict and complete."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobility.core.questions import (
    Problem,
    asked_questions,
    check,
    flatten,
    parse,
    visible_answers,
)
from mobility.core.questions.reading import LONGEST_DRAFT
from mobility.core.terms import Reason
from tests.core.questions.example import NURSING, SOUND
from tests.factories import questions as made

FORM = parse(NURSING)
ADULT = {"is_minor": False}
MINOR = {"is_minor": True}


def test_a_sound_application_is_good() -> None:
    checked = check(FORM, flatten(SOUND), ADULT, is_final=True)
    assert checked.problems == ()
    assert checked.is_good
    assert checked.values == flatten(SOUND)
    assert checked.hidden == {"english_plan", "family_agrees"}


def test_nothing_may_be_missing_at_submit() -> None:
    checked = check(FORM, {}, MINOR, is_final=True)
    assert [(problem.question_key, problem.code) for problem in checked.problems] == [
        (key, "questions.required")
        for key in (
            *("phone", "contact_name", "contact_phone", "contact_knows"),
            *("why_nursing", "english", "subjects"),
            *("accepts_bond", "family_agrees"),
        )
    ]
    assert checked.values == {}


def test_everything_may_be_missing_at_save() -> None:
    checked = check(FORM, {}, MINOR)
    assert (checked.problems, checked.values) == ((), {})


def test_one_section_is_judged_alone() -> None:
    raw = {"phone": "138 0013 8000", "email": "", "contact_name": " 王建国 ", "contact_knows": "yes"}
    checked = check(FORM, raw, ADULT, section="contact")
    assert checked.values == {"phone": "13800138000", "contact_name": "王建国", "contact_knows": True}
    assert checked.problems == ()


def test_a_flawed_answer_is_kept_at_save_and_dropped_at_submit() -> None:
    raw = {"phone": "12", "contact_knows": "no"}
    saved = check(FORM, raw, ADULT, section="contact")
    assert saved.values == {"phone": "12", "contact_knows": False}
    assert saved.problems == (
        Problem("phone", "questions.not_phone"),
        Problem("contact_knows", "questions.must_be_yes"),
    )
    final = check(FORM, saved.values, ADULT, section="contact", is_final=True)
    assert final.values == {}
    assert [problem.question_key for problem in final.problems] == [
        "phone",
        "contact_name",
        "contact_phone",
        "contact_knows",
    ]


def test_an_emptied_answer_is_removed() -> None:
    stored = {"phone": "13800138000", "contact_name": "王建国"}
    checked = check(FORM, {"phone": "", "contact_name": "王建国"}, section="contact", stored=stored)
    assert checked.values == {"contact_name": "王建国"}


@pytest.mark.parametrize(
    ("section", "key", "raw"),
    [
        ("motivation", "why_nursing", "x" * (LONGEST_DRAFT + 1)),
        ("motivation", "english", "fluent"),
        ("bond", "accepts_bond", 7),
    ],
)
def test_what_cannot_be_stored_does_not_wipe_what_was(section: str, key: str, raw: Any) -> None:
    stored = flatten(SOUND)
    checked = check(FORM, {**SOUND[section], key: raw}, section=section, stored=stored)
    assert checked.values[key] == stored[key]
    assert [problem.question_key for problem in checked.problems] == [key]
    assert key not in check(FORM, {**SOUND[section], key: raw}, section=section).values


def test_a_condition_reads_other_sections_from_what_is_stored() -> None:
    basic = {"english": "basic"}
    assert check(FORM, {}, ADULT, section="bond", stored=basic).hidden == frozenset()
    assert check(FORM, {}, ADULT, section="bond", stored={}).hidden == {"family_agrees"}
    assert check(FORM, {}, MINOR, section="bond", stored={}).hidden == frozenset()


def test_an_answer_in_the_same_section_counts_at_once() -> None:
    raw = {"english": "basic", "english_plan": ""}
    checked = check(FORM, raw, section="motivation", stored={"english": "study"}, is_final=True)
    assert "english_plan" in [problem.question_key for problem in checked.problems]


def test_answers_to_hidden_questions_wait_in_the_draft_and_stay_out_of_the_submission() -> None:
    raw = {**SOUND["motivation"], "english_plan": "Every evening."}
    assert check(FORM, raw, section="motivation").values["english_plan"] == "Every evening."
    final = check(FORM, flatten({**SOUND, "motivation": raw}), is_final=True)
    assert (final.problems, "english_plan" in final.values) == ((), False)


def test_a_hidden_answer_is_silent_even_when_flawed() -> None:
    form = made.questionnaire(
        made.question("yes_no", "has_phone"),
        made.question("phone", "number", condition={"question": "has_phone", "equals": True}),
        made.question("short_text", "why_not", condition={"question": "number", "is_answered": False}),
    )
    checked = check(form, {"has_phone": "no", "number": "x", "why_not": "Lost it."}, is_final=True)
    assert checked.problems == ()
    assert checked.values == {"has_phone": False, "why_not": "Lost it."}


def test_a_condition_may_wait_for_any_value_of_an_open_question() -> None:
    form = made.questionnaire(
        made.question("integer", "children"),
        made.question("short_text", "names", condition={"question": "children", "any_of": [1, 2]}),
    )
    assert asked_questions(form, {"children": 2}) == ("children", "names")
    assert asked_questions(form, {"children": 0}) == ("children",)


def test_chains_of_conditions_follow_what_is_visible() -> None:
    form = made.questionnaire(
        made.question("yes_no", "a"),
        made.question("yes_no", "b", condition={"question": "a", "equals": True}),
        made.question("yes_no", "c", condition={"question": "b", "equals": True}),
    )
    assert asked_questions(form, {"a": True, "b": True}) == ("a", "b", "c")
    assert asked_questions(form, {"a": False, "b": True}) == ("a",)
    assert visible_answers(form, {"a": False, "b": True, "c": True}) == {"a": False}


def test_unknown_questions_are_told() -> None:
    raw = {"phone": "13800138000", "csrf_token": "x", "k" * 200: 1}
    checked = check(FORM, raw, section="contact")
    assert [(problem.question_key, problem.code) for problem in checked.problems] == [
        ("csrf_token", "questions.unknown_question"),
        ("k" * 60, "questions.unknown_question"),
    ]
    assert check(FORM, {"accepts_bond": True}, section="contact").problems == (
        Problem("accepts_bond", "questions.unknown_question"),
    )


def test_an_unknown_section_is_a_programming_error() -> None:
    with pytest.raises(KeyError):
        check(FORM, {}, section="nowhere")


def test_a_problem_is_a_reason_that_names_its_question() -> None:
    problem = Problem("phone", "questions.too_long", {"max": 3, "actual": 4})
    assert problem.reason == Reason("questions.too_long", {"max": 3, "actual": 4, "question": "phone"})


def test_answers_of_the_factory_are_sound() -> None:
    for facts in (ADULT, MINOR):
        stored = made.answers(FORM, facts)
        checked = check(FORM, flatten(stored), facts, is_final=True)
        assert (checked.problems, checked.values) == ((), flatten(stored))


raw_answers = st.dictionaries(
    st.sampled_from([question.key for question in FORM.questions()]),
    st.sampled_from(["", "basic", "study", "yes", "no", "13800138000", "x", ["biology"], True, None, 3]),
)


@given(raw_answers, st.booleans())
def test_what_is_saved_is_plain_and_saving_again_changes_nothing(raw: dict[str, object], is_minor: bool) -> None:
    facts = {"is_minor": is_minor}
    saved = check(FORM, raw, facts)
    assert json.loads(json.dumps(saved.values)) == saved.values
    again = check(FORM, saved.values, facts)
    assert again.values == saved.values
    assert {problem.question_key for problem in again.problems} <= {problem.question_key for problem in saved.problems}


@given(raw_answers, st.booleans())
def test_a_submission_holds_only_sound_answers_to_questions_asked(raw: dict[str, object], is_minor: bool) -> None:
    facts = {"is_minor": is_minor}
    final = check(FORM, raw, facts, is_final=True)
    assert set(final.values) <= set(asked_questions(FORM, check(FORM, raw, facts).values, facts))
    assert not set(final.values) & {problem.question_key for problem in final.problems}
    required = {question.key for question in FORM.questions() if question.is_required} - final.hidden
    assert final.is_good is (required <= set(final.values) and not final.problems)
    if final.is_good:
        again = check(FORM, final.values, facts, is_final=True)
        assert (again.values, again.problems) == (final.values, ())
