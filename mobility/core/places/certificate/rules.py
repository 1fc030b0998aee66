"""The rules of a round as the checker reads them, from the document itself and by name throughout."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from itertools import groupby, pairwise
from typing import Any

SCORES = "scores"
DRAW = "draw"


class Rules:
    """Caps, lists and facts of a round. Nodes carry the key of their place: "options.X", "groups.G".

    The document must be one that the allocation accepted: what is malformed is refused before anything is proved.
    """

    def __init__(self, document: Mapping[str, Any], mode: str, seed: int) -> None:
        self.mode, self.seed = mode, seed
        self.wishes: dict[str, list[str]] = document["students"]
        self.settled: dict[str, str] = document.get("fixed") or {}
        self.willing = set(_as_list(document.get("willing")))
        self.scores = {s: score for s, score in (document.get("scores") or {}).items() if score is not None}
        self.schools: dict[str, str] = document.get("schools") or {}
        self.school_caps: dict[str, int] = document.get("school_caps") or {}
        self.ineligible: dict[str, dict[str, str]] = document.get("ineligible") or {}
        self._drawn: dict[str, str] = {}
        self._returning = set(_as_list(document.get("returning")))
        self._tie_keys: list[dict[str, Any]] = [] if mode == "lottery" else document.get("tie_keys") or []
        rows = {f"options.{name}": row for name, row in document["options"].items()}
        rows |= {f"groups.{name}": row for name, row in (document.get("groups") or {}).items()}
        self.options: dict[str, str] = {name: f"options.{name}" for name in document["options"]}
        self.capacity: dict[str, int] = {node: row["capacity"] for node, row in rows.items()}
        self.reserved: dict[str, dict[str, int]] = {node: row.get("reserved") or {} for node, row in rows.items()}
        self.ranked = {node: _tiers(row["ranking"]) for node, row in rows.items() if row.get("ranking") is not None}
        self.around = _around(document)
        self.inside: dict[str, set[str]] = {node: set() for node in rows}
        for chain in self.around.values():
            for inner, outer in pairwise(chain):
                self.inside[outer].add(inner)
        self._open = {option: self._lists_around(option) for option in self.options}
        self.list_of = {option: self._list_of(option) for option in self.options}
        self.ties: list[tuple[str, list[str], list[str]]] = []
        self.lines = {name: self._line_up(name) for name in dict.fromkeys(self.list_of.values())}
        self._line_of = {option: self.lines[name] for option, name in self.list_of.items()}

    def accepts(self, option: str, student: str) -> bool:
        """Whether the option may take the student at all."""
        for one in self._open[option]:
            if student not in one:
                return False
        return option not in self.ineligible.get(student, ())

    def missing_from(self, option: str, student: str) -> str | None:
        """The node around the option, the nearest first, in whose ranking the student does not stand."""
        nodes = (node for node in self.around[option] if node in self.ranked and student not in self.ranked[node])
        return next(nodes, None)

    def place(self, option: str, student: str) -> int:
        """Where the student stands on the list that counts at the option, 0 for the first."""
        return self._line_of[option][student]

    def tier(self, name: str, student: str) -> float:
        """What a list itself says about a student; equal for students whom it holds equal."""
        if name == DRAW:
            return student in self._returning
        return -self.scores[student] if name == SCORES else self.ranked[name][student]

    def _lists_around(self, option: str) -> list[Mapping[str, Any]]:
        """The lists in which a student has to stand for the option."""
        lists: list[Mapping[str, Any]] = [self.ranked[node] for node in self.around[option] if node in self.ranked]
        if self.mode == "serial" or (self.mode == "deferred" and not lists):
            lists.append(self.scores)
        return lists

    def _most(self, node: str) -> int:
        within = sum(self._most(inner) for inner in self.inside[node])
        return min(self.capacity[node], within) if self.inside[node] else self.capacity[node]

    def _list_of(self, option: str) -> str:
        if self.mode != "deferred":
            return SCORES if self.mode == "serial" else DRAW
        chain = self.around[option]
        top = chain[0]
        for group in chain[1:]:
            if self.capacity[group] < sum(self._most(inner) for inner in self.inside[group]):
                top = group
        return next((node for node in chain[chain.index(top) :] if node in self.ranked), SCORES)

    def _line_up(self, name: str) -> dict[str, int]:
        known = self.wishes if name == DRAW else self.scores if name == SCORES else self.ranked[name]
        line = [student for student in known if student in self.wishes]
        if name not in self.ranked or len(set(self.ranked[name].values())) < len(known):
            tiers = {student: self.tier(name, student) for student in line}
            by_tier = groupby(sorted(line, key=tiers.__getitem__), tiers.__getitem__)
            line = [student for _, tied in by_tier for student in self._untied(name, list(tied))]
        return dict(zip(line, range(len(line)), strict=True))

    def _untied(self, name: str, tied: list[str]) -> list[str]:
        if len(tied) > 1:
            tied.sort(key=self._tie_order)
            where = name if name in (SCORES, DRAW) else f"{name}.ranking"
            self.ties.append((where, tied, self._separators(tied)))
        return tied

    def _tie_order(self, student: str) -> tuple[object, ...]:
        order: list[object] = []
        for key in self._tie_keys:
            value = key["values"].get(student)
            order += [value is None, 0 if value is None else value if key.get("lowest_first") else -value]
        if student not in self._drawn:
            self._drawn[student] = hashlib.sha256(f"{self.seed}|{student}".encode()).hexdigest()[:16]
        return (*order, self._drawn[student], student)

    def separator(self, one: str, other: str) -> str:
        """The name of the tie-break between two students whom a list holds equal."""
        for key in self._tie_keys:
            if key["values"].get(one) != key["values"].get(other):
                return str(key["name"])
        return "lottery"

    def _separators(self, tied: list[str]) -> list[str]:
        used = {self.separator(one, other) for one, other in pairwise(tied)}
        return [name for name in [*(key["name"] for key in self._tie_keys), "lottery"] if name in used]


def _as_list(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value or ())


def _tiers(ranking: list[Any]) -> dict[str, int]:
    if set(map(type, ranking)) <= {str}:
        return dict(zip(ranking, range(len(ranking)), strict=True))
    return {student: tier for tier, entry in enumerate(ranking) for student in _as_list(entry)}


def _around(document: Mapping[str, Any]) -> dict[str, list[str]]:
    """For each option, itself and every group that holds it, from the smallest to the largest."""
    parents = {name: _as_list(row.get("parent")) for name, row in (document.get("groups") or {}).items()}

    def closure(names: list[str]) -> set[str]:
        found: set[str] = set()
        while names:
            name, *names = names
            if name not in found:
                found.add(name)
                names += parents[name]
        return found

    holders = {option: closure(_as_list(row.get("group"))) for option, row in document["options"].items()}
    size = {name: sum(name in groups for groups in holders.values()) for name in parents}
    depth = {name: len(closure([name])) for name in parents}
    return {
        option: [
            f"options.{option}",
            *(f"groups.{name}" for name in sorted(groups, key=lambda name: (size[name], -depth[name], name))),
        ]
        for option, groups in holders.items()
    }
