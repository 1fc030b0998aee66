"""The verdict: every rule judged, every reason given, unknown facts told apart from unmet rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from mobility.core.eligibility import before, language, marks, person
from mobility.core.eligibility.kinds import (
    AgeBetween,
    AllOf,
    AnyOf,
    AnyRule,
    AverageAtLeast,
    CategoryIn,
    EntryYearIn,
    FieldIn,
    GpaAtLeast,
    LanguageAnyOf,
    LevelIn,
    MaxApplications,
    NoFails,
    NoPriorParticipation,
    RankWithin,
    StudyStatusIn,
    UnitIn,
)
from mobility.core.eligibility.rules import Rules
from mobility.core.eligibility.student import NO_HISTORY, History, StudentFacts
from mobility.core.eligibility.verdict import Finding, Outcome, Standing, Verdict, found, of_all, of_any

_STANDINGS: Final = {
    Outcome.MET: Standing.ELIGIBLE,
    Outcome.NOT_MET: Standing.NOT_ELIGIBLE,
    Outcome.UNKNOWN: Standing.TO_BE_CHECKED,
}


@dataclass(frozen=True, slots=True)
class Judged:
    """Who is judged, on which day, and what went before."""

    student: StudentFacts
    on: date
    history: History


def evaluate(rules: Rules, student: StudentFacts, on: date, history: History = NO_HISTORY) -> Verdict:
    """Judge every rule on the day `on`; `history` leaves out the application that is being judged."""
    judged = Judged(student, on, history)
    findings = tuple(judge(rule, judged) for rule in rules.rules)
    return Verdict(_STANDINGS[of_all(finding.outcome for finding in findings)], findings)


def judge(rule: AnyRule, judged: Judged) -> Finding:
    """Judge one rule, a group with its parts."""
    return _JUDGES[type(rule)](rule, judged)


def _any_of(rule: AnyOf, judged: Judged) -> Finding:
    parts = tuple(judge(part, judged) for part in rule.rules)
    return replace(found(rule, of_any(part.outcome for part in parts)), parts=parts)


def _all_of(rule: AllOf, judged: Judged) -> Finding:
    parts = tuple(judge(part, judged) for part in rule.rules)
    return replace(found(rule, of_all(part.outcome for part in parts)), parts=parts)


_JUDGES: Final[dict[type[AnyRule], Callable[[Any, Judged], Finding]]] = {
    LevelIn: lambda rule, judged: person.judge_level(rule, judged.student),
    FieldIn: lambda rule, judged: person.judge_field(rule, judged.student),
    UnitIn: lambda rule, judged: person.judge_unit(rule, judged.student),
    EntryYearIn: lambda rule, judged: person.judge_entry_year(rule, judged.student),
    CategoryIn: lambda rule, judged: person.judge_category(rule, judged.student),
    StudyStatusIn: lambda rule, judged: person.judge_study_status(rule, judged.student),
    AgeBetween: lambda rule, judged: person.judge_age(rule, judged.student, judged.on),
    AverageAtLeast: lambda rule, judged: marks.judge_average(rule, judged.student),
    GpaAtLeast: lambda rule, judged: marks.judge_gpa(rule, judged.student),
    RankWithin: lambda rule, judged: marks.judge_rank(rule, judged.student),
    NoFails: lambda rule, judged: marks.judge_fails(rule, judged.student),
    LanguageAnyOf: lambda rule, judged: language.judge_language(rule, judged.student, judged.on),
    NoPriorParticipation: lambda rule, judged: before.judge_prior(rule, judged.student, judged.history),
    MaxApplications: lambda rule, judged: before.judge_number(rule, judged.history),
    AnyOf: _any_of,
    AllOf: _all_of,
}
