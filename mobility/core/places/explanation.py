"""Why: for every student and every wish, a reason with the figures that decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypedDict

from mobility.core.places.allocation import Allocation
from mobility.core.places.instance import NOWHERE
from mobility.core.places.orders import Order
from mobility.core.places.standing import Standing
from mobility.core.places.ties import LOTTERY
from mobility.core.terms import Param, Reason


class Line(TypedDict):
    """What became of one wish.

    `outcome` is one of: placed, placed_higher, settled, not_eligible, not_ranked, full, cap, school_cap, none_left.
    `reason` says it more closely and, after "places.", is the code of a sentence that takes `params`. `option` is None
    in the one line of a willing student for whom nothing was left.
    """

    option: str | None
    outcome: str
    params: Mapping[str, Param]
    reason: str


def reason_of(line: Line) -> Reason:
    """The reason in a line of an explanation, as wording takes it."""
    code = f"places.{line['reason']}"
    return Reason(code, line["params"])


class Explainer:
    """Answers from the finished run alone; explaining never changes who got what."""

    def __init__(self, allocation: Allocation, standing: Standing) -> None:
        self._allocation = allocation
        self._instance = allocation.instance
        self._market = allocation.market
        self._standing = standing
        names = [node.name for node in allocation.instance.options]
        self._placed = [_line(name, "placed", "placed") for name in names]
        self._higher = [_line(name, "placed_higher", "placed_higher") for name in names]

    def explain(self) -> dict[str, list[Line]]:
        """The lines of every student, in the order of the wishes."""
        return {name: self.lines(student) for student, name in enumerate(self._instance.students)}

    def lines(self, student: int) -> list[Line]:
        """One line for each wish; one more for a place that was no wish, or for a willing student without any."""
        wishes = self._instance.wishes[student]
        if (settled := self._instance.fixed.get(student)) is not None:
            return self._settled(wishes, settled)
        placed = self._allocation.wished[student]
        if placed != NOWHERE:
            at = wishes.index(placed)
            refused = [self._refused(student, option) for option in wishes[:at]]
            return [*refused, self._placed[placed], *[self._higher[option] for option in wishes[at + 1 :]]]
        refused = [self._refused(student, option) for option in wishes]
        return [*refused, *self._elsewhere(student)]

    def _settled(self, wishes: Sequence[int], settled: int) -> list[Line]:
        name = self._instance.nodes[settled].name
        lines = [
            _line(name, "placed", "settled")
            if option == settled
            else _line(self._instance.nodes[option].name, "settled", "settled_elsewhere")
            for option in wishes
        ]
        return lines if settled in wishes else [*lines, _line(name, "placed", "settled")]

    def _elsewhere(self, student: int) -> list[Line]:
        if student not in self._instance.willing:
            return []
        option = self._allocation.elsewhere[student]
        if option == NOWHERE:
            return [_line(None, "none_left", "none_left")]
        return [_line(self._instance.nodes[option].name, "placed", "placed_elsewhere")]

    def _refused(self, student: int, option: int) -> Line:
        name = self._instance.nodes[option].name
        if not self._allocation.acceptance.accepts(student, option):
            return self._unacceptable(name, student, option)
        position = self._market.orders[option].position[student]
        for node in self._market.chains[option]:
            if not self._standing.left[node] and self._standing.last[node] < position:
                return self._outranked(name, option, node, position)
        school = self._instance.schools[student]
        if school is not None and self._standing.closed.get(school, position) < position:
            return _line(name, "school_cap", "school_cap", places=self._instance.school_caps[school], school=school)
        return _line(name, "full", "full_reserved")

    def _unacceptable(self, name: str, student: int, option: int) -> Line:
        if (rule := self._instance.ineligible.get((student, option))) is not None:
            return _line(name, "not_eligible", "not_eligible", rule=rule)
        if (node := self._allocation.acceptance.missing_from(student, option)) is not None:
            return _line(name, "not_ranked", "not_ranked", ranking=self._instance.nodes[node].name)
        return _line(name, "not_ranked", "no_score")

    def _outranked(self, name: str, option: int, node: int, position: int) -> Line:
        """Refused because a cap was full with students ahead: its own, or the one of a group around it."""
        record, last = self._instance.nodes[node], self._standing.last[node]
        order = self._market.orders[option]
        params: dict[str, Param] = {} if node == option else {"group": record.name}
        without = "settled" if record.capacity else "none"
        how = without if last < 0 else self._compare(order, last, position, params)
        params["places"] = record.capacity
        outcome = "full" if node == option else "cap"
        return {"option": name, "outcome": outcome, "params": params, "reason": f"{outcome}_{how}" if how else outcome}

    def _compare(self, order: Order, last: int, position: int, params: dict[str, Param]) -> str:
        """What set the last admitted apart from one further back; the figures of both go into `params`."""
        params["last"], params["own"] = last + 1, position + 1
        if order.measure == "draw":
            return "draw" if order.is_tied(last, position) else "returning"
        if order.measure == "score" and self._instance.scores is not None:
            scores = self._instance.scores
            params["last"], params["own"] = scores[order.line[last]], scores[order.line[position]]
        if order.is_tied(last, position):
            tie_break = self._allocation.ties.deciding(order.line[last], order.line[position])
            params["tie_break"] = tie_break
            return "lottery" if tie_break == LOTTERY else "tie"
        return "" if order.measure == "score" else "rank"


def _line(option: str | None, outcome: str, reason: str, **params: Param) -> Line:
    return {"option": option, "outcome": outcome, "params": params, "reason": reason}
