"""From scores to a ranking: ties broken by ordered marks, last by a lottery with a published seed, all recorded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby, pairwise
from typing import Final

from mobility.core.terms import lottery_number

LOTTERY: Final = "lottery"


@dataclass(frozen=True, slots=True)
class TieMark:
    """A mark that separates candidates of one score, such as the rank in the major; who has none comes last."""

    name: str
    values: Mapping[str, Decimal | None]
    lowest_first: bool = False


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate's place. `ahead_by` names what set the one before apart: "score", a tie mark, the lottery."""

    place: int
    candidate: str
    score: Decimal
    ahead_by: str | None


@dataclass(frozen=True, slots=True)
class Ranking:
    """Everybody with a score, best first, no two at one place; `unranked` have none. Anybody can make it again."""

    ranked: tuple[Ranked, ...]
    unranked: tuple[str, ...]
    ties: tuple[tuple[str, ...], ...]
    tie_marks: tuple[str, ...]
    seed: int

    def as_data(self) -> dict[str, object]:
        """The ranking as plain values to be stored, scores as text."""
        return {
            "ranked": [
                {"place": row.place, "candidate": row.candidate, "score": str(row.score), "ahead_by": row.ahead_by}
                for row in self.ranked
            ],
            "unranked": list(self.unranked),
            "ties": [list(tie) for tie in self.ties],
            "tie_marks": list(self.tie_marks),
            "seed": self.seed,
        }


def rank(scores: Mapping[str, Decimal | None], marks: Sequence[TieMark], seed: int) -> Ranking:
    """The ranking of candidates by score, then by each mark in turn, then by lot.

    Raises ValueError for a mark named twice, or named as the lottery or the score is.
    """
    names = [mark.name for mark in marks]
    if len({*names, LOTTERY, "score"}) < len(names) + 2:
        raise ValueError("every tie mark needs a name of its own")
    by_score = sorted(
        ((name, score) for name, score in scores.items() if score is not None),
        key=lambda pair: (-pair[1], *_tie_order(pair[0], marks, seed)),
    )
    tied = (tuple(name for name, _ in group) for _, group in groupby(by_score, key=lambda pair: pair[1]))
    return Ranking(
        ranked=tuple(_placed(by_score, marks)),
        unranked=tuple(sorted(name for name, score in scores.items() if score is None)),
        ties=tuple(tie for tie in tied if len(tie) > 1),
        tie_marks=tuple(names),
        seed=seed,
    )


def _placed(by_score: Sequence[tuple[str, Decimal]], marks: Sequence[TieMark]) -> Iterator[Ranked]:
    if by_score:
        yield Ranked(1, *by_score[0], None)
    for place, ((before, ahead), (name, score)) in enumerate(pairwise(by_score), start=2):
        yield Ranked(place, name, score, "score" if ahead != score else _decided(before, name, marks))


def _decided(one: str, other: str, marks: Sequence[TieMark]) -> str:
    return next((mark.name for mark in marks if mark.values.get(one) != mark.values.get(other)), LOTTERY)


def _tie_order(name: str, marks: Sequence[TieMark], seed: int) -> tuple[object, ...]:
    order: list[object] = []
    for mark in marks:
        value = mark.values.get(name)
        order += [value is None, 0 if value is None else value if mark.lowest_first else -value]
    return (*order, lottery_number(seed, name), name)
