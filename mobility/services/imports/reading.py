"""Reads a brought table into lines with values: columns found by their headings, every cell judged by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from mobility.core.terms import Param, Reason, Refused
from mobility.services.imports.kinds import Column, Kind
from mobility.services.tables import cells
from mobility.services.tables.cells import Limits
from mobility.spelling import fold

MOST_BYTES: Final = 32 * 1024 * 1024
MOST_LINES: Final = 100_000
LIMITS: Final = Limits(MOST_BYTES, 512 * 1024 * 1024, MOST_LINES)
AT_ONCE: Final = 5_000
"""Lines between two signs of progress, and rows in one statement."""

READ, COMPARE, WRITE = PHASES = ("read", "compare", "write")
"""What bringing a table does, one after the other; a check ends before the last."""

Tell = Callable[[str, int, int], None]
"""Told in which phase the work is, how many lines or rows of it are done, and of how many."""


def tell_nobody(_phase: str, _done_count: int, _total_count: int) -> None:
    """For whoever does not wait for the end."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, in which line as a spreadsheet counts them, and in which column ("" for the whole line)."""

    line: int
    column: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Line:
    """One line, with what stands in it by column. What is left empty is not there: it says nothing."""

    number: int
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as read: `mapping` is the heading under which each column was found."""

    headings: tuple[str, ...]
    mapping: Mapping[str, str]
    lines: tuple[Line, ...]
    problems: tuple[Problem, ...]


def proposed(kind: Kind, headings: Sequence[str], remembered: Mapping[str, str]) -> dict[str, str]:
    """The heading of each column: the one it had last time where the file has it, else the first one it is known by."""
    there = {_plain(heading): heading for heading in reversed(headings) if heading}
    found: dict[str, str] = {}
    taken: set[str] = set()
    for column in kind.columns:
        for known in (remembered.get(column.key, ""), *column.headings):
            heading = there.get(_plain(known)) if known else None
            if heading is not None and heading not in taken:
                found[column.key] = heading
                taken.add(heading)
                break
    return found


def read(
    kind: Kind,
    content: bytes,
    *,
    mapping: Mapping[str, str] | None = None,
    remembered: Mapping[str, str] | None = None,
    tell: Tell = tell_nobody,
) -> Sheet:
    """Read a table of that kind. `mapping` says which column stands under which heading, where somebody chose it.

    Raises Refused as `cells.read` does.
    """
    table = cells.read(content, LIMITS)
    headings = tuple(table[0])
    chosen = dict(mapping) if mapping is not None else proposed(kind, headings, remembered or {})
    places = [
        (column, headings.index(chosen[column.key])) for column in kind.columns if chosen.get(column.key) in headings
    ]
    missing = [column for column in kind.columns if column.is_key and all(one is not column for one, _place in places)]
    if missing:
        problems = [Problem(1, column.key, Reason("import.column_missing")) for column in missing]
        return Sheet(headings, chosen, (), tuple(problems))
    lines: list[Line] = []
    problems = []
    for number, row in enumerate(table[1:], start=2):
        if any(row):
            lines.append(_line(number, row, places, problems))
        if number % AT_ONCE == 0:
            tell(READ, number, len(table))
    return Sheet(headings, chosen, tuple(lines), tuple(problems))


def _line(number: int, row: Sequence[str], places: Sequence[tuple[Column, int]], problems: list[Problem]) -> Line:
    values: dict[str, Any] = {}
    for column, place in places:
        typed = row[place] if place < len(row) else ""
        if not typed:
            if column.is_key:
                problems.append(Problem(number, column.key, Reason("import.needed")))
            continue
        try:
            values[column.key] = column.read(typed)
        except Refused as refused:
            problems.append(Problem(number, column.key, Reason(refused.code, _short(refused.params))))
    return Line(number, values)


def _short(params: Mapping[str, Param]) -> dict[str, Param]:
    """What was typed stands in the report; of a whole page pasted into a cell only the beginning."""
    return {name: value[:80] if isinstance(value, str) and name == "typed" else value for name, value in params.items()}


def _plain(heading: str) -> str:
    return fold(heading).replace("_", "").replace("-", "")
