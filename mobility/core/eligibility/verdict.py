"""What judging yields: a finding for every rule, and the verdict that follows from all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from mobility.core.eligibility.kinds import Ruled
from mobility.core.eligibility.student import Provenance, Source
from mobility.core.terms import Param, Reason, Text


class Outcome(StrEnum):
    """How one rule stands. UNKNOWN is never taken for NOT_MET: a first-year without grades has not failed."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


class Standing(StrEnum):
    """How the student stands to the call. TO_BE_CHECKED may apply; the office looks at what is unknown."""

    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not_eligible"
    TO_BE_CHECKED = "to_be_checked"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A fact on which a finding rests: its key or field name, where it comes from, when it was true."""

    fact: str
    source: Source
    as_of: date | None = None

    @classmethod
    def of(cls, fact: str, provenance: Provenance) -> Evidence:
        return cls(fact, provenance.source, provenance.as_of)


@dataclass(frozen=True, slots=True)
class Finding:
    """How one rule, or with `parts` a group of rules or results, stands, and why, by code and parameters."""

    rule_key: str
    outcome: Outcome
    code: str
    params: Mapping[str, Param] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    parts: tuple[Finding, ...] = ()
    note: Text | None = None

    @property
    def reason(self) -> Reason:
        """The finding as a reason: `source` and `as_of` of the first evidence are among its parameters."""
        first = self.evidence[0] if self.evidence else None
        origin: dict[str, Param] = {
            "source": first.source.value if first else None,
            "as_of": first.as_of.isoformat() if first and first.as_of else None,
        }
        return Reason(self.code, {**self.params, **origin, "rule": self.rule_key})


@dataclass(frozen=True, slots=True)
class Verdict:
    """Every finding, in the order of the rules, and what follows."""

    outcome: Standing
    findings: tuple[Finding, ...]

    @property
    def is_eligible(self) -> bool:
        return self.outcome is Standing.ELIGIBLE

    @property
    def may_apply(self) -> bool:
        return self.outcome is not Standing.NOT_ELIGIBLE

    @property
    def not_met(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.outcome is Outcome.NOT_MET)

    @property
    def unknown(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.outcome is Outcome.UNKNOWN)

    @property
    def declared(self) -> tuple[Finding, ...]:
        """The findings that are met only on the student's own word, for the desk to check."""
        return tuple(finding for finding in self.findings if finding.outcome is Outcome.MET and _rests_on_word(finding))


def found(rule: Ruled, outcome: Outcome, variant: str = "", /, *evidence: Evidence, **params: Param) -> Finding:
    """The finding of `rule`; its code is the rule's kind with the outcome, or with the variant where one is named."""
    code = f"eligibility.{rule.kind}.{variant or outcome}"
    return Finding(rule.key, outcome, code, params, evidence, note=rule.note)


def of_all(outcomes: Iterable[Outcome]) -> Outcome:
    """What follows where every part has to be met."""
    seen = set(outcomes)
    if Outcome.NOT_MET in seen:
        return Outcome.NOT_MET
    return Outcome.UNKNOWN if Outcome.UNKNOWN in seen else Outcome.MET


def of_any(outcomes: Iterable[Outcome]) -> Outcome:
    """What follows where one part is enough."""
    seen = set(outcomes)
    if Outcome.MET in seen:
        return Outcome.MET
    return Outcome.UNKNOWN if Outcome.UNKNOWN in seen else Outcome.NOT_MET


def _rests_on_word(finding: Finding) -> bool:
    if finding.parts:
        met = [_rests_on_word(part) for part in finding.parts if part.outcome is Outcome.MET]
        # Where one way is enough, another one that is proved makes the student's word superfluous.
        return any(met) if finding.code.startswith("eligibility.all_of.") else all(met)
    return any(evidence.source is Source.DECLARED for evidence in finding.evidence)
