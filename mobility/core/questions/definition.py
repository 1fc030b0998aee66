"""A questionnaire: sections of questions, published as an immutable version and stored as plain JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import Field, StringConstraints, model_validator

from mobility.core.questions.conditions import AnswerCondition, answer_conditions
from mobility.core.questions.kinds import AnyQuestion, MultipleChoice, Question, SingleChoice, YesNo
from mobility.core.questions.shapes import Definition, FullText, Key, twice


class Section(Definition):
    """One page of questions, saved as a whole."""

    key: Key
    title: FullText
    intro: FullText | None = None
    questions: tuple[Question, ...] = Field(min_length=1, max_length=60)


class Questionnaire(Definition):
    """All sections of one application. Keys of questions are unique throughout; conditions look back, never ahead."""

    key: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.-]{0,79}$")]
    version: int = Field(ge=1)
    sections: tuple[Section, ...] = Field(min_length=1, max_length=30)

    @model_validator(mode="after")
    def _sound(self) -> Questionnaire:
        if again := twice(section.key for section in self.sections):
            raise ValueError(f"sections come twice: {', '.join(again)}")
        if again := twice(question.key for question in self.questions()):
            raise ValueError(f"questions come twice: {', '.join(again)}")
        earlier: dict[str, AnyQuestion] = {}
        for question in self.questions():
            check_targets(f"question {question.key!r}", answer_conditions(question.condition), earlier)
            earlier[question.key] = question
        return self

    def questions(self) -> Iterator[AnyQuestion]:
        """Every question, in the order in which it is asked."""
        for section in self.sections:
            yield from section.questions

    def section(self, key: str) -> Section | None:
        return next((section for section in self.sections if section.key == key), None)

    def question(self, key: str) -> AnyQuestion | None:
        return next((question for question in self.questions() if question.key == key), None)


def parse(stored: Mapping[str, Any]) -> Questionnaire:
    """The questionnaire of plain data. Raises pydantic.ValidationError, which names every fault and its place."""
    return Questionnaire.model_validate(stored)


def dump(questionnaire: Questionnaire) -> dict[str, Any]:
    """The questionnaire as plain JSON; `parse` reads it back equal."""
    return questionnaire.model_dump(mode="json", exclude_none=True)


def check_targets(whose: str, conditions: Iterator[AnswerCondition], askable: Mapping[str, AnyQuestion]) -> None:
    """Raises ValueError where a condition asks about a question outside `askable`, or for an answer it cannot have."""
    for condition in conditions:
        target = askable.get(condition.question)
        if target is None:
            raise ValueError(f"{whose} depends on {condition.question!r}, which is not a question before it")
        _check_possible(whose, condition, target)


def _check_possible(whose: str, condition: AnswerCondition, target: AnyQuestion) -> None:
    if condition.is_answered is not None:
        return
    if (condition.includes is not None) != isinstance(target, MultipleChoice):
        raise ValueError(f"{whose}: `includes` is for multiple choice, and multiple choice for `includes`")
    wanted = condition.any_of or (condition.includes if condition.equals is None else condition.equals,)
    possible: set[object]
    if isinstance(target, SingleChoice | MultipleChoice):
        possible = {choice.key for choice in target.choices}
    elif isinstance(target, YesNo):
        possible = {True, False}
    else:
        return
    # In Python 1 equals True; an answer of yes or no never is 1.
    if impossible := [value for value in wanted if value not in possible or type(value) is int]:
        raise ValueError(f"{whose} waits for {impossible[0]!r}, which {target.key!r} never answers")
