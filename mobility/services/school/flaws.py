"""What is wrong with a school's ranking: named all at once, what was handed in before counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from mobility.core.terms import Reason, Refused
from mobility.database import db
from mobility.models import Application, SchoolList
from mobility.queries import stages

OUTCOMES: Final = ("recommended", "alternate", "not_recommended")
RANKED: Final = OUTCOMES[:2]
LONGEST_NOTE: Final = 2000

Ranks = Sequence[tuple[str | None, int | None]]


@dataclass(frozen=True, slots=True)
class Place:
    """What a school says of one applicant. `rank` orders the recommended and, after them, the alternates."""

    outcome: str
    rank: int | None = None
    reason: str = ""


def refuse_flaws(places: Mapping[int, Place | None], school_list: SchoolList) -> None:
    """Raise Refused with every flaw of the ranking on a list that the caller has locked; None stands for not placed.

    A list that is open again, for a late file, goes on where it was handed in: whoever is in since then keeps the rank,
    and the recommended among them count against the cap.
    """
    placed = [place for place in places.values() if place]
    before = _handed_in(school_list)
    reasons = [*_forms(placed), *_ranks(placed, before), *_cap(placed, before, school_list.cap), *_words(placed)]
    if reasons:
        first, *more = reasons
        raise Refused(first.code, *more, **first.params)


def _handed_in(school_list: SchoolList) -> Ranks:
    query = select(Application.school_outcome, Application.school_rank).where(
        Application.call_id == school_list.call_id,
        Application.unit_id == school_list.unit_id,
        stages.handed_in_by_school(),
    )
    return [(row[0], row[1]) for row in db.session.execute(query)]


def _forms(places: Sequence[Place]) -> Iterator[Reason]:
    if any(place.outcome not in OUTCOMES for place in places):
        yield Reason("school_list.unknown_outcome")
    ranked = [place for place in places if place.outcome in RANKED]
    if any(place.rank is None or place.rank < 1 for place in ranked):
        yield Reason("school_list.rank_missing")


def _ranks(places: Sequence[Place], before: Ranks) -> Iterator[Reason]:
    ranks = [(place.outcome, place.rank) for place in places if place.outcome in RANKED and place.rank is not None]
    twice = sorted({rank for outcome, rank in ranks if ranks.count((outcome, rank)) > 1})
    yield from (Reason("school_list.rank_twice", {"rank": rank}) for rank in twice)
    taken = sorted({rank for outcome, rank in ranks if (outcome, rank) in before})
    yield from (Reason("school_list.rank_taken", {"rank": rank}) for rank in taken)


def _cap(places: Sequence[Place], before: Ranks, cap: int | None) -> Iterator[Reason]:
    count = sum(place.outcome == "recommended" for place in places)
    used = sum(outcome == "recommended" for outcome, _rank in before)
    if cap is None or count == 0 or used + count <= cap:
        return
    if used:
        yield Reason("school_list.over_left", {"cap": cap, "count": count, "used": used})
    else:
        yield Reason("school_list.over_cap", {"cap": cap, "count": count})


def _words(places: Sequence[Place]) -> Iterator[Reason]:
    if any(place.outcome == "not_recommended" and not place.reason.strip() for place in places):
        yield Reason("school_list.reason_missing")
    if any(len(place.reason) > LONGEST_NOTE for place in places):
        yield Reason("school_list.long_reason", {"max": LONGEST_NOTE})
