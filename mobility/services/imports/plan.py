"""What bringing a table would do: how many are new, changed or the same, who is not in it, and how it is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from sqlalchemy import BigInteger, ColumnElement, String, any_, literal
from sqlalchemy.dialects.postgresql import ARRAY

from mobility.core.terms import Actor, Param, Reason
from mobility.services.imports.reading import AT_ONCE, Line, Problem, Tell

OF_ALL: Final = ""
"""The column of a problem that belongs to a whole line."""

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Vanished:
    """Somebody or something that is in the system and not in the table. Nothing happens to it."""

    id: int
    number: str
    name: str


def _write_nothing(_actor: Actor) -> None:
    return


@dataclass(slots=True)
class Plan:
    """What a table would do, with `write` to do it inside a transaction.

    `judged_anew` are the ids of the students of whom something changes by which rules judge.
    """

    problems: list[Problem] = field(default_factory=list)
    new_count: int = 0
    changed_count: int = 0
    same_count: int = 0
    vanished: list[Vanished] = field(default_factory=list)
    write: Callable[[Actor], None] = _write_nothing
    judged_anew: list[int] = field(default_factory=list)

    def blame(self, line: Line, column: str, code: str, /, **params: Param) -> None:
        self.problems.append(Problem(line.number, column, Reason(code, params)))

    @property
    def counts(self) -> dict[str, int]:
        return {
            "new": self.new_count,
            "changed": self.changed_count,
            "same": self.same_count,
            "vanished": len(self.vanished),
        }


def twice(lines: Sequence[Line], column: str) -> Iterator[tuple[Line, Line]]:
    """Each line whose value in `column` stands in an earlier line already, with that earlier line."""
    first: dict[Any, Line] = {}
    counts = Counter(_folded(line.values.get(column)) for line in lines)
    for line in lines:
        value = _folded(line.values.get(column))
        if value is None or counts[value] < 2:
            continue
        if (earlier := first.setdefault(value, line)) is not line:
            yield line, earlier


def _folded(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


class Steps:
    """Hands out rows in parts and tells, after each, how many of `total` are done in this phase."""

    def __init__(self, phase: str, total: int, tell: Tell) -> None:
        self._phase, self._total, self._tell, self._done = phase, total, tell, 0

    def parts(self, rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
        for part in batches(rows):
            yield part
            self._done += len(part)
            self._tell(self._phase, self._done, self._total)


def batches(rows: Sequence[Row]) -> Iterable[Sequence[Row]]:
    """The rows in parts that one statement takes well."""
    return (rows[start : start + AT_ONCE] for start in range(0, len(rows), AT_ONCE))


def among_ids(values: Iterable[int]) -> ColumnElement[Any]:
    """What a column is compared with to be one of many ids, which go over as one parameter."""
    return any_(literal(sorted(values), ARRAY(BigInteger)))


def among_texts(values: Sequence[str]) -> ColumnElement[Any]:
    """The same for texts."""
    return any_(literal(list(values), ARRAY(String)))
