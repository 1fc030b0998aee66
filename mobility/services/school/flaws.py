"""Refuses a school's ranking that has flaws, all of them at once, with what was handed in before in mind."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from mobility.core.scoring.school_list import Place, Ranks, flaws
from mobility.core.terms import Refused
from mobility.database import db
from mobility.models import Application, SchoolList
from mobility.queries import stages


def refuse_flaws(places: Mapping[int, Place | None], school_list: SchoolList) -> None:
    """Raise Refused with every flaw of the ranking on a list that the caller has locked; None stands for not placed.

    A list that is open again, for a late file, goes on where it was handed in: whoever is in since then keeps the rank,
    and the recommended among them count against the cap.
    """
    reasons = flaws([place for place in places.values() if place], _handed_in(school_list), school_list.cap)
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
