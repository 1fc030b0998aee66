"""School-side caps and reserved places: kept in every step, and still nothing is gained by a lie."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mobility.core.places.allocation import allocate
from mobility.core.places.modes import Mode
from mobility.core.places.reading import from_document
from mobility.core.places.result import run
from tests.core.places import rounds
from tests.core.places.rounds import placed

Document = dict[str, Any]


@settings(max_examples=150, deadline=None)
@given(rounds.crossing(), rounds.SEEDS, st.sampled_from([Mode.SERIAL, Mode.LOTTERY]))
def test_no_school_goes_over_its_cap_and_kept_places_stay_kept(document: Document, seed: int, mode: Mode) -> None:
    got = placed(allocate(from_document(document), mode, seed))
    schools = document["schools"]
    nominated = Counter(schools[student] for student, option in got.items() if option)
    assert [school for school, cap in document["school_caps"].items() if nominated[school] > cap] == []
    for option, row in document["options"].items():
        here = Counter(schools[student] for student in got if got[student] == option)
        unused = sum(max(kept - here[school], 0) for school, kept in row.get("reserved", {}).items())
        assert here.total() + unused <= row["capacity"]


def kept_in_a_group() -> Document:
    """The agreement has two places; one of the second option is kept for law."""
    return {
        "students": {"a": ["first"], "b": ["first", "second"], "c": ["second"]},
        "options": {
            "first": {"capacity": 2, "group": "agreement"},
            "second": {"capacity": 2, "group": "agreement", "reserved": {"law": 1}},
        },
        "groups": {"agreement": {"capacity": 2}},
        "scores": {"a": 3, "b": 2, "c": 1},
        "schools": {"a": "arts", "b": "arts", "c": "law"},
    }


def test_a_kept_place_is_kept_under_the_shared_cap_too() -> None:
    result = run(kept_in_a_group())
    assert result["assignment"] == {"a": "first", "b": None, "c": "second"}
    assert [line["reason"] for line in result["explanations"]["b"]] == ["full_reserved", "full_reserved"]


def test_another_place_of_the_school_in_the_group_does_not_use_up_the_kept_one() -> None:
    """Somebody of law at the first option leaves the promise at the second as it is."""
    document = kept_in_a_group()
    document["schools"]["a"] = "law"
    assert run(document)["assignment"] == {"a": "first", "b": None, "c": "second"}


def test_a_place_kept_at_the_group_serves_any_of_its_options() -> None:
    document = kept_in_a_group()
    document["groups"]["agreement"]["reserved"] = document["options"]["second"].pop("reserved")
    document["schools"]["a"] = "law"
    assert run(document)["assignment"] == {"a": "first", "b": "first", "c": None}


def test_a_settled_student_of_the_school_has_used_the_kept_place() -> None:
    document = {**kept_in_a_group(), "fixed": {"c": "second"}}
    assert run(document)["assignment"] == {"a": "first", "b": None, "c": "second"}
    document["groups"]["agreement"]["capacity"] = 3
    assert run(document)["assignment"] == {"a": "first", "b": "first", "c": "second"}


def test_who_has_no_school_is_under_no_school_cap_but_cannot_take_kept_places() -> None:
    document = kept_in_a_group()
    del document["schools"]["b"]
    document["school_caps"] = {"arts": 0}
    assert run(document)["assignment"] == {"a": None, "b": "first", "c": "second"}


def test_the_willing_cannot_take_kept_places_either() -> None:
    document = {**kept_in_a_group(), "willing": ["b"]}
    document["students"]["c"] = []
    result = run(document)
    assert (result["assignment"]["b"], result["vacant"]) == (None, {"first": 1, "second": 1})
