"""Who follows when somebody drops out: the next alternate of the school, of the candidates, of the funder's list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol

from sqlalchemy import Select, and_, exists, or_, select

from mobility.core.access import Action
from mobility.core.facts import CaseFacts
from mobility.core.notices import CATALOG
from mobility.core.terms import Actor, Param
from mobility.database import db
from mobility.models import Application, Call, Choice, Decision, HostOption, Offer
from mobility.queries import definitions
from mobility.queries.counted import needing_reason
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


def _from_list(stage: Succession) -> Callable[[CaseFacts, Advance], None]:
    """Who follows from the waiting list in that stage: in the order that was published, or that of their positions."""

    def follow_from_list(dropped: CaseFacts, advance: Advance) -> None:
        option_id = _freed_option(dropped)
        heir = _next_in_line(_waiting(stage, dropped, option_id))
        if heir is not None:
            _move_up(heir, dropped, option_id, advance)

    return follow_from_list


def _waiting(stage: Succession, dropped: CaseFacts, option_id: int | None) -> Select[Application]:
    """Those who wait, in order; who no longer meets the conditions is passed over until somebody says why not."""
    query = (
        select(Application)
        .join(Call, Call.id == Application.call_id)
        .outerjoin(Decision, and_(Decision.application_id == Application.id, Decision.voided_at.is_(None)))
        .where(Application.call_id == dropped.call_id, Application.state == stage, ~needing_reason())
    )
    order = (Decision.proposal_id, Decision.position, Application.waiting_position, Application.id)
    if option_id is None:
        return query.order_by(*order)
    wish = select(Choice.id).where(Choice.application_id == Application.id, Choice.host_option_id == option_id)
    is_wished = exists(wish.correlate(Application))
    fits = or_(Call.choice_limit.is_(None), is_wished, Application.is_willing)
    return query.where(fits).order_by(is_wished.desc(), *order)


def _freed_option(dropped: CaseFacts) -> int | None:
    """The host option at which whoever dropped out held a place, where that one still has a free place to give."""
    if dropped.host_option_id is None:
        return None
    query = select(HostOption.id).where(
        HostOption.id == dropped.host_option_id,
        HostOption.state == "open",
        HostOption.taken_count < HostOption.place_count,
    )
    return db.session.scalar(query)


def _move_up(heir: Application, dropped: CaseFacts, option_id: int | None, advance: Advance) -> None:
    """Move the heir up, with the place or the host that became free, where that is what the move gives."""
    move = definitions.workflow(heir.workflow_id).move(heir.state, Action.ALTERNATE_MOVE_UP)
    if move is None:
        return
    params: dict[str, Param] = {"in_place_of": dropped.application_id}
    if "take_place" in move.effects:
        if option_id is None:
            return
        params["host_option_id"] = option_id
    elif "open_offer" in move.effects:
        partner_id = _host_of(dropped)
        if partner_id is None:
            return
        params |= {
            "host_partner_id": partner_id,
            "confirm_by": due.confirm_by(dropped.now, dropped.institution_id).isoformat(),
        }
    advance(heir.id, Action.ALTERNATE_MOVE_UP, Actor.system(dropped.institution_id), params=params)


def _host_of(dropped: CaseFacts) -> int | None:
    """The host that was offered last to whoever dropped out."""
    hosts = select(Offer.partner_id).where(Offer.application_id == dropped.application_id).order_by(Offer.id.desc())
    return db.session.scalars(hosts.limit(1)).first()


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
    "reserve": _from_list("reserve"),
    "funder_reserve": _from_list("funder_reserve"),
    "waiting": _from_list("waiting"),
}
