"""The result of a run as a document: plain values, ready to be proved, sealed and stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, TypedDict

from mobility.core.places.allocation import Allocation, allocate
from mobility.core.places.certificate import CHECKER, Certificate, certify
from mobility.core.places.explanation import Explainer, Line
from mobility.core.places.instance import NOWHERE
from mobility.core.places.modes import Mode
from mobility.core.places.reading import from_document
from mobility.core.places.seal import fingerprint, inputs_digest
from mobility.core.places.standing import Cutoff, cutoffs, find_standing, vacancies
from mobility.core.terms import Reason


class Tie(TypedDict):
    """A tie that was broken: which list held the students equal, their order, and the tie-breaks it took."""

    by: Sequence[str]
    students: list[str]
    where: str


class Statement(TypedDict):
    """What a run says, before it is proved. `elsewhere` names those whose place is none of their wishes."""

    assignment: dict[str, str | None]
    cutoffs: dict[str, Cutoff]
    elsewhere: list[str]
    explanations: dict[str, list[Line]]
    inputs: str
    mode: str
    seed: int
    tie_breaks: list[Tie]
    unplaced: list[str]
    vacant: dict[str, int]
    version: str


class Proved(TypedDict):
    """What a certificate found: a version of the checker, the blocking pairs, and everything else that is wrong."""

    checker: str
    faults: int
    holds: bool


class Result(Statement):
    """A run with its proof, ready to be sealed."""

    blocking_pairs: int
    certificate: Proved


VERSION: Final = "1"
"""The version of the rules. It changes when the same instance, mode and seed could give another result."""


def result_document(allocation: Allocation, explain: bool) -> Statement:
    """Everything that a run says; `explanations` stays empty unless asked for. The certificate adds its own part."""
    instance, standing = allocation.instance, find_standing(allocation)
    names = [node.name for node in instance.options]
    placed = [allocation.option_of(student) for student in range(len(instance.students))]
    return {
        "assignment": {
            student: None if option == NOWHERE else names[option]
            for student, option in zip(instance.students, placed, strict=True)
        },
        "cutoffs": cutoffs(allocation, standing),
        "elsewhere": [
            student
            for student, option in zip(instance.students, allocation.elsewhere, strict=True)
            if option != NOWHERE
        ],
        "explanations": Explainer(allocation, standing).explain() if explain else {},
        "inputs": inputs_digest(instance),
        "mode": str(allocation.mode),
        "seed": allocation.seed,
        "tie_breaks": [
            {"by": tie.by, "students": [instance.students[student] for student in tie.students], "where": tie.where}
            for tie in allocation.ties.broken
        ],
        "unplaced": [student for student, option in zip(instance.students, placed, strict=True) if option == NOWHERE],
        "vacant": vacancies(allocation, standing),
        "version": VERSION,
    }


class Unproved(RuntimeError):
    """A result that its own certificate rejects: a fault of the program, and nothing to hand to anybody."""

    def __init__(self, certificate: Certificate) -> None:
        self.reasons = certificate.reasons
        super().__init__(", ".join(reason.code for reason in self.reasons[:5]))


def run(document: Mapping[str, object], mode: Mode | None = None, seed: int = 0, explain: bool = True) -> Result:
    """Allocate, explain and prove: from an instance's document to a result, ready to be sealed.

    Raises Refused for a malformed instance or a mode that does not fit it, Unproved where the proof fails.
    """
    allocation = allocate(from_document(document), mode, seed)
    result = result_document(allocation, explain)
    certificate = certify(document, result)
    if not certificate.holds:
        raise Unproved(certificate)
    return {**result, "blocking_pairs": len(certificate.claims), "certificate": _proved(certificate)}


def objections(document: Mapping[str, object], result: Mapping[str, object]) -> tuple[Reason, ...]:
    """Why a stored result is not to be believed for this instance; nothing where all of it is proved.

    Raises Refused for a malformed instance.
    """
    instance, certificate = from_document(document), certify(document, result)
    stands = {
        "blocking_pairs": len(certificate.claims),
        "certificate": _proved(certificate),
        "fingerprint": fingerprint(result),
        "inputs": inputs_digest(instance),
        "version": VERSION,
    }
    false = tuple(Reason("places.proof_statement", {"key": key}) for key in stands if result.get(key) != stands[key])
    return (*certificate.reasons, *false)


def _proved(certificate: Certificate) -> Proved:
    return {"checker": CHECKER, "faults": len(certificate.faults), "holds": certificate.holds}
