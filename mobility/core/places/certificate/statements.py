"""Statements of a result beside the placements: who has none, what is vacant, cut-offs, ties, explanations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mobility.core.places.certificate.counts import Counts
from mobility.core.places.certificate.rules import DRAW, SCORES, Rules
from mobility.core.terms import Reason

Line = dict[str, Any]

_NOBODY = (-1, "")
"""Place in line and name where nobody came in."""


def false_statements(
    rules: Rules,
    result: Mapping[str, Any],
    wished: Mapping[str, str],
    counts: Counts,
    after: Counts,
    claims: int,
) -> Iterator[Reason]:
    """What a result says that is not so. `counts` are those after all wishes, `after` those of everybody placed."""
    view = _View(rules, wished, counts)
    truth = {
        "blocking_pairs": claims,
        "cutoffs": {option: view.cutoff(option) for option in rules.options},
        "elsewhere": sorted(set(result["elsewhere"])),
        "tie_breaks": sorted(rules.ties),
        "unplaced": sorted(student for student, option in result["assignment"].items() if option is None),
        "vacant": {o: left for o, chain in rules.around.items() if (left := _left(rules, after, chain)) > 0},
    }
    said = {"blocking_pairs": claims, **result, "tie_breaks": _ties(result["tie_breaks"])}
    for key, true in truth.items():
        if said[key] != true:
            yield Reason("places.proof_statement", {"key": key})
    if result["explanations"]:
        yield from _false_explanations(view, result)


def _left(rules: Rules, counts: Counts, chain: list[str]) -> int:
    return min(rules.capacity[node] - counts.at[node] for node in chain)


def _ties(said: list[Any]) -> list[tuple[str, list[str], list[str]]] | None:
    try:
        return sorted((str(tie["where"]), list(tie["students"]), list(tie["by"])) for tie in said)
    except (KeyError, TypeError):
        return None


class _View:
    """What every wish came to, seen from the placements alone."""

    def __init__(self, rules: Rules, wished: Mapping[str, str], counts: Counts) -> None:
        self.rules, self.wished, self.counts = rules, wished, counts
        self._last: dict[str, tuple[int, str]] = {}
        self._last_of_school: dict[str | None, int] = {}
        for student, option in wished.items():
            place, school = rules.place(option, student), rules.schools.get(student)
            for node in rules.around[option]:
                if node not in self._last or self._last[node][0] < place:
                    self._last[node] = place, student
            self._last_of_school[school] = max(self._last_of_school.get(school, -1), place)
        self._full = {node for node, capacity in rules.capacity.items() if counts.at[node] >= capacity}

    def cutoff(self, option: str) -> dict[str, Any]:
        node = self.rules.options[option]
        place, last = self._last.get(node, (-1, None))
        by_score = last is not None and self.rules.list_of[option] == SCORES
        return {
            "is_full": node in self._full,
            "rank": None if last is None else place + 1,
            "score": self.rules.scores[last] if by_score and last is not None else None,
        }

    def outcome(self, student: str, option: str) -> Line:
        """What a wish that was not met came to."""
        rules = self.rules
        if not rules.accepts(option, student):
            return self._unacceptable(student, option)
        place = rules.place(option, student)
        for node in rules.around[option]:
            if node in self._full and self._last.get(node, _NOBODY)[0] < place:
                return self._outranked(student, option, node, place)
        school = rules.schools.get(student)
        if self.counts.is_school_full(student) and self._last_of_school.get(school, -1) < place:
            return _line(option, "school_cap", places=rules.school_caps[str(school)], school=school)
        return _line(option, "full", "full_reserved")

    def _unacceptable(self, student: str, option: str) -> Line:
        if option in (rules := self.rules.ineligible.get(student, {})):
            return _line(option, "not_eligible", rule=rules[option])
        missing = self.rules.missing_from(option, student)
        if missing is None:
            return _line(option, "not_ranked", "no_score")
        return _line(option, "not_ranked", ranking=missing.partition(".")[2])

    def _outranked(self, student: str, option: str, node: str, place: int) -> Line:
        rules, (last_place, last), name = self.rules, self._last.get(node, _NOBODY), self.rules.list_of[option]
        outcome = "full" if node == rules.options[option] else "cap"
        figures: dict[str, Any] = {"places": rules.capacity[node]}
        if outcome == "cap":
            figures["group"] = node.partition(".")[2]
        if last_place < 0:
            how = "settled" if rules.capacity[node] else "none"
        else:
            by_score = name == SCORES
            figures["last"] = rules.scores[last] if by_score else last_place + 1
            figures["own"] = rules.scores[student] if by_score else place + 1
            how = self._how(name, last, student, figures)
        reason = f"{outcome}_{how}" if how else outcome
        return {"option": option, "outcome": outcome, "params": figures, "reason": reason}

    def _how(self, name: str, last: str, student: str, figures: dict[str, Any]) -> str:
        is_tied = self.rules.tier(name, last) == self.rules.tier(name, student)
        if name == DRAW:
            return "draw" if is_tied else "returning"
        if not is_tied:
            return "" if name == SCORES else "rank"
        figures["tie_break"] = self.rules.separator(last, student)
        return "lottery" if figures["tie_break"] == "lottery" else "tie"


def _false_explanations(view: _View, result: Mapping[str, Any]) -> Iterator[Reason]:
    said, elsewhere = result["explanations"], set(result["elsewhere"])
    for student in view.rules.wishes:
        if said.get(student) != _lines(view, student, result["assignment"][student], student in elsewhere):
            yield Reason("places.proof_explanation", {"student": student})
    for student in sorted(said.keys() - view.rules.wishes.keys()):
        yield Reason("places.proof_explanation", {"student": student})


def _lines(view: _View, student: str, got: str | None, is_elsewhere: bool) -> list[Line]:
    row = view.rules.wishes[student]
    if student in view.rules.settled:
        lines = [
            _line(option, "placed", "settled") if option == got else _line(option, "settled", "settled_elsewhere")
            for option in row
        ]
        return lines if got in row else [*lines, _line(got, "placed", "settled")]
    met = view.wished.get(student)
    at = len(row) if met is None else row.index(met)
    lines = [view.outcome(student, option) for option in row[:at]]
    if met is not None:
        return [*lines, _line(met, "placed"), *[_line(option, "placed_higher") for option in row[at + 1 :]]]
    if is_elsewhere:
        return [*lines, _line(got, "placed", "placed_elsewhere")]
    return [*lines, _line(None, "none_left")] if student in view.rules.willing else lines


def _line(option: str | None, outcome: str, reason: str = "", **params: Any) -> Line:
    return {"option": option, "outcome": outcome, "params": params, "reason": reason or outcome}
