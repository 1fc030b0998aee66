"""Takes a host out of a running call: who holds a place there goes back to the selection, who wished for it is told."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import exists, select

from mobility.core.access import Action
from mobility.core.terms import Actor, Param, Refused
from mobility.database import db, transaction
from mobility.models import Application, Choice, Decision, HostOption, Placement, Proposal, Student
from mobility.queries import hosts
from mobility.services.calls.reach import take
from mobility.services.casework import audit
from mobility.services.casework.door import advance
from mobility.services.casework.together import each
from mobility.services.notices.outbox import post
from mobility.services.people.permits import permit


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """How many lost their place, and how many were told that a wish of theirs is gone."""

    placed_count: int
    wished_count: int


def withdraw_host(call_id: int, option_id: int, actor: Actor) -> Withdrawn:
    """Withdraw a host option of the call, in one transaction; nobody can be placed there any more.

    Raises Refused `call.unknown`, `host.unknown`, `host.withdrawn` where it is out already, and `host.in_list` while a
    list that names it is proposed or approved: that list is returned first.
    """
    permit(actor, Action.HOST_WITHDRAW)
    with transaction() as session:
        take(call_id, actor)
        option = _claim(call_id, option_id)
        option.state = "withdrawn"
        session.flush()
        held = select(Placement.application_id).where(
            Placement.host_option_id == option_id, Placement.freed_at.is_(None)
        )
        placed = list(db.session.scalars(held.order_by(Placement.application_id)))
        each(placed, lambda one: advance(one, Action.HOST_WITHDRAW, actor))
        told = _tell(call_id, option, placed)
        params: dict[str, Param] = {"host_option_id": option_id, "count": len(placed)}
        audit.record(actor, Action.HOST_WITHDRAW, object_kind="call", object_id=call_id, params=params)
        return Withdrawn(len(placed), told)


def _claim(call_id: int, option_id: int) -> HostOption:
    query = select(HostOption).where(HostOption.id == option_id, HostOption.call_id == call_id)
    option = db.session.scalar(query.with_for_update(key_share=True).execution_options(populate_existing=True))
    if option is None:
        raise Refused("host.unknown")
    if option.state != "open":
        raise Refused("host.withdrawn", host=option.key)
    named = exists().where(
        Decision.host_option_id == option_id,
        Decision.voided_at.is_(None),
        Proposal.id == Decision.proposal_id,
        Proposal.state.in_(("proposed", "approved")),
    )
    if db.session.scalar(select(named)):
        raise Refused("host.in_list")
    return option


def _tell(call_id: int, option: HostOption, placed: list[int]) -> int:
    """A letter to everybody else whose file has not been decided yet and who wished for the host."""
    query = (
        select(Application.id, Application.institution_id, Student.user_id)
        .join(Choice, Choice.application_id == Application.id)
        .join(Student, Student.id == Application.student_id)
        .where(Choice.host_option_id == option.id, Application.id.not_in(placed), hosts.still_wishing())
        .order_by(Application.id)
    )
    rows = db.session.execute(query).all()
    for row in rows:
        post(
            "wish_withdrawn",
            row.user_id,
            institution_id=row.institution_id,
            application_id=row.id,
            call_id=call_id,
            dedupe_key=f"wish_withdrawn:{row.id}:{option.id}",
        )
    return len(rows)
