"""Proves a result: nobody where they must not be, no cap broken, no justified envy, no waste, no false statement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mobility.core.places.certificate.claims import Claim, claims_by_lists, claims_in_turn
from mobility.core.places.certificate.counts import Counts
from mobility.core.places.certificate.rules import Rules
from mobility.core.places.certificate.statements import false_statements
from mobility.core.terms import Reason

_SHAPE = {
    "assignment": dict, "cutoffs": dict, "elsewhere": list, "explanations": dict, "mode": str, "seed": int,
    "tie_breaks": list, "unplaced": list, "vacant": dict,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Certificate:
    """`claims` are the blocking pairs: who could rightly demand which place. `faults` is everything else."""

    claims: tuple[Claim, ...]
    faults: tuple[Reason, ...]

    @property
    def holds(self) -> bool:
        return not self.claims and not self.faults

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why the result is rejected, with the codes of wording; nothing where the certificate holds."""
        return (*self.faults, *(claim.reason for claim in self.claims))


def certify(document: Mapping[str, Any], result: Mapping[str, Any]) -> Certificate:
    """Prove a result against the document of its instance, which has to be one that `reading` accepts.

    Both are only read. Whatever is in the result, the answer is a certificate, never an error.
    """
    faults = tuple(_misshapen(result)) or tuple(_misplaced(document, result))
    if faults:
        return Certificate((), faults)
    rules = Rules(document, result["mode"], result["seed"])
    settled = {student: rules.settled[student] for student in sorted(rules.settled)}
    elsewhere = set(result["elsewhere"])
    placed = {s: o for s, o in result["assignment"].items() if o is not None and s not in settled}
    wished = {s: o for s, o in placed.items() if s not in elsewhere}
    added = {s: o for s, o in placed.items() if s in elsewhere}
    before = Counts(rules).plus(settled)
    wish_counts = before.plus(wished)
    after = wish_counts.plus(added)
    faults = (*_unjustified(rules, wished, added), *_broken_caps(rules, after))
    if faults:
        return Certificate((), faults)
    if rules.mode == "deferred":
        claims = tuple(claims_by_lists(rules, wish_counts, after, wished, added))
    else:
        claims = tuple(claims_in_turn(rules, before, after, wished, added))
    return Certificate(claims, tuple(false_statements(rules, result, wished, wish_counts, after, len(claims))))


def _misshapen(result: Mapping[str, Any]) -> Iterator[Reason]:
    for key, kind in _SHAPE.items():
        if type(result.get(key)) is not kind:
            yield Reason("places.proof_shape", {"key": key})
    if result.get("mode") not in ("serial", "lottery", "deferred"):
        yield Reason("places.proof_shape", {"key": "mode"})


def _misplaced(document: Mapping[str, Any], result: Mapping[str, Any]) -> Iterator[Reason]:
    """Students or options that the instance does not have, and settled students who moved."""
    assignment, students = result["assignment"], document["students"]
    for student in sorted(assignment.keys() ^ students.keys()):
        yield Reason("places.proof_student", {"student": student})
    for student, option in assignment.items():
        if option is not None and (not isinstance(option, str) or option not in document["options"]):
            yield Reason("places.proof_option", {"student": student, "option": str(option)})
    for student, option in (document.get("fixed") or {}).items():
        if assignment.get(student) != option:
            yield Reason("places.proof_settled", {"student": student, "option": option})
    for student in result["elsewhere"]:
        if not isinstance(student, str) or assignment.get(student) is None or student in (document.get("fixed") or {}):
            yield Reason("places.proof_elsewhere", {"student": str(student)})


def _unjustified(rules: Rules, wished: Mapping[str, str], added: Mapping[str, str]) -> Iterator[Reason]:
    """Placements that were not asked for, or that the option may not make."""
    for student, option in wished.items():
        if option not in rules.wishes[student]:
            yield Reason("places.proof_not_wished", {"student": student, "option": option})
    for student in sorted(added.keys() - rules.willing):
        yield Reason("places.proof_elsewhere", {"student": student})
    for student, option in {**wished, **added}.items():
        if not rules.accepts(option, student):
            yield Reason("places.proof_unacceptable", {"student": student, "option": option})


def _broken_caps(rules: Rules, counts: Counts) -> Iterator[Reason]:
    for node, capacity in rules.capacity.items():
        if counts.at[node] > capacity:
            yield Reason("places.proof_over_capacity", {"key": node, "count": counts.at[node], "places": capacity})
    for school, cap in rules.school_caps.items():
        if counts.of_school[school] > cap:
            count = counts.of_school[school]
            yield Reason("places.proof_over_school_cap", {"school": school, "count": count, "places": cap})
    for option in rules.options if any(rules.reserved.values()) else ():
        if (broken := counts.broken_promise(option)) is not None:
            yield Reason("places.proof_reserve", {"key": broken})
