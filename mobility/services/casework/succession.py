"""Who follows when somebody drops out: the next alternate of the school, of the candidates, of the funder's list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol

from sqlalchemy import Select, select

from mobility.core.access import Action
from mobility.core.facts import CaseFacts
from mobility.core.notices import CATALOG
from mobility.core.terms import Actor, Param
from mobility.database import db
from mobility.models import Application, Decision, Offer
from mobility.services.casework import audit, due, letters
from mobility.services.casework.case import Succession

_BEFORE_PROPOSAL: Final = ("qualification_check", "returned_by_office", "selection")
"""Where a school's alternate can still become a recommended candidate."""


class Advance(Protocol):
    """The door, handed in so that it and this module do not import each other."""

    def __call__(
        self, application_id: int, action: Action, actor: Actor, *, params: Mapping[str, Param] = ...
    ) -> Any: ...


def follow(kind: Succession, dropped: CaseFacts, advance: Advance) -> None:
    """Let the next in order follow `dropped`, in the same transaction; nothing happens where nobody waits."""
    _FOLLOW[kind](dropped, advance)


def _in_school(dropped: CaseFacts, advance: Advance) -> None:  # noqa: ARG001 - one shape for all three orders
    """Recommend the next alternate of the same school and call, in order of rank, and tell them and the office."""
    heir = _next_in_line(
        select(Application)
        .where(
            Application.call_id == dropped.call_id,
            Application.unit_id == dropped.unit_id,
            Application.school_outcome == "alternate",
            Application.state.in_(_BEFORE_PROPOSAL),
        )
        .order_by(Application.school_rank, Application.id)
    )
    if heir is None:
        return
    heir.school_outcome = "recommended"
    db.session.flush()
    audit.record(
        Actor.system(dropped.institution_id),
        Action.ALTERNATE_MOVE_UP,
        outcome="school_recommended",
        object_kind="application",
        object_id=heir.id,
        application_id=heir.id,
        from_state=heir.state,
        to_state=heir.state,
        params={"in_place_of": dropped.application_id},
    )
    letters.post_about(CATALOG["school_alternate_moved_up"], heir)
    letters.post_about(CATALOG["alternate_moved_up"], heir)


def _reserve(dropped: CaseFacts, advance: Advance) -> None:
    """Move up the next released reserve of the call, in the order that was published."""
    heir = _next_in_line(
        select(Application)
        .join(Decision, Decision.application_id == Application.id)
        .where(
            Application.call_id == dropped.call_id,
            Application.state == "reserve",
            Decision.voided_at.is_(None),
            Decision.released_at.is_not(None),
        )
        .order_by(Decision.proposal_id, Decision.position)
    )
    if heir is not None:
        _move_up(heir, dropped, advance, {})


def _funder_reserve(dropped: CaseFacts, advance: Advance) -> None:
    """Offer the place, at the same host, to the next of the funder's list."""
    heir = _next_in_line(
        select(Application)
        .where(Application.call_id == dropped.call_id, Application.state == "funder_reserve")
        .order_by(Application.waiting_position, Application.id)
    )
    hosts = select(Offer.partner_id).where(Offer.application_id == dropped.application_id).order_by(Offer.id.desc())
    partner_id = db.session.scalars(hosts.limit(1)).first()
    if heir is None or partner_id is None:
        return
    until = due.confirm_by(dropped.now, dropped.institution_id)
    _move_up(heir, dropped, advance, {"host_partner_id": partner_id, "confirm_by": until.isoformat()})


def _move_up(heir: Application, dropped: CaseFacts, advance: Advance, params: dict[str, Param]) -> None:
    system = Actor.system(dropped.institution_id)
    params["in_place_of"] = dropped.application_id
    advance(heir.id, Action.ALTERNATE_MOVE_UP, system, params=params)


def _next_in_line(query: Select[Application]) -> Application | None:
    """Lock and return the first row.

    Where another transaction has just moved that row on, PostgreSQL answers nothing although others wait behind it;
    so the question is put again until it agrees with one asked without a lock.
    """
    locked = query.limit(1).with_for_update(of=Application).execution_options(populate_existing=True)
    while True:
        heir = db.session.scalars(locked).first()
        if heir is not None or db.session.scalars(query.with_only_columns(Application.id).limit(1)).first() is None:
            return heir


_FOLLOW: Final[Mapping[Succession, Callable[[CaseFacts, Advance], None]]] = {
    "school": _in_school,
    "reserve": _reserve,
    "funder_reserve": _funder_reserve,
}
