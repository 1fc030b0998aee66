"""What rules ask, told to nobody in particular: each rule by a code and its parameters, without any verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

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
from mobility.core.eligibility.language import written
from mobility.core.eligibility.rules import Rules
from mobility.core.terms import Param, Reason, Text


@dataclass(frozen=True, slots=True)
class Asked:
    """What one rule asks, of a group with its `parts`; `note` is the office's own word on it."""

    reason: Reason
    parts: tuple[Asked, ...] = ()
    note: Text | None = None


def asked(rules: Rules) -> tuple[Asked, ...]:
    """What each of the rules asks, in their order."""
    return tuple(_asked(rule) for rule in rules.rules)


def _asked(rule: AnyRule) -> Asked:
    variant, params = _TOLD[type(rule)](rule)
    parts = tuple(_asked(part) for part in rule.rules) if isinstance(rule, AnyOf | AllOf) else ()
    return Asked(Reason(".".join(filter(None, ("conditions", rule.kind, variant))), params), parts, rule.note)


Told = tuple[str, dict[str, Param]]


def _joined(values: Iterable[object]) -> str:
    return ",".join(str(value) for value in values)


def _level(rule: LevelIn) -> Told:
    variant = {True: "vocational", False: "not_vocational", None: ""}[rule.is_vocational]
    return variant, {"levels": _joined(rule.levels)}


def _field(rule: FieldIn) -> Told:
    lists: dict[str, Param] = {"include": _joined(rule.include), "exclude": _joined(rule.exclude)}
    return ("without" if not rule.include else "both" if rule.exclude else ""), lists


def _age(rule: AgeBetween) -> Told:
    bounds: dict[str, Param] = {"minimum": rule.minimum, "maximum": rule.maximum}
    variant = "at_most" if rule.minimum is None else "at_least" if rule.maximum is None else "between"
    if rule.on is None:
        return variant, bounds
    return f"{variant}.on", {**bounds, "on": rule.on.isoformat()}


def _language(rule: LanguageAnyOf) -> Told:
    accepted: dict[str, Param] = {"accepted": _joined(written(option) for option in rule.options)}
    return ("", accepted) if rule.valid_on is None else ("on", {**accepted, "on": rule.valid_on.isoformat()})


_TOLD: Final[dict[type[AnyRule], Callable[[Any], Told]]] = {
    LevelIn: _level,
    FieldIn: _field,
    UnitIn: lambda rule: ("", {"en": rule.label.en, "zh_Hans": rule.label.zh_Hans}),
    EntryYearIn: lambda rule: ("", {"years": _joined(rule.years)}),
    CategoryIn: lambda rule: ("", {"categories": _joined(rule.categories)}),
    StudyStatusIn: lambda rule: ("", {"statuses": _joined(rule.statuses)}),
    AgeBetween: _age,
    AverageAtLeast: lambda rule: ("", {"required": f"{rule.minimum.normalize():f}", "scale": rule.scale}),
    GpaAtLeast: lambda rule: ("", {"required": f"{rule.minimum.normalize():f}", "scale": rule.scale}),
    RankWithin: lambda rule: ("", {"percent": f"{(rule.fraction * 100).normalize():f}"}),
    NoFails: lambda _: ("", {}),
    LanguageAnyOf: _language,
    NoPriorParticipation: lambda rule: ("per_degree" if rule.is_per_degree else "", {}),
    MaxApplications: lambda rule: ("", {"maximum": rule.maximum}),
    AnyOf: lambda _: ("", {}),
    AllOf: lambda _: ("", {}),
}
