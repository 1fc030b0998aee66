"""Makes up how students did: averages, ranks within a class, failed courses and results of language tests."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any, Final

from mobility.services.people.students import RecordedFact

SKILLS: Final = ("listening", "reading", "writing", "speaking")
LIKELY: Final = (("cet4", 0.9), ("cet6", 0.55), ("ielts", 0.22), ("toefl_ibt", 0.1), ("toefl_itp", 0.03), ("det", 0.03))
"""Who has a result of which test, as a part of those who have studied a year."""


def rank_all(averages: Mapping[str, tuple[Hashable, float]]) -> dict[str, tuple[int, int]]:
    """Everybody's rank in their class and its size, by (class, average); equal averages share the better rank."""
    classes: dict[Hashable, list[float]] = defaultdict(list)
    for cohort, average in averages.values():
        classes[cohort].append(average)
    for marks in classes.values():
        marks.sort(reverse=True)
    return {
        number: (classes[cohort].index(average) + 1, len(classes[cohort]))
        for number, (cohort, average) in averages.items()
    }


def results(
    average: float | None,
    rank: tuple[int, int] | None,
    today: date,
    random: Random,
    tests: Mapping[str, Mapping[str, Any]] | None = None,
) -> Iterator[RecordedFact]:
    """The facts of one student. `tests`: these results, taken 100 days ago, instead of made-up ones."""
    if average is None or rank is None:
        return
    as_of = _end_of_year(today)
    yield RecordedFact("average", {"value": average}, "100", as_of)
    yield RecordedFact("gpa", {"value": grade_points(average)}, "4.0", as_of)
    yield RecordedFact("rank", {"position": rank[0], "of": rank[1]}, None, as_of)
    yield RecordedFact("has_fails", {"value": average < 70 and random.random() < 0.3}, None, as_of)
    given = tests if tests is not None else dict(_made_up(average, random))
    for test, result in given.items():
        taken_on = today - timedelta(days=100 if tests is not None else random.randint(20, 850))
        yield RecordedFact(f"language:{test}", {**result, "taken_on": taken_on.isoformat()}, None, taken_on)


def grade_points(average: float) -> float:
    """The grade point average on 4.0 of a weighted average, by the formula of Peking University: 4 − 3(100−x)²/1600."""
    return round(max(0.0, 4 - 3 * (100 - average) ** 2 / 1600), 2) if average >= 60 else 0.0


def _end_of_year(today: date) -> date:
    """The tenth of July before `today`, when an academic year's marks are all in."""
    day = date(today.year, 7, 10)
    return day if day <= today else date(today.year - 1, 7, 10)


def _made_up(average: float, random: Random) -> Iterator[tuple[str, dict[str, Any]]]:
    """Better students have somewhat better results; a good one is a good one in every test."""
    talent = min(1.0, max(0.0, random.gauss((average - 60) / 40, 0.2)))
    for test, part in LIKELY:
        if random.random() < part:
            yield test, _result(test, talent, random)


def _result(test: str, talent: float, random: Random) -> dict[str, Any]:
    match test:
        case "cet4" | "cet6":
            return {"score": int((380 if test == "cet4" else 340) + 260 * talent)}
        case "ielts":
            skills = {skill: _half(5 + 3 * talent + random.uniform(-0.6, 0.6)) for skill in SKILLS}
            return {"score": _half(sum(skills.values()) / 4), "skills": skills}
        case "toefl_ibt":
            parts = {skill: min(30, int(14 + 14 * talent + random.uniform(-2, 2))) for skill in SKILLS}
            return {"score": sum(parts.values()), "skills": parts}
        case "toefl_itp":
            return {"score": int(480 + 150 * talent)}
        case _:
            return {"score": 5 * int(17 + 10 * talent)}


def _half(score: float) -> float:
    """A band score: whole or half."""
    return min(9.0, round(score * 2) / 2)
