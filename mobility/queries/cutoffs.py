"""With which score people were last selected for the hosts of a call, told where they are too many to be recognized."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Final

from sqlalchemy import Integer, Select, Subquery, and_, bindparam, cast, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased

from mobility.core.terms import Actor
from mobility.database import db
from mobility.models import Application, Call, HostOption, Offer, Placement, Review
from mobility.queries.counted import counted_average

FEWEST: Final = 5
"""Of fewer people nothing is told, since who knows some of them could tell the others."""


@dataclass(frozen=True, slots=True)
class Cutoff:
    """The lowest score out of 100 among the `selected_count` selected for a host in the year of that sign-up.

    `is_average`: nobody was scored by reviewers, so it is the weighted average that was handed in.
    """

    year: int
    selected_count: int
    lowest: Decimal
    is_average: bool


def cutoffs(call_id: int, actor: Actor) -> Mapping[int, Cutoff]:
    """By partner of that call of the actor's institution: how the last edition in which it took part ended.

    Selected is who confirmed a place there and holds it still. A host is left out where fewer than FEWEST are, or where
    not all of them have a score of the same kind. One statement.
    """
    asked = {"call": call_id, "institution": actor.institution_id}
    found = {row.partner_id: _cutoff(row) for row in db.session.execute(_query(), asked)}
    return {partner_id: one for partner_id, one in found.items() if one is not None}


def _cutoff(row: Any) -> Cutoff | None:
    for is_average, counted, lowest in ((False, row.scored, row.lowest_score), (True, row.marked, row.lowest_average)):
        if counted == row.selected:
            return Cutoff(row.year, row.selected, Decimal(lowest).quantize(Decimal("0.01")).normalize(), is_average)
    return None


@cache
def _query() -> Select[*tuple[Any, ...]]:
    """Put together once, with the parameters `call` and `institution`: the page of a call is opened by everybody."""
    last = _last_editions()
    of_file = (Review.application_id == Application.id, Review.submitted_at.is_not(None))
    score = select(func.avg(Review.score)).where(*of_file).correlate(Application).scalar_subquery()
    selected = (
        select(last.c.partner_id, last.c.year, score.label("score"), counted_average().label("average"))
        .select_from(last)
        .join(HostOption, and_(HostOption.call_id == last.c.call_id, HostOption.partner_id == last.c.partner_id))
        .join(Placement, and_(Placement.host_option_id == HostOption.id, Placement.freed_at.is_(None)))
        .join(Application, Application.id == Placement.application_id)
        .join(Offer, and_(Offer.application_id == Application.id, Offer.state == "confirmed"))
        .subquery("selected")
    )
    return (
        select(
            selected.c.partner_id,
            selected.c.year,
            func.count().label("selected"),
            func.count(selected.c.score).label("scored"),
            func.min(selected.c.score).label("lowest_score"),
            func.count(selected.c.average).label("marked"),
            func.min(selected.c.average).label("lowest_average"),
        )
        .group_by(selected.c.partner_id, selected.c.year)
        .having(func.count() >= FEWEST)
    )


def _last_editions() -> Subquery:
    """For each host of the call the last call of the same program before it in which the host took part."""
    this, own = aliased(Call), aliased(HostOption)
    year = cast(func.date_part("year", func.timezone(Call.time_zone, Call.deadline_at)), Integer)
    return (
        select(HostOption.partner_id, Call.id.label("call_id"), year.label("year"))
        .ext(distinct_on(HostOption.partner_id))
        .join(Call, Call.id == HostOption.call_id)
        .join(this, and_(this.program_id == Call.program_id, Call.deadline_at < this.deadline_at))
        .join(own, and_(own.call_id == this.id, own.partner_id == HostOption.partner_id))
        .where(
            this.id == bindparam("call"),
            this.institution_id == bindparam("institution"),
            Call.institution_id == bindparam("institution"),
            Call.state.in_(("published", "closed")),
        )
        .order_by(HostOption.partner_id, Call.deadline_at.desc(), Call.id.desc())
        .subquery("last_editions")
    )
