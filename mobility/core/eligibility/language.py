"""Judging of language results: one good enough by any of the options, and valid on the day that counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from mobility.core.eligibility.kinds import LanguageAnyOf, LanguageOption
from mobility.core.eligibility.languages import TESTS, LanguageTest, decimal_of
from mobility.core.eligibility.marks import plain
from mobility.core.eligibility.student import Fact, Source, StudentFacts
from mobility.core.eligibility.verdict import Evidence, Finding, Outcome, found, of_any
from mobility.core.terms import Param


def judge_language(rule: LanguageAnyOf, student: StudentFacts, today: date) -> Finding:
    """The finding has one part for each result that bears on an option; met as soon as one is good enough."""
    on = rule.valid_on or today
    parts = tuple(
        _result(rule, option, fact, on)
        for option in rule.options
        for fact in student.facts_of(f"language:{option.test}")
    )
    asked = {"accepted": ",".join(written(option) for option in rule.options), "on": on.isoformat()}
    if not parts:
        return found(rule, Outcome.UNKNOWN, **asked)
    outcome = of_any(part.outcome for part in parts)
    decisive = [part for part in parts if part.outcome is outcome]
    best = next((part for part in decisive if part.evidence[0].source is not Source.DECLARED), decisive[0])
    variant = "unclear" if outcome is Outcome.UNKNOWN else ""
    return replace(found(rule, outcome, variant, *best.evidence, **asked), parts=parts)


def _result(rule: LanguageAnyOf, option: LanguageOption, fact: Fact, on: date) -> Finding:
    test = TESTS[option.test]
    result = fact.value.get("score", fact.value.get("grade"))
    evidence = Evidence.of(fact.key, fact.provenance)
    asked: dict[str, Param] = {"test": test.key, "actual": str(result)[:20], "required": option.minimum}
    actual, minimum = test.position(result), test.position(option.minimum)
    if actual is None or minimum is None:
        return found(rule, Outcome.UNKNOWN, "unreadable", evidence, test=test.key)
    if actual < minimum:
        return found(rule, Outcome.NOT_MET, "too_low", evidence, **asked)
    variant, outcome, more = _skills(option, fact)
    if outcome is Outcome.MET:
        variant, outcome, more = _validity(test, fact, on)
    return found(rule, outcome, variant, evidence, **asked, **more)


Step = tuple[str, Outcome, dict[str, Param]]


def _skills(option: LanguageOption, fact: Fact) -> Step:
    results = fact.value.get("skills")
    unknown: Step | None = None
    for skill, minimum in option.skills.items():
        actual = decimal_of(results.get(skill)) if isinstance(results, dict) else None
        if actual is None:
            unknown = unknown or ("skill_unknown", Outcome.UNKNOWN, {"skill": skill, "skill_required": plain(minimum)})
        elif actual < minimum:
            more: dict[str, Param] = {"skill": skill, "skill_actual": plain(actual), "skill_required": plain(minimum)}
            return "skill_too_low", Outcome.NOT_MET, more
    return unknown or ("enough", Outcome.MET, {})


def _validity(test: LanguageTest, fact: Fact, on: date) -> Step:
    if test.valid_years is None:
        return "enough", Outcome.MET, {}
    taken_on = _taken_on(fact)
    if taken_on is None:
        return "date_unknown", Outcome.UNKNOWN, {"valid_years": test.valid_years}
    more: dict[str, Param] = {"taken_on": taken_on.isoformat(), "on": on.isoformat(), "valid_years": test.valid_years}
    if test.is_valid_on(taken_on, on):
        return "enough", Outcome.MET, {}
    return "expired", Outcome.NOT_MET, more


def _taken_on(fact: Fact) -> date | None:
    written = fact.value.get("taken_on")
    try:
        return date.fromisoformat(written) if isinstance(written, str) else fact.as_of
    except ValueError:
        return None


def written(option: LanguageOption) -> str:
    """An option as one parameter: test, minimum and minima per skill, such as "ielts:6.5:writing=6"."""
    skills = "+".join(f"{skill}={plain(minimum)}" for skill, minimum in option.skills.items())
    return f"{option.test}:{option.minimum}:{skills}" if skills else f"{option.test}:{option.minimum}"
