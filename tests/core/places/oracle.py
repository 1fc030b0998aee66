"""Stability by its definition, on whole sets of placements: slow, plain, and made of none of the program's parts."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

from mobility.core.terms import lottery_number

Document = dict[str, Any]
Assignment = dict[str, str | None]


def everything_stable(document: Document, seed: int) -> list[Assignment]:
    """Every stable assignment of a round without school caps, found by trying all assignments there are."""
    students = document["students"]
    tries = product(*([None, *wishes] for wishes in students.values()))
    return [a for places in tries if is_stable(document, seed, a := dict(zip(students, places, strict=True)))]


def is_stable(document: Document, seed: int, assignment: Assignment) -> bool:
    """Nobody is where they may not be, the hosts keep all whom they have, and refuse all who would rather come."""
    placed = {(student, option) for student, option in assignment.items() if option is not None}
    if any(not accepts(document, student, option) for student, option in placed):
        return False
    if choose(document, seed, placed) != placed:
        return False
    for student, option in _rather(document, assignment):
        others = {pair for pair in placed if pair[0] != student}
        if (student, option) in choose(document, seed, others | {(student, option)}):
            return False
    return True


def _rather(document: Document, assignment: Assignment) -> Iterator[tuple[str, str]]:
    for student, wishes in document["students"].items():
        got = assignment[student]
        for option in wishes if got is None else wishes[: wishes.index(got)]:
            if accepts(document, student, option):
                yield student, option


def choose(document: Document, seed: int, asking: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Whom the hosts take of all who ask: from the inside out, each option and group takes the best it can hold."""
    groups = document.get("groups", {})

    def take(node: Document, name: str, asking_here: set[tuple[str, str]]) -> set[tuple[str, str]]:
        order = sorted(asking_here, key=lambda pair: place_in_line(document, seed, node, pair[0]))
        return set(order[: node["capacity"]])

    def inside(group: str) -> set[tuple[str, str]]:
        own = [o for o, row in document["options"].items() if row.get("group") == group]
        found = set().union(*(take(document["options"][o], o, {p for p in asking if p[1] == o}) for o in own))
        found |= set().union(*(inside(g) for g, row in groups.items() if row.get("parent") == group))
        return take(groups[group], group, found)

    alone = [o for o, row in document["options"].items() if not row.get("group")]
    taken = set().union(*(take(document["options"][o], o, {p for p in asking if p[1] == o}) for o in alone))
    return taken.union(*(inside(g) for g, row in groups.items() if not row.get("parent")))


def place_in_line(document: Document, seed: int, node: Document | None, student: str) -> tuple[Any, ...]:
    """What sorts students at a node: the ranking that is nearest upward, else the scores; then the tie-breaks."""
    groups = document.get("groups", {})
    while node is not None and "ranking" not in node:
        node = groups.get(node.get("group") or node.get("parent"))
    if node is None:
        first: float = -document["scores"].get(student, -1)
    else:
        tiers = [entry if isinstance(entry, list) else [entry] for entry in node["ranking"]]
        first = next((tier for tier, tied in enumerate(tiers) if student in tied), len(tiers))
    marks: list[Any] = []
    for key in document.get("tie_keys", ()):
        value = key["values"].get(student)
        marks += [value is None, 0 if value is None else value if key.get("lowest_first") else -value]
    return (first, *marks, lottery_number(seed, student), student)


def accepts(document: Document, student: str, option: str) -> bool:
    """Whether a student stands in every ranking around an option, or has a score where there is none."""
    if option in document.get("ineligible", {}).get(student, {}):
        return False
    node, rankings = document["options"][option], []
    while node is not None:
        if "ranking" in node:
            rankings.append({s for entry in node["ranking"] for s in (entry if isinstance(entry, list) else [entry])})
        node = document.get("groups", {}).get(node.get("group") or node.get("parent"))
    return all(student in ranking for ranking in rankings) if rankings else student in document.get("scores", {})


def better_or_equal(wishes: list[str], one: str | None, other: str | None) -> bool:
    """Whether a student with these wishes likes `one` at least as much as `other`."""
    place = {option: number for number, option in enumerate(wishes)}
    return place.get(one or "", len(wishes)) <= place.get(other or "", len(wishes))
