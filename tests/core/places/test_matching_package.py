"""The same answer as the package `matching` on what it can take: two-sided lists, and projects under supervisors.

It takes no ties, no empty list, nobody who is not ranked back, and few enough students for its recursion.
"""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from matching.games import HospitalResident, StudentAllocation

from mobility.core.places.allocation import allocate
from mobility.core.places.modes import Mode
from mobility.core.places.reading import from_document
from tests.core.places.rounds import Draw, placed

Wishes = dict[str, list[str]]


@st.composite
def wishes_and_asked(draw: Draw) -> tuple[Wishes, Wishes]:
    """Wishes of up to a dozen students, and for each option that anybody wishes for, those students in some order."""
    options = [f"o{number}" for number in range(draw(st.integers(1, 5)))]
    names = [f"s{number}" for number in range(draw(st.integers(1, 12)))]
    wishes = {name: draw(st.lists(st.sampled_from(options), min_size=1, unique=True)) for name in names}
    asked = {option: [name for name in names if option in wishes[name]] for option in options}
    return wishes, {option: draw(st.permutations(students)) for option, students in asked.items() if students}


def ours(document: dict[str, Any]) -> dict[str, str]:
    got = placed(allocate(from_document(document), Mode.DEFERRED))
    return {student: option for student, option in got.items() if option is not None}


def theirs(game: HospitalResident) -> dict[str, str]:
    return {student.name: option.name for option, students in game.solve().items() for student in students}


@settings(max_examples=100, deadline=None)
@given(wishes_and_asked(), st.data())
def test_hospitals_and_residents(case: tuple[Wishes, Wishes], data: st.DataObject) -> None:
    wishes, rankings = case
    places = {option: data.draw(st.integers(1, 4)) for option in rankings}
    options = {option: {"capacity": places[option], "ranking": rankings[option]} for option in rankings}
    game = HospitalResident.create_from_dictionaries(wishes, rankings, places)
    assert ours({"students": wishes, "options": options}) == theirs(game)


@settings(max_examples=100, deadline=None)
@given(wishes_and_asked(), st.data())
def test_students_and_projects(case: tuple[Wishes, Wishes], data: st.DataObject) -> None:
    wishes, asked = case
    held_by = {option: data.draw(st.sampled_from(["total-a", "total-b"])) for option in asked}
    places = {option: data.draw(st.integers(1, 3)) for option in asked}
    totals, lines = {}, {}
    for total in sorted(set(held_by.values())):
        own = [option for option, holder in held_by.items() if holder == total]
        totals[total] = data.draw(st.integers(max(places[o] for o in own), sum(places[o] for o in own)))
        lines[total] = data.draw(st.permutations(sorted({name for option in own for name in asked[option]})))
    game = StudentAllocation.create_from_dictionaries(wishes, lines, held_by, places, totals)
    document = {
        "students": wishes,
        "options": {option: {"capacity": places[option], "group": held_by[option]} for option in asked},
        "groups": {total: {"capacity": totals[total], "ranking": lines[total]} for total in totals},
    }
    assert ours(document) == theirs(game)
