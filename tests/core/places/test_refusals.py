"""What is malformed is refused with the code and the key of the first thing wrong."""

from __future__ import annotations

import contextlib
import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mobility.core.places.allocation import allocate
from mobility.core.places.modes import Mode
from mobility.core.places.reading import from_document, read
from mobility.core.places.result import run
from mobility.core.terms import Refused

Document = dict[str, Any]


def base(**changes: Any) -> Document:
    document: Document = {
        "students": {"a": ["X", "Y"], "b": ["Y"]},
        "options": {"X": {"capacity": 1, "group": "G"}, "Y": {"capacity": 2, "group": "G"}},
        "groups": {"G": {"capacity": 2}},
        "scores": {"a": 1, "b": 2.5},
        "schools": {"a": "law", "b": "law"},
    }
    return {**document, **changes}


def refusal(document: Any, mode: Mode | None = None) -> tuple[str, Any]:
    with pytest.raises(Refused) as refused:
        allocate(from_document(document), mode)
    return refused.value.code, refused.value.params.get("key")


X, Y = {"capacity": 1}, {"capacity": 2}

MALFORMED: dict[str, tuple[Any, str, str]] = {
    "not an object": ([], "places.not_an_object", "instance"),
    "no students": ({"options": {}}, "places.key_missing", "students"),
    "no options": ({"students": {}, "options": None}, "places.key_missing", "options"),
    "a slip of a key": (base(score={}), "places.key_unknown", "score"),
    "a slip in an option": (
        base(options={"X": {"capacity": 1, "rankings": []}, "Y": Y}),
        "places.key_unknown",
        "options.X.rankings",
    ),
    "wishes that are no list": (base(students={"a": "X"}), "places.not_a_list", "students.a"),
    "a wish that is no name": (base(students={"a": ["X", 3]}), "places.not_a_text", "students.a[1]"),
    "a wish that is a list": (base(students={"a": [["X"]]}), "places.not_a_text", "students.a[0]"),
    "an unknown option": (base(students={"a": ["X", "Z"]}), "places.unknown_option", "students.a[1]"),
    "a duplicate wish": (base(students={"a": ["X", "Y", "X"]}), "places.wish_twice", "students.a"),
    "an option that is no object": (base(options={"X": 1, "Y": Y}), "places.not_an_object", "options.X"),
    "no capacity": (base(options={"X": {}, "Y": Y}), "places.key_missing", "options.X.capacity"),
    "a negative capacity": (base(options={"X": {"capacity": -1}, "Y": Y}), "places.negative", "options.X.capacity"),
    "half a place": (base(options={"X": {"capacity": 1.5}, "Y": Y}), "places.not_a_count", "options.X.capacity"),
    "a capacity that is true": (
        base(options={"X": {"capacity": True}, "Y": Y}),
        "places.not_a_count",
        "options.X.capacity",
    ),
    "an unknown group": (
        base(options={"X": {"capacity": 1, "group": "H"}, "Y": Y}),
        "places.unknown_group",
        "options.X.group",
    ),
    "a group that is a number": (
        base(options={"X": {"capacity": 1, "group": 3}, "Y": Y}),
        "places.not_a_text_or_list",
        "options.X.group",
    ),
    "an unknown parent": (
        base(groups={"G": {"capacity": 1, "parent": "H"}}),
        "places.unknown_group",
        "groups.G.parent",
    ),
    "a student ranked twice": (
        base(options={"X": {"capacity": 1, "ranking": ["a", "b", "a"]}, "Y": Y}),
        "places.ranked_twice",
        "options.X.ranking",
    ),
    "a student ranked twice among ties": (
        base(groups={"G": {"capacity": 1, "ranking": [["a", "b"], ["c", "c"]]}}),
        "places.ranked_twice",
        "groups.G.ranking",
    ),
    "a ranking that is a name": (
        base(groups={"G": {"capacity": 1, "ranking": "a"}}),
        "places.not_a_list",
        "groups.G.ranking",
    ),
    "a ranking of numbers": (
        base(groups={"G": {"capacity": 1, "ranking": ["a", 1]}}),
        "places.not_a_text_or_list",
        "groups.G.ranking[1]",
    ),
    "a tie of numbers": (
        base(groups={"G": {"capacity": 1, "ranking": ["a", [1]]}}),
        "places.not_a_text",
        "groups.G.ranking[1][0]",
    ),
    "a cap inside itself": (
        base(groups={"G": {"capacity": 1, "parent": "H"}, "H": {"capacity": 1, "parent": "G"}}),
        "places.caps_cycle",
        "groups.G",
    ),
    "a score that is a word": (base(scores={"a": "good"}), "places.not_a_number", "scores.a"),
    "a score beyond numbers": (base(scores={"a": float("inf")}), "places.not_a_number", "scores.a"),
    "a school that is a number": (base(schools={"a": 3}), "places.not_a_text", "schools.a"),
    "a negative school cap": (base(school_caps={"law": -1}), "places.negative", "school_caps.law"),
    "school caps without schools": (base(schools={}, school_caps={"law": 1}), "places.schools_missing", "schools"),
    "settled at nothing": (base(fixed={"a": "Z"}), "places.unknown_option", "fixed.a"),
    "settled and unknown": (base(fixed={"z": "X"}), "places.unknown_student", "fixed.z"),
    "too many settled": (base(fixed={"a": "X", "b": "X"}), "places.settled_over_capacity", "options.X.capacity"),
    "too many settled in a group": (
        base(fixed={"a": "X", "b": "Y"}, groups={"G": {"capacity": 1}}),
        "places.settled_over_capacity",
        "groups.G.capacity",
    ),
    "too many settled of a school": (
        base(fixed={"a": "X", "b": "Y"}, school_caps={"law": 1}),
        "places.settled_over_school_cap",
        "school_caps.law",
    ),
    "willing and unknown": (base(willing=["z"]), "places.unknown_student", "willing"),
    "willing twice": (base(willing=["a", "a"]), "places.named_twice", "willing"),
    "returning and unknown": (base(returning=["z"]), "places.unknown_student", "returning"),
    "ineligible at nothing": (base(ineligible={"a": {"Z": "gpa"}}), "places.unknown_option", "ineligible.a.Z"),
    "ineligible without a rule": (base(ineligible={"a": {"X": ""}}), "places.not_a_text", "ineligible.a.X"),
    "kept more than there is": (
        base(options={"X": {"capacity": 1, "reserved": {"law": 2}}, "Y": Y}),
        "places.reserved_over_capacity",
        "options.X.reserved",
    ),
    "kept more than the group has": (
        base(
            options={
                "X": {"capacity": 1, "group": "G", "reserved": {"law": 1}},
                "Y": {**Y, "group": "G", "reserved": {"law": 2}},
            }
        ),
        "places.reserved_over_capacity",
        "groups.G.reserved",
    ),
    "a tie key without values": (base(tie_keys=[{"name": "rank"}]), "places.not_an_object", "tie_keys[0].values"),
    "a tie key named lottery": (
        base(tie_keys=[{"name": "lottery", "values": {}}]),
        "places.named_twice",
        "tie_keys[0].name",
    ),
    "a tie key with a word for a flag": (
        base(tie_keys=[{"name": "rank", "values": {}, "lowest_first": "yes"}]),
        "places.not_a_flag",
        "tie_keys[0].lowest_first",
    ),
}


@pytest.mark.parametrize("case", MALFORMED)
def test_malformed(case: str) -> None:
    document, code, key = MALFORMED[case]
    assert refusal(document) == (code, key)


def test_crossing_caps_are_named() -> None:
    document = base(
        options={
            "X": {"capacity": 1, "group": ["term", "level"]},
            "Y": {**Y, "group": "term"},
            "Z": {**Y, "group": "level"},
        },
        groups={"term": {"capacity": 1}, "level": {"capacity": 1}},
    )
    with pytest.raises(Refused) as refused:
        from_document(document)
    assert refused.value.code == "places.caps_cross"
    assert refused.value.params == {"key": "groups.level", "first": "level", "second": "term"}


def test_groups_that_hold_each_other_need_no_parent() -> None:
    document = base(
        options={"X": {"capacity": 2, "group": ["all", "some"]}, "Y": {"capacity": 2, "group": "all"}},
        groups={"all": {"capacity": 3}, "some": {"capacity": 1}},
    )
    instance = from_document(document)
    assert [instance.nodes[node].name for node in instance.upward(0)] == ["X", "some", "all"]


def test_caps_around_caps_come_to_an_end() -> None:
    chain = {f"g{n:03}": {"capacity": 1, "parent": f"g{n + 1:03}"} for n in range(100)} | {"g100": {"capacity": 1}}
    nested = base(options={"X": {"capacity": 1, "group": "g001"}, "Y": Y}, groups=chain)
    assert len(from_document(nested).upward(0)) == 101
    nested["options"]["X"]["group"] = "g000"
    assert refusal(nested) == ("places.caps_too_deep", "groups.g000")


WHOLE = base(
    willing=["a"],
    fixed={"b": "Y"},
    school_caps={"law": 2},
    returning=["b"],
    ineligible={"a": {"X": "gpa"}},
    tie_keys=[{"name": "rank", "values": {"a": 1}, "lowest_first": True}],
)
"""One of everything."""

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 3) | st.floats() | st.sampled_from(["", "a", "X", "G", "law"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "X", "G", "capacity"]), inner),
    max_leaves=4,
)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_whatever_stands_anywhere_is_read_or_refused(data: st.DataObject) -> None:
    document = copy.deepcopy(WHOLE)
    place: Any = document
    while True:
        key = data.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
        if not isinstance(place[key], dict | list) or not place[key] or data.draw(st.booleans()):
            break
        place = place[key]
    place[key] = data.draw(ANYTHING)
    with contextlib.suppress(Refused):
        run(document, data.draw(st.sampled_from([None, *Mode])))


FILES = {
    b"{": "places.not_json",
    b"": "places.not_json",
    b'{"students": {}, "students": {}}': "places.key_twice",
    b'{"scores": {"a": NaN}}': "places.not_finite",
    b'{"scores": {"a": -Infinity}}': "places.not_finite",
    b"\xff\xfe": "places.not_utf8",
    b'{"students": {"\\ud800": []}}': "places.not_utf8",
    b"[" * 100_000: "places.too_deep",
    b'{"scores": {"a": ' + b"9" * 5000 + b"}}": "places.too_deep",
}


@pytest.mark.parametrize("text", FILES, ids=lambda text: repr(text[:30]))
def test_files_that_are_no_instance(text: bytes) -> None:
    with pytest.raises(Refused) as refused:
        read(text)
    assert refused.value.code == FILES[text]


NOT_FINITE = {
    b'{"scores": {"a": 1, "b": NaN}}': ("scores.b", "NaN"),
    b'{"options": {"X": {"capacity": Infinity}}}': ("options.X.capacity", "Infinity"),
    b'{"students": {"a": ["X", -Infinity]}}': ("students.a[1]", "-Infinity"),
    b"NaN": ("instance", "NaN"),
}


@pytest.mark.parametrize("text", NOT_FINITE, ids=lambda text: repr(text[:30]))
def test_what_is_no_finite_number_is_named(text: bytes) -> None:
    with pytest.raises(Refused) as refused:
        read(text)
    key, value = NOT_FINITE[text]
    assert (refused.value.code, refused.value.params) == ("places.not_finite", {"key": key, "value": value})


def test_a_byte_order_mark_and_remarks_are_no_fault() -> None:
    document = base(name="spring round", note=[1, {}], options={"X": {"capacity": 1, "host": "KTH"}, "Y": Y})
    assert read(b"\xef\xbb\xbf" + json.dumps(document).encode()) == from_document(base(options={"X": X, "Y": Y}))


RANKED = {"X": {"capacity": 1, "group": "G", "ranking": ["b", "a"]}, "Y": {"capacity": 2, "group": "G"}}

UNFIT: dict[str, tuple[Document, Mode | None, str, str]] = {
    "serial without scores": (base(scores=None), Mode.SERIAL, "places.scores_missing", "scores"),
    "deferred without priorities": (base(scores=None), Mode.DEFERRED, "places.no_priority", "options.X.ranking"),
    "deferred with school caps": (
        base(school_caps={"law": 1}),
        Mode.DEFERRED,
        "places.school_caps_cross",
        "school_caps",
    ),
    "rankings with school caps": (
        base(options=RANKED, school_caps={"law": 1}),
        None,
        "places.school_caps_cross",
        "school_caps",
    ),
    "deferred with reserves": (
        base(options={"X": {"capacity": 1, "reserved": {"law": 1}}, "Y": Y}),
        Mode.DEFERRED,
        "places.reserves_cross",
        "options.X.reserved",
    ),
    "a group that can run out and has no ranking, without scores": (
        base(
            options={"X": {**RANKED["X"], "group": "G"}, "Y": {**Y, "ranking": ["a"], "group": "G"}},
            scores=None,
        ),
        None,
        "places.group_needs_ranking",
        "groups.G",
    ),
    "a group that can run out and has no ranking": (
        base(options=RANKED),
        None,
        "places.group_needs_ranking",
        "groups.G",
    ),
    "rankings that disagree": (
        base(options=RANKED, groups={"G": {"capacity": 2, "ranking": ["a", "b"]}}),
        None,
        "places.rankings_disagree",
        "options.X.ranking",
    ),
    "a tie above where there is none below": (
        base(options=RANKED, groups={"G": {"capacity": 2, "ranking": [["a", "b"]]}}),
        None,
        "places.rankings_disagree",
        "options.X.ranking",
    ),
}


@pytest.mark.parametrize("case", UNFIT)
def test_modes_that_do_not_fit(case: str) -> None:
    document, mode, code, key = UNFIT[case]
    assert refusal(document, mode) == (code, key)


def test_a_group_that_cannot_run_out_lets_its_options_rank_as_they_like() -> None:
    document = base(options=RANKED, groups={"G": {"capacity": 3, "ranking": ["a", "b"]}})
    assert allocate(from_document(document)).mode is Mode.DEFERRED
