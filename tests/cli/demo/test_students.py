"""The demo's students: as many as there should be, the same ones each time, with marks and ranks that agree."""

from __future__ import annotations

from collections import Counter
from datetime import date
from random import Random
from typing import Any

import pytest

from mobility.cli.demo import facts, marks, students
from mobility.cli.demo.students import MadeStudent
from mobility.core.eligibility import FIELDS, TESTS

TODAY = date(2026, 11, 25)


def _make(key: str, count: int) -> list[MadeStudent]:
    made = students.make_students(facts.majors(key), count, 2026, TODAY, Random(students.SEED))
    students.with_the_demo_student(made, facts.read(key)["students"]["demo"], 2026, TODAY)
    return made


@pytest.mark.parametrize(("key", "count"), [("hebmu", 2000), ("cumtb", 3000)])
def test_there_are_as_many_as_the_facts_say_in_every_school(key: str, count: int) -> None:
    made = _make(key, facts.read(key)["students"]["count"])
    schools = {unit.code for unit in facts.units(key) if unit.kind in ("school", "laboratory")}
    assert (len(made), len({one.number for one in made})) == (count, count)
    assert {one.major.unit for one in made} == schools
    assert sum(one.is_demo for one in made) == 1
    assert {one.major.field for one in made} <= FIELDS.keys()


def test_the_same_seed_makes_the_same_students() -> None:
    assert _make("cumtb", 3000) == _make("cumtb", 3000)


def test_first_years_have_no_marks_and_everybody_else_has() -> None:
    made = _make("hebmu", 2000)
    assert {bool(one.facts) for one in made if one.entry_year == 2026} == {False}
    assert {bool(one.facts) for one in made if one.entry_year < 2026} == {True}


def test_ranks_follow_averages_within_a_class() -> None:
    ranks = marks.rank_all({"a": ("x", 80.0), "b": ("x", 90.0), "c": ("x", 80.0), "d": ("y", 60.0)})
    assert ranks == {"a": (2, 3), "b": (1, 3), "c": (2, 3), "d": (1, 1)}


def test_every_result_is_one_that_its_test_gives() -> None:
    seen = Counter[str]()
    for one in _make("cumtb", 3000):
        for fact in one.facts:
            if fact.key.startswith("language:"):
                _check_result(fact.key.removeprefix("language:"), fact.value)
                seen[fact.key] += 1
    assert {"language:ielts", "language:toefl_ibt", "language:toefl_itp", "language:cet6"} <= seen.keys()
    assert min(seen.values()) > 30


@pytest.mark.parametrize(("average", "points"), [(100, 4.0), (85, 3.58), (60, 1.0), (59, 0.0)])
def test_grade_points_follow_the_published_formula(average: float, points: float) -> None:
    assert marks.grade_points(average) == points


def _check_result(key: str, result: Any) -> None:
    test = TESTS[key]
    assert test.position(result["score"]) is not None, (key, result)
    assert date.fromisoformat(result["taken_on"]) < TODAY
    assert bool(result.get("skills")) == test.has_skills
