"""Judging of what went before: taking part once, or once per degree, and how many applications there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from mobility.core.eligibility.kinds import MaxApplications, NoPriorParticipation
from mobility.core.eligibility.student import History, Participation, StudentFacts
from mobility.core.eligibility.verdict import Finding, Outcome, found
from mobility.core.terms import Text

PARTICIPATION: Final = "participation:"
"""What the key of a fact begins with that the registry keeps of a participation, before the kind of program."""

PARTICIPATIONS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "exchange": Text(en="Exchange", zh_Hans="交换生项目"),
        "summer_school": Text(en="Summer school", zh_Hans="暑期学校"),
        "scholarship": Text(en="Scholarship", zh_Hans="奖学金项目"),
    }
)
"""How a participation is named of which the registry knows no more than the kind of program."""


def participations(student: StudentFacts, history: History) -> Iterator[Participation]:
    """Everything the student took part in: what this program knows first, then what the registry does."""
    yield from history.participations
    for fact in student.facts:
        kind, year = fact.key.removeprefix(PARTICIPATION), fact.value.get("year")
        if fact.key.startswith(PARTICIPATION) and kind in PARTICIPATIONS and isinstance(year, int):
            yield Participation(kind, "", PARTICIPATIONS[kind], year)


def judge_prior(rule: NoPriorParticipation, student: StudentFacts, history: History) -> Finding:
    variant = "_degree" if rule.is_per_degree else ""
    for before in participations(student, history):
        if _is_meant(rule, before) and not (rule.is_per_degree and _was_in_earlier_studies(before, student)):
            title = {"en": before.title.en, "zh_Hans": before.title.zh_Hans}
            return found(rule, Outcome.NOT_MET, f"not_met{variant}", year=before.year, **title)
    return found(rule, Outcome.MET, f"met{variant}")


def judge_number(rule: MaxApplications, history: History) -> Finding:
    others = [other for other in history.applications if other.is_live and rule.season in (None, other.season)]
    outcome = Outcome.MET if len(others) < rule.maximum else Outcome.NOT_MET
    return found(rule, outcome, actual=len(others), maximum=rule.maximum)


def _is_meant(rule: NoPriorParticipation, before: Participation) -> bool:
    return rule.program_kind in (None, before.program_kind) and rule.program_key in (None, before.program_key)


def _was_in_earlier_studies(before: Participation, student: StudentFacts) -> bool:
    """By the level then where it is known, else by the year; what cannot be told apart counts as of these studies."""
    if before.level is not None and student.level is not None:
        return before.level != student.level
    return student.entry_year is not None and before.year < student.entry_year
