"""How far an application is: the state of each section and what it still lacks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from mobility.core.questions.answers import NO_FACTS, REQUIRED, Checked, Problem, check, flatten
from mobility.core.questions.definition import Questionnaire, Section
from mobility.core.questions.shapes import Answers, Facts


class SectionState(StrEnum):
    """How far one section is. One that asks nothing of this student is done."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class SectionProgress:
    """One section: `missing` are required questions without an answer, `flawed` what is wrong with answers given."""

    key: str
    state: SectionState
    missing: tuple[str, ...]
    flawed: tuple[Problem, ...]


def progress(
    questionnaire: Questionnaire, answers_by_section: Mapping[str, Answers], facts: Facts = NO_FACTS
) -> tuple[SectionProgress, ...]:
    """The state of every section, in order. A section is started once it was saved, even empty: its key is present."""
    checked = check(questionnaire, flatten(answers_by_section), facts, is_final=True)
    return tuple(
        _section(section, checked, is_started=section.key in answers_by_section) for section in questionnaire.sections
    )


def _section(section: Section, checked: Checked, *, is_started: bool) -> SectionProgress:
    asked = [question.key for question in section.questions if question.key not in checked.hidden]
    problems = [problem for problem in checked.problems if problem.question_key in asked]
    missing = tuple(problem.question_key for problem in problems if problem.code == REQUIRED)
    flawed = tuple(problem for problem in problems if problem.code != REQUIRED)
    if not asked or (is_started and not problems):
        state = SectionState.DONE
    elif any(key in checked.values for key in asked) or flawed:
        state = SectionState.IN_PROGRESS
    else:
        state = SectionState.NOT_STARTED
    return SectionProgress(section.key, state, missing, flawed)


def is_complete(sections: Iterable[SectionProgress]) -> bool:
    """Tell whether nothing stands in the way of a submit: an optional section that nobody opened does not."""
    return not any(section.missing or section.flawed for section in sections)
