"""Rounds for the property tests: documents of instances, small enough to be checked by exhaustion."""

from __future__ import annotations

import copy
from typing import Any, Final

from hypothesis import assume
from hypothesis import strategies as st

from mobility.core.places.allocation import Allocation
from mobility.core.places.instance import NOWHERE
from mobility.core.places.modes import Mode
from mobility.core.places.reading import from_document
from mobility.core.terms import Refused

Document = dict[str, Any]
Draw = st.DrawFn

SEEDS = st.integers(-3, 10_000)
SCHOOLS = ("law", "medicine")


def with_key(document: Document, **changes: Any) -> Document:
    """A copy of a document with some keys changed."""
    return {**copy.deepcopy(document), **changes}


@st.composite
def flat(draw: Draw, students: int = 6) -> Document:
    """Options that stand alone, each with a ranking of its own that may tie students and leave some out."""
    names, options = _names(draw, students)
    rows = {option: {"capacity": draw(st.integers(0, 3)), "ranking": _ranking(draw, names)} for option in options}
    return {"students": _wishes(draw, names, options), "options": rows}


@st.composite
def trees(draw: Draw, students: int = 6) -> Document:
    """Options under caps up to two levels deep; each tree has one ranking, which parts of it may cut short."""
    names, options = _names(draw, students)
    groups: Document = {
        "total-a": {"capacity": draw(st.integers(0, 4)), "ranking": _ranking(draw, names)},
        "total-b": {"capacity": draw(st.integers(0, 4)), "ranking": _ranking(draw, names)},
        "part": {"capacity": draw(st.integers(0, 3)), "parent": "total-a"},
    }
    rows: Document = {}
    for option in options:
        rows[option] = {"capacity": draw(st.integers(0, 3))}
        group = draw(st.sampled_from(["total-a", "total-b", "part", None]))
        if group is None:
            rows[option]["ranking"] = _ranking(draw, names)
            continue
        rows[option]["group"] = group
        root = groups[groups[group].get("parent", group)]["ranking"]
        if draw(st.booleans()):
            rows[option]["ranking"] = _shortened(draw, root)
    return {"students": _wishes(draw, names, options), "options": rows, "groups": groups}


@st.composite
def scored(draw: Draw, students: int = 6) -> Document:
    """Options under caps, all by one list of scores with ties and gaps."""
    names, options = _names(draw, students)
    groups: Document = {
        "total": {"capacity": draw(st.integers(0, 5))},
        "part": {"capacity": draw(st.integers(0, 3)), "parent": "total"},
    }
    rows: Document = {option: {"capacity": draw(st.integers(0, 3))} for option in options}
    for row in rows.values():
        if group := draw(st.sampled_from(["total", "part", None])):
            row["group"] = group
    scores = {name: score for name in names if (score := draw(st.sampled_from([None, 60, 70, 70.5, 80]))) is not None}
    return {"students": _wishes(draw, names, options), "options": rows, "groups": groups, "scores": scores}


@st.composite
def crossing(draw: Draw, students: int = 6) -> Document:
    """Scored rounds with caps per school and places kept for schools, which no tree of host caps can hold."""
    document: Document = draw(scored(students))
    document["schools"] = {name: draw(st.sampled_from(SCHOOLS)) for name in document["students"]}
    document["school_caps"] = draw(st.dictionaries(st.sampled_from(SCHOOLS), st.integers(0, 3)))
    for row in document["options"].values():
        kept = {school: draw(st.integers(0, 1)) for school in SCHOOLS}
        if sum(kept.values()) <= row["capacity"]:
            row["reserved"] = kept
    for name in ("part", "total"):
        document["groups"][name]["capacity"] = 3 * len(document["options"])
    return document


@st.composite
def with_people(draw: Draw, documents: st.SearchStrategy[Document]) -> Document:
    """Rounds with everything that students bring along: settled places, willingness, rules they break, tie keys."""
    document: Document = copy.deepcopy(draw(documents))
    names, options = sorted(document["students"]), sorted(document["options"])
    document["willing"] = draw(st.lists(st.sampled_from(names), unique=True))
    document["returning"] = draw(st.lists(st.sampled_from(names), unique=True))
    barred = draw(st.lists(st.tuples(st.sampled_from(names), st.sampled_from(options)), max_size=3))
    document["ineligible"] = {name: {option: "gpa.too_low"} for name, option in barred}
    if draw(st.booleans()):
        values = {name: draw(st.integers(0, 2)) for name in names[1:]}
        document["tie_keys"] = [{"name": "rank in major", "values": values, "lowest_first": draw(st.booleans())}]
    if draw(st.booleans()):
        document["fixed"] = {draw(st.sampled_from(names)): draw(st.sampled_from(options))}
    return document


@st.composite
def ranked_and_scored(draw: Draw) -> Document:
    """Rankings that only say who is acceptable, since one list of scores or one draw decides."""
    document: Document = draw(st.one_of(flat(), trees()))
    document["scores"] = {name: draw(st.sampled_from([60, 70])) for name in document["students"]}
    return document


BY_LISTS: Final = st.one_of(flat(), trees()).map(lambda document: (document, Mode.DEFERRED))
IN_TURN: Final = st.tuples(
    st.one_of(scored(), crossing(), ranked_and_scored()), st.sampled_from([Mode.SERIAL, Mode.LOTTERY])
)
ANY: Final = st.one_of(BY_LISTS, IN_TURN)


@st.composite
def any_round(draw: Draw) -> tuple[Document, Mode]:
    """A round of any kind, and a mode that fits it."""
    document, mode = draw(ANY)
    document = draw(with_people(st.just(document)))
    try:
        from_document(document)
    except Refused:  # a settled place may take more than there is
        assume(False)
    return document, mode


@st.composite
def shuffled(draw: Draw, document: Document) -> Document:
    """The same round, written in another order wherever order means nothing."""
    other = {key: document[key] for key in draw(st.permutations(list(document)))}
    for key, value in other.items():
        if isinstance(value, dict):
            other[key] = {name: value[name] for name in draw(st.permutations(list(value)))}
        elif key in ("willing", "returning"):
            other[key] = draw(st.permutations(value))
    for key in ("options", "groups"):
        rows = {name: dict(row) for name, row in other.get(key, {}).items()}
        for row in rows.values():
            if "ranking" in row:
                row["ranking"] = [draw(st.permutations(e)) if isinstance(e, list) else e for e in row["ranking"]]
        if rows:
            other[key] = rows
    return other


def _names(draw: Draw, students: int) -> tuple[list[str], list[str]]:
    return (
        [f"s{number}" for number in range(draw(st.integers(1, students)))],
        [f"o{number}" for number in range(draw(st.integers(1, 4)))],
    )


def _wishes(draw: Draw, names: list[str], options: list[str]) -> Document:
    return {name: draw(st.lists(st.sampled_from(options), unique=True)) for name in names}


def _ranking(draw: Draw, names: list[str]) -> list[Any]:
    """An order of some of the students; neighbors may be tied."""
    line = draw(st.permutations(names))[: draw(st.integers(0, len(names)))]
    ranking: list[Any] = []
    for name in line:
        if ranking and draw(st.integers(0, 3)) == 0:
            before = ranking.pop()
            ranking.append([*(before if isinstance(before, list) else [before]), name])
        else:
            ranking.append(name)
    return ranking


def _shortened(draw: Draw, ranking: list[Any]) -> list[Any]:
    """The same ranking without some of its students."""
    kept = [[name for name in (e if isinstance(e, list) else [e]) if draw(st.booleans())] for e in ranking]
    return [names if len(names) > 1 else names[0] for names in kept if names]


def placed(allocation: Allocation) -> dict[str, str | None]:
    """Who got what, by name."""
    instance = allocation.instance
    options = [allocation.option_of(student) for student in range(len(instance.students))]
    return {
        name: None if option == NOWHERE else instance.nodes[option].name
        for name, option in zip(instance.students, options, strict=True)
    }
