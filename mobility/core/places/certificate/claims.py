"""Claims: a student who could rightly demand a place, because it is empty or went to somebody further back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from mobility.core.places.certificate.counts import Counts
from mobility.core.places.certificate.rules import Rules
from mobility.core.terms import Reason


@dataclass(frozen=True, slots=True)
class Claim:
    """A blocking pair: waste where the place is empty, justified envy otherwise."""

    student: str
    option: str
    is_waste: bool

    @property
    def reason(self) -> Reason:
        code = "places.proof_waste" if self.is_waste else "places.proof_envy"
        return Reason(code, {"student": self.student, "option": self.option})


def claims_by_lists(
    rules: Rules, counts: Counts, after: Counts, wished: Mapping[str, str], added: Mapping[str, str]
) -> Iterator[Claim]:
    """Claims where each option goes by its own list: at the smallest full cap, against the last who came in."""
    full, last = {option: counts.full(option) for option in rules.options}, _last_in(rules, wished)
    for student, row in rules.wishes.items():
        if student not in rules.settled:
            got = wished.get(student)
            yield from _claims_of(
                rules, full, last, student, _better(row, got), () if got is None else rules.around[got]
            )
    full, last = {option: after.full(option) for option in rules.options}, _last_in(rules, added)
    open_options = [option for option, node in full.items() if node is None or node in last]
    for student in _waiting(rules, wished, added):
        yield from _claims_of(rules, full, last, student, open_options, ())


def _last_in(rules: Rules, placed: Mapping[str, str]) -> dict[str, int]:
    """For each node, the place in line of the last of those placed under it."""
    last: dict[str, int] = {}
    for student, option in placed.items():
        place = rules.place(option, student)
        for node in rules.around[option]:
            if last.get(node, -1) < place:
                last[node] = place
    return last


def _claims_of(
    rules: Rules,
    full: Mapping[str, str | None],
    last: Mapping[str, int],
    student: str,
    options: Iterable[str],
    held: Collection[str],
) -> Iterator[Claim]:
    """`held` are the nodes under which the student counts already: to move inside them takes nobody's place."""
    for option in options:
        if rules.accepts(option, student):
            node = full[option]
            is_empty = node is None or node in held
            if is_empty or rules.place(option, student) < last.get(str(node), -1):
                yield Claim(student, option, is_empty)


def claims_in_turn(
    rules: Rules, before: Counts, after: Counts, wished: Mapping[str, str], added: Mapping[str, str]
) -> Iterator[Claim]:
    """Claims where all go by one list: at each student's turn, only those ahead have taken anything."""
    counts = before.plus({})
    rows = {s: _better(row, wished.get(s)) for s, row in rules.wishes.items() if s not in rules.settled}
    for student, option in _in_turn(rules, counts, rows, wished):
        yield Claim(student, option, after.has_room(student, option))
    open_options = [option for option in rules.options if counts.full(option) is None]
    rows = dict.fromkeys(_waiting(rules, wished, added), open_options)
    for student, option in _in_turn(rules, counts, rows, added):
        yield Claim(student, option, after.has_room(student, option))


def _in_turn(
    rules: Rules, counts: Counts, rows: Mapping[str, list[str]], got: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Student by student: which of the options in a row had room, then what the student took is counted."""
    for student in next(iter(rules.lines.values()), {}):
        for option in () if counts.is_school_full(student) else rows.get(student, ()):
            if rules.accepts(option, student) and counts.has_room(student, option):
                yield student, option
        if student in got:
            counts.add(student, got[student])


def _better(row: list[str], got: str | None) -> list[str]:
    """The wishes before the one that was met, or all of them."""
    return row if got is None else row[: row.index(got)]


def _waiting(rules: Rules, wished: Mapping[str, str], added: Mapping[str, str]) -> list[str]:
    """The willing who got nothing at all."""
    return [s for s in sorted(rules.willing) if s not in wished and s not in added and s not in rules.settled]
