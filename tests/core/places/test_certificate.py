"""The checker rejects whatever was tampered with, and shares no code with what it checks."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mobility.core.places import certificate
from mobility.core.places.certificate import certify
from mobility.core.places.modes import Mode
from mobility.core.places.result import objections, run
from mobility.core.places.seal import fingerprint
from tests.core.places import rounds

Document = dict[str, Any]

ROUND: Document = {
    "students": {
        "a": ["X"],
        "b": ["X", "Y"],
        "c": ["Z"],
        "d": ["Y", "Z"],
        "e": ["Z"],
        "f": ["X"],
        "g": [],
        "h": ["Z", "X"],
        "i": ["V"],
    },
    "options": {
        "V": {"capacity": 1},
        "X": {"capacity": 1, "group": "G"},
        "Y": {"capacity": 2, "group": "G"},
        "Z": {"capacity": 2},
    },
    "groups": {"G": {"capacity": 2}},
    "scores": {"a": 90, "b": 80, "c": 70, "d": 60, "e": 60, "f": 50, "g": 40, "i": 20},
    "fixed": {"c": "Z"},
    "willing": ["f", "g"],
    "ineligible": {"i": {"V": "language"}},
}
RESULT: Document = {**run(ROUND)}
SCHOOL_ROUND: Document = {
    "students": {"a": ["X"], "b": ["X"], "c": ["X"]},
    "options": {"X": {"capacity": 2, "reserved": {"law": 1}}},
    "scores": {"a": 3, "b": 2, "c": 1},
    "schools": {"a": "medicine", "b": "medicine", "c": "law"},
    "school_caps": {"medicine": 1},
}
SCHOOL_RESULT: Document = {**run(SCHOOL_ROUND)}


def moved(**changes: str | None) -> Callable[[Document], None]:
    """Placements changed, with the list of those without a place kept true to them."""

    def change(result: Document) -> None:
        result["assignment"].update(changes)
        result["unplaced"] = sorted(s for s, option in result["assignment"].items() if option is None)
        result["elsewhere"] = [s for s in result["elsewhere"] if result["assignment"].get(s) is not None]

    return change


def said(path: str, value: Any) -> Callable[[Document], None]:
    """One statement changed, found by its keys."""
    *way, last = path.split(".")

    def change(result: Any) -> None:
        for key in way:
            result = result[int(key)] if isinstance(result, list) else result[key]
        if isinstance(result, list):
            result[int(last)] = value
        else:
            result[last] = value

    return change


def both(first: Callable[[Document], None], second: Callable[[Document], None]) -> Callable[[Document], None]:
    def change(result: Document) -> None:
        first(result)
        second(result)

    return change


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 3) | st.sampled_from(["", "a", "X", "Q", "full", "lottery"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "X", "where", "by"]), inner),
    max_leaves=4,
)

TAMPERED: dict[str, tuple[Callable[[Document], None], str]] = {
    "one too many at an option": (moved(f="X"), "places.proof_over_capacity"),
    "one too many under a group": (moved(d="Y"), "places.proof_over_capacity"),
    "two students swapped": (moved(a=None, b="X"), "places.proof_envy"),
    "a student who took a worse wish": (moved(b=None), "places.proof_waste"),
    "a place left empty": (moved(e=None), "places.proof_waste"),
    "a place never wished for": (moved(b="Z", e=None), "places.proof_not_wished"),
    "a student without a score": (moved(h="Z", e=None), "places.proof_unacceptable"),
    "a tie decided the other way": (moved(d="Z", e=None), "places.proof_envy"),
    "a student who breaks a rule": (moved(i="V"), "places.proof_unacceptable"),
    "a settled student moved": (moved(c=None), "places.proof_settled"),
    "an option that does not exist": (moved(f="Q"), "places.proof_option"),
    "a student who does not exist": (moved(q=None), "places.proof_student"),
    "a student left out": (lambda result: result["assignment"].pop("e"), "places.proof_student"),
    "elsewhere without being willing": (said("elsewhere", ["a"]), "places.proof_elsewhere"),
    "a willing student left without a vacant place": (moved(f=None), "places.proof_waste"),
    "the willing in the wrong order": (both(moved(f=None, g="V"), said("elsewhere", ["g"])), "places.proof_envy"),
    "an unplaced student not named": (said("unplaced", []), "places.proof_statement"),
    "a vacancy made up": (said("vacant.V", 3), "places.proof_statement"),
    "a cut-off raised": (said("cutoffs.X.score", 95), "places.proof_statement"),
    "a tie denied": (said("tie_breaks", []), "places.proof_statement"),
    "a tie turned": (said("tie_breaks.0.students", ["d", "e"]), "places.proof_statement"),
    "a tie told badly": (said("tie_breaks.0", {}), "places.proof_statement"),
    "another seed": (said("seed", 2), "places.proof_envy"),
    "another mode": (said("mode", "lottery"), "places.proof_statement"),
    "blocking pairs that are not there": (said("blocking_pairs", 2), "places.proof_statement"),
    "an explanation turned": (said("explanations.b.0.outcome", "placed_higher"), "places.proof_explanation"),
    "an explanation with another figure": (said("explanations.b.0.params", {"places": 1}), "places.proof_explanation"),
    "an explanation left out": (said("explanations.b", []), "places.proof_explanation"),
    "an explanation for nobody": (said("explanations.q", []), "places.proof_explanation"),
    "a part missing": (lambda result: result.pop("cutoffs"), "places.proof_shape"),
    "a mode that does not exist": (said("mode", "boston"), "places.proof_shape"),
}


@pytest.mark.parametrize("kind", TAMPERED)
def test_a_tampered_result_is_rejected(kind: str) -> None:
    tamper, code = TAMPERED[kind]
    result = copy.deepcopy(RESULT)
    tamper(result)
    codes = [reason.code for reason in certify(ROUND, result).reasons]
    assert code in codes
    assert objections(ROUND, result | {"fingerprint": fingerprint(result)}) != ()


SCHOOL_TAMPERED = {
    "one nomination too many": (moved(b="X", c=None), "places.proof_over_school_cap"),
    "a kept place given away": (moved(a="X", b="X", c=None), "places.proof_reserve"),
    "a kept place left empty": (moved(c=None), "places.proof_waste"),
}


@pytest.mark.parametrize("kind", SCHOOL_TAMPERED)
def test_a_result_that_wrongs_a_school_is_rejected(kind: str) -> None:
    tamper, code = SCHOOL_TAMPERED[kind]
    result = copy.deepcopy(SCHOOL_RESULT)
    tamper(result)
    assert code in [reason.code for reason in certify(SCHOOL_ROUND, result).reasons]


def test_what_is_sound_is_not_rejected() -> None:
    for document, result in ((ROUND, RESULT), (SCHOOL_ROUND, SCHOOL_RESULT)):
        assert objections(document, result | {"fingerprint": fingerprint(result)}) == ()


@pytest.mark.parametrize("key", ["fingerprint", "inputs", "version", "blocking_pairs", "certificate"])
def test_a_result_has_to_carry_its_seal(key: str) -> None:
    sealed = {**RESULT, "fingerprint": fingerprint(RESULT), key: "sha256:0"}
    sealed["fingerprint"] = "sha256:0" if key == "fingerprint" else fingerprint(sealed)
    assert key in [reason.params.get("key") for reason in objections(ROUND, sealed)]


def test_a_student_kept_from_an_empty_place_inside_a_full_group_has_a_claim() -> None:
    """The last of a full group, placed at a later wish although the earlier one in the same group has room."""
    document = {
        "students": {"a": ["X"], "b": ["Y", "Z"]},
        "options": {name: {"capacity": 1, "group": "G"} for name in "XYZ"},
        "groups": {"G": {"capacity": 2, "ranking": ["a", "b"]}},
    }
    result: Document = {**run(document)}
    moved(b="Z")(result)
    assert "places.proof_waste" in [reason.code for reason in certify(document, result).reasons]


@settings(max_examples=200, deadline=None)
@given(st.one_of(rounds.flat(), rounds.trees()), rounds.SEEDS, st.data())
def test_no_other_assignment_is_proved_as_the_best(document: Document, seed: int, data: st.DataObject) -> None:
    """Whoever is put somewhere else has to be found out: by a broken cap, a claim, or a false statement."""
    result: Document = {**run(document, Mode.DEFERRED, seed)}
    student = data.draw(st.sampled_from(sorted(document["students"])))
    option = data.draw(st.sampled_from([None, *document["options"]]))
    assume(result["assignment"][student] != option)
    moved(**{student: option})(result)
    assert not certify(document, result).holds


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_whatever_stands_anywhere_in_a_result_is_proved_or_rejected(data: st.DataObject) -> None:
    result = copy.deepcopy(RESULT)
    place: Any = result
    while True:
        key = data.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
        if not isinstance(place[key], dict | list) or not place[key] or data.draw(st.booleans()):
            break
        place = place[key]
    place[key] = data.draw(ANYTHING)
    result["fingerprint"] = fingerprint(result)
    if objections(ROUND, result) == ():
        assert result["explanations"] in ({}, RESULT["explanations"])
        assert result == {**RESULT, **{key: result[key] for key in ("explanations", "fingerprint")}}


def test_the_checker_shares_no_code_with_the_allocator() -> None:
    folder = Path(str(certificate.__file__)).parent
    imported = {
        node.module
        for path in folder.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and node.module
    }
    own = {name for name in imported if name.startswith("mobility.")}
    assert {name for name in own if not name.startswith("mobility.core.places.certificate")} == {"mobility.core.terms"}
    terms = [
        alias.name
        for path in folder.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and node.module == "mobility.core.terms"
        for alias in node.names
    ]
    assert set(terms) == {"Reason"}
