"""Judging of how a student did: weighted average, grade point average, rank, failed courses."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal
from typing import Final, get_args

from mobility.core.eligibility.conversion import HUNDRED, Formula, convert
from mobility.core.eligibility.kinds import AverageAtLeast, GpaAtLeast, GpaScale, NoFails, RankWithin
from mobility.core.eligibility.languages import decimal_of
from mobility.core.eligibility.student import StudentFacts
from mobility.core.eligibility.verdict import Evidence, Finding, Outcome, found

SCALES: Final = frozenset({HUNDRED, *get_args(GpaScale)})
HUNDREDTH: Final = Decimal("0.01")
"""How a converted mark is shown, cut and not rounded; it is judged exactly."""


def judge_average(rule: AverageAtLeast, student: StudentFacts) -> Finding:
    return _at_least(rule, "average", student)


def judge_gpa(rule: GpaAtLeast, student: StudentFacts) -> Finding:
    return _at_least(rule, "gpa", student)


def judge_rank(rule: RankWithin, student: StudentFacts) -> Finding:
    percent = plain(rule.fraction * 100)
    for fact in student.facts_of("rank"):
        position, of = decimal_of(fact.value.get("position")), decimal_of(fact.value.get("of"))
        if position is None or of is None or not 1 <= position <= of:
            continue
        outcome = Outcome.MET if position <= rule.fraction * of else Outcome.NOT_MET
        evidence = Evidence.of("rank", fact.provenance)
        return found(rule, outcome, "", evidence, position=int(position), of=int(of), percent=percent)
    return found(rule, Outcome.UNKNOWN, percent=percent)


def judge_fails(rule: NoFails, student: StudentFacts) -> Finding:
    for fact in student.facts_of("has_fails"):
        has_fails = fact.value.get("value")
        if isinstance(has_fails, bool):
            outcome = Outcome.NOT_MET if has_fails else Outcome.MET
            return found(rule, outcome, "", Evidence.of("has_fails", fact.provenance))
    return found(rule, Outcome.UNKNOWN)


def plain(number: Decimal) -> str:
    """A number as people write it: no exponent, no zeros at the end."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _at_least(rule: AverageAtLeast | GpaAtLeast, key: str, student: StudentFacts) -> Finding:
    asked = {"required": plain(rule.minimum), "scale": rule.scale}
    for fact in student.facts_of(key, rule.scale):
        actual = decimal_of(fact.value.get("value"))
        if actual is None or not 0 <= actual <= Decimal(rule.scale):
            continue
        outcome = Outcome.MET if actual >= rule.minimum else Outcome.NOT_MET
        return found(rule, outcome, "", Evidence.of(key, fact.provenance), actual=plain(actual), **asked)
    if rule.formula is not None and (converted := _converted(rule, rule.formula, key, student)) is not None:
        return converted
    for fact in student.facts_of(key):
        actual = decimal_of(fact.value.get("value"))
        if actual is not None and fact.scale not in (None, rule.scale):
            evidence = Evidence.of(key, fact.provenance)
            other = {"actual": plain(actual), "other_scale": fact.scale}
            return found(rule, Outcome.UNKNOWN, "other_scale", evidence, **other, **asked)
    return found(rule, Outcome.UNKNOWN, **asked)


def _converted(rule: AverageAtLeast | GpaAtLeast, formula: Formula, key: str, student: StudentFacts) -> Finding | None:
    """Judge the first mark that the formula leads to the rule's scale; what is known of the kind asked comes first."""
    facts = (*student.facts_of(key), *student.facts_of("gpa" if key == "average" else "average"))
    for fact in facts:
        actual = decimal_of(fact.value.get("value"))
        if actual is None or fact.scale is None or fact.scale not in SCALES:
            continue
        on_scale = convert(formula, actual, fact.scale, rule.scale)
        if on_scale is None:
            continue
        is_met = on_scale >= rule.minimum
        return found(
            rule,
            Outcome.MET if is_met else Outcome.NOT_MET,
            "converted" if is_met else "converted_not_met",
            Evidence.of(fact.key, fact.provenance),
            actual=plain(actual),
            other_scale=fact.scale,
            converted=plain(on_scale.quantize(HUNDREDTH, ROUND_DOWN)),
            formula=f"eligibility.formula.{formula}",
            required=plain(rule.minimum),
            scale=rule.scale,
        )
    return None
