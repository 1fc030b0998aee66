"""Shapes answers for reading: as they stand now, to be checked, or as they were frozen at a submit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from mobility.core.programs.form import Form
from mobility.core.questions.answers import Problem, check
from mobility.core.questions.definition import Section
from mobility.core.questions.kinds import AnyQuestion
from mobility.core.questions.shapes import Value
from mobility.core.terms import Text
from mobility.queries.content import Held


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """A question asked of this student with its answer. `problems` stand in the way of a submit."""

    question: AnyQuestion
    value: Value | None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerSection:
    """A section with its questions in order."""

    section: Section
    lines: tuple[AnswerLine, ...]


@dataclass(frozen=True, slots=True)
class FrozenDocument:
    """A document as it was handed in. `sha256` is in hexadecimal digits; it is good until `expires_on`, where known."""

    id: int
    title: Text
    file_name: str
    sha256: str
    expires_on: date | None = None


def answer_sheet(held: Held) -> tuple[AnswerSection, ...]:
    """The answers as they stand now, every question that is asked of this student with what is wrong with it."""
    questionnaire, answers = held.form.questionnaire, held.flat_answers
    checked = check(questionnaire, answers, held.facts, is_final=True)
    return tuple(
        AnswerSection(
            section,
            tuple(
                AnswerLine(
                    question,
                    answers.get(question.key),
                    tuple(one for one in checked.problems if one.question_key == question.key),
                )
                for question in section.questions
                if question.key not in checked.hidden
            ),
        )
        for section in questionnaire.sections
    )


def frozen_sheet(form: Form, content: Mapping[str, Any]) -> tuple[AnswerSection, ...]:
    """The answers of a submission, by the form that it was handed in with; questions without an answer are left out."""
    sections = content["sections"]
    return tuple(
        AnswerSection(section, lines)
        for section in form.questionnaire.sections
        if (lines := _frozen_lines(section, sections.get(section.key, {})))
    )


def frozen_documents(form: Form, content: Mapping[str, Any]) -> tuple[FrozenDocument, ...]:
    """The documents of a submission, in the order of the form."""
    kinds = {kind.key: kind.title for kind in form.documents}
    return tuple(
        FrozenDocument(one["id"], kinds[one["kind"]], one["file_name"], one["sha256"], _day(one.get("expires_on")))
        for one in content["documents"]
        if one["kind"] in kinds
    )


def _day(stored: str | None) -> date | None:
    return None if stored is None else date.fromisoformat(stored)


def _frozen_lines(section: Section, values: Mapping[str, Value]) -> tuple[AnswerLine, ...]:
    return tuple(AnswerLine(question, values[question.key]) for question in section.questions if question.key in values)
