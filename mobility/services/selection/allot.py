"""Suggests hosts for a list of an exchange by an allocation of places, for the coordinator to change: decides nothing.

Serial dictatorship (`core.places`): in the order of the scores each gets the best wish with a place left, then the
willing what is left; equals are put in order by a draw under the seed shown, so that anybody can draw it again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from mobility.core.places.allocation import Allocation, allocate
from mobility.core.places.explanation import Explainer, Line, reason_of
from mobility.core.places.instance import NOWHERE
from mobility.core.places.modes import Mode
from mobility.core.places.reading import from_document
from mobility.core.places.standing import find_standing
from mobility.core.scoring import FirstTimers, SelectionOrder, selection_order
from mobility.core.terms import Reason
from mobility.queries.counted import counted_records
from mobility.queries.hosts import Option, standings
from mobility.queries.selection import Candidate
from mobility.services.selection.propose import Proposed

FIRST_TIMERS: Final = "first_timers"
"""The name of the tie-break by which first-timers win among equals."""


@dataclass(frozen=True, slots=True)
class Allotted:
    """A suggestion: decisions by application id, and for each one line per wish with its option (None: none left)."""

    decisions: Mapping[int, Proposed]
    reasons: Mapping[int, tuple[tuple[int | None, Reason], ...]]
    seed: int
    is_by_score: bool


def allot(
    candidates: Sequence[Candidate], options: Sequence[Option], today: date, *, seed: int, places: int | None = None
) -> Allotted:
    """Allocate the free places of the open `options`, at most `places` in all, and number the others as alternates.

    The order is that of the scores, where nobody has one that of the weighted averages, with first-timers where
    the call puts them; who has neither stays undecided. A school's alternate is never suggested as a candidate.
    Conditions of hosts are judged on the day `today` by what was handed in, in two statements, and in one more for each
    student where a host asks for what went before.
    """
    is_by_score = any(one.score is not None for one in candidates)
    scores = {one.id: score for one in candidates if (score := one.score if is_by_score else one.average) is not None}
    open_options = [one for one in options if one.is_open]
    regular = [one for one in candidates if one.school_outcome != "alternate" and one.id in scores]
    barred = _barred(regular, open_options, today)
    is_ahead = bool(regular) and regular[0].first_timers is FirstTimers.AHEAD
    document = _document(regular, open_options, scores, barred, places)
    allocation = allocate(from_document(document), Mode.DEFERRED if is_ahead else Mode.SERIAL, seed)
    placed = _placed(allocation)
    decisions = {one: Proposed("candidate", host_option_id=option) for one, option in placed.items()}
    in_order = [int(allocation.instance.students[one]) for one in allocation.market.orders[0].line] if placed else []
    alternates = sorted((one for one in candidates if one.id in scores), key=lambda one: _order(one, scores[one.id]))
    line = [*in_order, *(one.id for one in alternates if one.id not in in_order)]
    waiting = [one for one in line if one not in decisions]
    decisions |= {one: Proposed("reserve", position) for position, one in enumerate(waiting, 1)}
    lines = Explainer(allocation, find_standing(allocation)).explain()
    first_timers = {one.id for one in regular if not one.has_taken_part}
    ahead = [one in first_timers for one in in_order] if is_ahead else []
    reasons = {
        int(one): _told(found, barred.get(int(one), {}), [] if int(one) in first_timers else ahead)
        for one, found in lines.items()
    }
    return Allotted(decisions, reasons, seed, is_by_score)


def _placed(allocation: Allocation) -> dict[int, int]:
    instance = allocation.instance
    found = {int(name): allocation.option_of(number) for number, name in enumerate(instance.students)}
    return {one: int(instance.nodes[option].name) for one, option in found.items() if option != NOWHERE}


def _order(one: Candidate, score: Decimal) -> SelectionOrder:
    return selection_order(one.first_timers, score, has_taken_part=one.has_taken_part)


def _told(
    lines: Sequence[Line], barred: Mapping[int, Reason], ahead: Sequence[bool]
) -> tuple[tuple[int | None, Reason], ...]:
    """What became of each wish; where a condition of the host stood against it, that condition itself.

    `ahead`: for somebody who took part before, who of the order comes first for not having done so.
    """
    options = [int(line["option"]) if line["option"] else None for line in lines]
    return tuple(
        (option, barred[option] if option and line["outcome"] == "not_eligible" else _reason(line, ahead))
        for option, line in zip(options, lines, strict=True)
    )


def _reason(line: Line, ahead: Sequence[bool]) -> Reason:
    """The reason of a line; where being a first-timer is what set the last one admitted apart, that."""
    reason = reason_of(line)
    last = reason.params.get("last")
    is_behind = line["reason"].endswith("_rank") and isinstance(last, int) and last <= len(ahead) and ahead[last - 1]
    if is_behind or reason.params.get("tie_break") == FIRST_TIMERS:
        return Reason(f"places.{line['outcome']}_first_time", reason.params)
    return reason


def _barred(candidates: Sequence[Candidate], options: Sequence[Option], today: date) -> dict[int, dict[int, Reason]]:
    """By application and host: the first condition that is not met, of hosts wished for or, of the willing, of all."""
    records = counted_records({one.id for one in candidates})
    barred: dict[int, dict[int, Reason]] = {}
    for one in candidates:
        asked = [option for option in options if one.is_willing or option.id in one.wishes]
        for standing in standings(asked, records[one.id], today):
            if not standing.verdict.may_apply:
                barred.setdefault(one.id, {})[standing.option.id] = standing.verdict.not_met[0].reason
    return barred


def _document(
    candidates: Sequence[Candidate],
    options: Sequence[Option],
    scores: Mapping[int, Decimal],
    barred: Mapping[int, Mapping[int, Reason]],
    places: int | None,
) -> dict[str, object]:
    known = {one.id for one in options}
    group: dict[str, object] = {} if places is None else {"capacity": places}
    if candidates and candidates[0].first_timers is FirstTimers.AHEAD:
        group = {"capacity": sum(one.free_count for one in options), **group, "ranking": _ranking(candidates, scores)}
    with_ties = [one for one in candidates if one.first_timers is FirstTimers.TIES]
    before = {str(one.id): int(one.has_taken_part) for one in with_ties}
    return {
        "students": {str(one.id): [str(wish) for wish in one.wishes if wish in known] for one in candidates},
        "options": {
            str(one.id): {"capacity": one.free_count, **({"group": "call"} if group else {})} for one in options
        },
        "groups": {"call": group} if group else {},
        "scores": {str(one.id): float(str(scores[one.id])) for one in candidates},
        "tie_keys": [{"name": FIRST_TIMERS, "values": before, "lowest_first": True}] if before else [],
        "willing": [str(one.id) for one in candidates if one.is_willing],
        "ineligible": {
            str(one): {str(key): reason.code for key, reason in rules.items()} for one, rules in barred.items()
        },
    }


def _ranking(candidates: Sequence[Candidate], scores: Mapping[int, Decimal]) -> list[list[str]]:
    """One ranking for all hosts, first-timers ahead of everybody else; equals stand together."""
    tiers: dict[SelectionOrder, list[str]] = {}
    for one in candidates:
        tiers.setdefault(_order(one, scores[one.id]), []).append(str(one.id))
    return [tiers[key] for key in sorted(tiers)]
