"""What would make somebody eligible: for each rule not met the smallest change, or that nothing can be changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from mobility.core.eligibility.evaluate import Judged, judge
from mobility.core.eligibility.kinds import (
    AgeBetween,
    AllOf,
    AnyOf,
    AnyRule,
    AverageAtLeast,
    EntryYearIn,
    GpaAtLeast,
    LanguageAnyOf,
    LanguageOption,
    MaxApplications,
    NoFails,
    NoPriorParticipation,
    RankWithin,
    StudyStatusIn,
)
from mobility.core.eligibility.language import written
from mobility.core.eligibility.languages import years_after
from mobility.core.eligibility.marks import plain
from mobility.core.eligibility.person import age_on
from mobility.core.eligibility.rules import Rules
from mobility.core.eligibility.student import Fact, Source, StudyStatus
from mobility.core.eligibility.verdict import Outcome
from mobility.core.terms import Param, Reason

_ROUNDS: Final = 3
"""How often changes for several rules are gone through, since what meets one rule may bear on another."""


@dataclass(frozen=True, slots=True)
class Step:
    """What would meet one rule that is not met. `then`: all as it would be by then; None where nothing can be changed.

    `parts`: of a group, the ways of which one is enough, or what is needed together.
    """

    rule_key: str
    code: str
    params: dict[str, Param]
    then: Judged | None = None
    parts: tuple[Step, ...] = ()

    @property
    def is_possible(self) -> bool:
        return self.then is not None

    @property
    def reason(self) -> Reason:
        return Reason(self.code, {**self.params, "rule": self.rule_key})


def advise(rules: Rules, judged: Judged) -> tuple[Step, ...]:
    """A step for every rule that is not met, in the order of the rules; nothing for one that is not known to be met.

    A step with `then` meets its rule: judged by what it says, the rule is no longer unmet, and it asks for no more than
    the rule does.
    """
    return tuple(_step(rule, judged) for rule in rules.rules if _is_unmet(rule, judged))


def _is_unmet(rule: AnyRule, judged: Judged) -> bool:
    return judge(rule, judged).outcome is Outcome.NOT_MET


def _step(rule: AnyRule, judged: Judged) -> Step:
    return _STEPS.get(type(rule), _fixed)(rule, judged)


def _made(rule: AnyRule, then: Judged | None, variant: str = "", /, *parts: Step, **params: Param) -> Step:
    code = f"advice.{rule.kind}.{variant}" if variant else f"advice.{rule.kind}"
    return Step(rule.key, code, params, then, parts)


def _fixed(rule: AnyRule, _judged: Judged) -> Step:
    """Who somebody is: level, field, school, category, what they took part in. No change of theirs meets the rule."""
    return Step(rule.key, f"advice.fixed.{rule.kind}", {})


def _prior(rule: NoPriorParticipation, _judged: Judged) -> Step:
    return Step(rule.key, f"advice.fixed.{rule.kind}{'_degree' if rule.is_per_degree else ''}", {})


def _entry_year(rule: EntryYearIn, judged: Judged) -> Step:
    """The year of entry stands; but where it is later than what is asked for, a later edition may ask for it."""
    year = judged.student.entry_year
    if year is None or year <= max(rule.years):
        return _fixed(rule, judged)
    return _made(rule, None, "later", year=str(judged.on.year + year - max(rule.years)))


def _study_status(rule: StudyStatusIn, judged: Judged) -> Step:
    if judged.student.study_status is not StudyStatus.SUSPENDED or StudyStatus.ENROLLED not in rule.statuses:
        return _fixed(rule, judged)
    return _made(rule, replace(judged, student=replace(judged.student, study_status=StudyStatus.ENROLLED)))


def _age(rule: AgeBetween, judged: Judged) -> Step:
    birth_on = judged.student.birth_on
    if rule.on is not None or rule.minimum is None or birth_on is None or age_on(birth_on, judged.on) >= rule.minimum:
        return _fixed(rule, judged)
    birthday = years_after(birth_on, rule.minimum)
    return _made(rule, replace(judged, on=birthday), minimum=rule.minimum, on=birthday.isoformat())


def _mark(rule: AverageAtLeast | GpaAtLeast, judged: Judged) -> Step:
    key = "average" if isinstance(rule, AverageAtLeast) else "gpa"
    params = judge(rule, judged).params
    then = _with_fact(judged, key, {"value": str(rule.minimum)}, rule.scale)
    variant = "other" if "other_scale" in params else ""
    more = {"other_scale": params["other_scale"]} if variant else {}
    return _made(rule, then, variant, required=plain(rule.minimum), scale=rule.scale, actual=params["actual"], **more)


def _rank(rule: RankWithin, judged: Judged) -> Step:
    params = judge(rule, judged).params
    of, best = int(str(params["of"])), int(rule.fraction * Decimal(str(params["of"])))
    if best < 1:
        return _made(rule, None, "nobody", of=of)
    then = _with_fact(judged, "rank", {"position": best, "of": of})
    return _made(rule, then, best=best, of=of, position=params["position"])


def _fails(rule: NoFails, judged: Judged) -> Step:
    return _made(rule, _with_fact(judged, "has_fails", {"value": False}))


def _language(rule: LanguageAnyOf, judged: Judged) -> Step:
    """One result by any of the options, taken so that it is valid on the day that counts."""
    ways = tuple(
        Step(
            rule.key,
            "advice.language_option",
            {"accepted": written(option)},
            _with_result(judged, option, rule.valid_on),
        )
        for option in rule.options
    )
    return _made(rule, ways[0].then, "", *ways, accepted=",".join(written(option) for option in rule.options))


def _with_result(judged: Judged, option: LanguageOption, valid_on: date | None) -> Judged:
    value: dict[str, Any] = {
        "score": option.minimum,
        "skills": {skill: str(minimum) for skill, minimum in option.skills.items()},
        "taken_on": (valid_on or judged.on).isoformat(),
    }
    return _with_fact(judged, f"language:{option.test}", value)


def _with_fact(judged: Judged, key: str, value: dict[str, Any], scale: str | None = None) -> Judged:
    """The same student with that fact in place of what was known of its key, on its scale where it has one."""
    kept = tuple(fact for fact in judged.student.facts if fact.key != key or scale not in (None, fact.scale))
    new = Fact(key, value, scale, judged.on, Source.RECORDS)
    return replace(judged, student=replace(judged.student, facts=(*kept, new)))


def _applications(rule: MaxApplications, judged: Judged) -> Step:
    """As many of the others have to end as are too many; the ones begun first are kept here, any may be."""
    counted = [one for one in judged.history.applications if one.is_live and rule.season in (None, one.season)]
    gone = counted[rule.maximum - 1 :]
    kept = list(judged.history.applications)
    for one in gone:
        kept.remove(one)
    then = replace(judged, history=replace(judged.history, applications=tuple(kept)))
    return _made(rule, then, count=len(gone), maximum=rule.maximum)


def _any_of(rule: AnyOf, judged: Judged) -> Step:
    parts = tuple(_step(part, judged) for part in rule.rules)
    possible = tuple(part for part in parts if part.is_possible)
    if not possible:
        return _made(rule, None, "none", *parts)
    return _made(rule, possible[0].then, "", *possible)


def _all_of(rule: AllOf, judged: Judged) -> Step:
    parts = tuple(_step(part, judged) for part in rule.rules if _is_unmet(part, judged))
    return _made(rule, _together(rule, judged), "", *parts)


def _together(rule: AllOf, judged: Judged) -> Judged | None:
    """Everything changed that has to be; None where one part cannot be met, or not together with the others."""
    for _round in range(_ROUNDS):
        for part in rule.rules:
            if _is_unmet(part, judged):
                then = _step(part, judged).then
                if then is None:
                    return None
                judged = then
        if not _is_unmet(rule, judged):
            return judged
    return None


_STEPS: Final[dict[type[AnyRule], Callable[[Any, Judged], Step]]] = {
    EntryYearIn: _entry_year,
    NoPriorParticipation: _prior,
    StudyStatusIn: _study_status,
    AgeBetween: _age,
    AverageAtLeast: _mark,
    GpaAtLeast: _mark,
    RankWithin: _rank,
    NoFails: _fails,
    LanguageAnyOf: _language,
    MaxApplications: _applications,
    AnyOf: _any_of,
    AllOf: _all_of,
}
