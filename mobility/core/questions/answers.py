"""The one judge of content: at save, at submit and in the interface for programs, of a section or of all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from mobility.core.questions.conditions import holds
from mobility.core.questions.definition import Questionnaire
from mobility.core.questions.kinds import AnyQuestion
from mobility.core.questions.reading import NOTHING, Reading, read
from mobility.core.questions.shapes import Answers, Facts, Value
from mobility.core.terms import Param, Reason

NO_FACTS: Final[Facts] = {}
NO_ANSWERS: Final[Answers] = {}
REQUIRED: Final = "questions.required"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with one answer; `mobility.wording` has the sentence for the code."""

    question_key: str
    code: str
    params: Mapping[str, Param] = field(default_factory=dict)

    @property
    def reason(self) -> Reason:
        """The same for a list of mixed reasons: the question's key is among the parameters."""
        return Reason(self.code, {**self.params, "question": self.question_key})


@dataclass(frozen=True, slots=True)
class Checked:
    """The judgement. `values` is what to store, plain JSON by question; `hidden` were not asked of this student."""

    values: Answers
    problems: tuple[Problem, ...]
    hidden: frozenset[str]

    @property
    def is_good(self) -> bool:
        return not self.problems


@dataclass(frozen=True, slots=True)
class _Judged:
    section_key: str
    question: AnyQuestion
    is_asked: bool
    reading: Reading


def check(
    questionnaire: Questionnaire,
    raw: Mapping[str, object],
    facts: Facts = NO_FACTS,
    *,
    section: str | None = None,
    stored: Answers = NO_ANSWERS,
    is_final: bool = False,
) -> Checked:
    """Judge `raw`, which holds the answers of the whole questionnaire, or with `section` of that section, by question.

    What is absent in `raw` counts as emptied. `stored` holds what was saved before, by question: other sections'
    conditions read it, and where a new answer cannot be stored at all the stored one stays in `values`.

    At save: an empty answer is no problem, a flawed one is a problem yet kept in `values` as typed, so that nothing is
    lost; answers to hidden questions are kept without a word, in case the student changes back.
    With `is_final`, at submit: empty required answers are problems, `values` has only sound answers to questions asked.
    Raises KeyError for a section that the questionnaire does not have.
    """
    if section is not None and questionnaire.section(section) is None:
        raise KeyError(section)
    judged = [
        one
        for one in _judge(questionnaire, raw, facts, section=section, stored=stored)
        if section in (None, one.section_key)
    ]
    known = {one.question.key for one in judged}
    problems = [problem for one in judged for problem in _problems(one, is_final=is_final)]
    problems += [Problem(str(key)[:60], "questions.unknown_question") for key in raw if key not in known]
    return Checked(
        values=_final_values(judged) if is_final else _draft_values(judged, stored),
        problems=tuple(problems),
        hidden=frozenset(one.question.key for one in judged if not one.is_asked),
    )


def visible_answers(questionnaire: Questionnaire, stored: Answers, facts: Facts = NO_FACTS) -> dict[str, Value]:
    """The stored answers to the questions that are asked of this student, flawed ones as they were typed."""
    judged = _judge(questionnaire, stored, facts)
    return {one.question.key: one.reading.value for one in judged if one.is_asked and one.reading.value is not None}


def asked_questions(questionnaire: Questionnaire, stored: Answers, facts: Facts = NO_FACTS) -> tuple[str, ...]:
    """Keys of the questions asked of this student, given the stored answers, in order."""
    return tuple(one.question.key for one in _judge(questionnaire, stored, facts) if one.is_asked)


def flatten(answers_by_section: Mapping[str, Answers]) -> dict[str, Value]:
    """Answers by question from answers by section; keys of questions are unique in a questionnaire."""
    return {key: value for answers in answers_by_section.values() for key, value in answers.items()}


def _judge(
    questionnaire: Questionnaire,
    raw: Mapping[str, object],
    facts: Facts,
    *,
    section: str | None = None,
    stored: Answers = NO_ANSWERS,
) -> Iterator[_Judged]:
    # Conditions look back only, so one walk settles which questions are asked.
    visible: dict[str, Value] = {}
    for part in questionnaire.sections:
        source = raw if section in (None, part.key) else stored
        for question in part.questions:
            is_asked = holds(question.condition, visible, facts)
            reading = read(question, source.get(question.key))
            if is_asked and reading.value is not None:
                visible[question.key] = reading.value
            yield _Judged(part.key, question, is_asked, reading)


def _problems(one: _Judged, *, is_final: bool) -> Iterator[Problem]:
    if not one.is_asked:
        return
    for reason in one.reading.flaws:
        yield Problem(one.question.key, reason.code, reason.params)
    if is_final and one.question.is_required and one.reading == NOTHING:
        yield Problem(one.question.key, REQUIRED)


def _final_values(judged: list[_Judged]) -> dict[str, Value]:
    return {
        one.question.key: one.reading.value
        for one in judged
        if one.is_asked and one.reading.value is not None and not one.reading.flaws
    }


def _draft_values(judged: list[_Judged], stored: Answers) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for one in judged:
        key, reading = one.question.key, one.reading
        if reading.value is not None:
            values[key] = reading.value
        elif reading.flaws and key in stored:
            values[key] = stored[key]
    return values
