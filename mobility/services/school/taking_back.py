"""The officer's second thought: a list that waits for the vice dean is taken back before it is decided."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select

from mobility.core.access import Action
from mobility.core.terms import Actor, Refused
from mobility.database import db, transaction
from mobility.models import OutboxMessage, SchoolList
from mobility.queries.vice_dean_rule import told_of
from mobility.services.casework import audit
from mobility.services.notices.outbox import post
from mobility.services.school.listing import make_sure_it_is_theirs

ASKED = "school_list_to_approve"


def take_back(call_id: int, unit_id: int, actor: Actor, *, version: int | None = None) -> None:
    """Take the list that waits for the vice dean back, so that it can be changed; whoever was told of it is told.

    `version` is that of the list which the actor saw. Raises Refused `school_list.unknown`, `school_list.handed_in`
    where the vice dean approved it first, `school_list.not_waiting` where it lies with the officers already, and
    `stale.school_list`.
    """
    make_sure_it_is_theirs(unit_id, actor, Action.SCHOOL_HAND_IN)
    with transaction():
        school_list = _claim(call_id, unit_id, actor, version)
        told = _told(school_list)
        school_list.prepared_at = None
        db.session.flush()
        audit.record(
            actor,
            Action.SCHOOL_HAND_IN,
            outcome="taken_back",
            object_kind="school_list",
            object_id=school_list.id,
            params={"call_id": call_id, "unit_id": unit_id},
        )
        for user_id in told:
            post(
                "school_list_taken_back",
                user_id,
                institution_id=school_list.institution_id,
                call_id=call_id,
                params={"school_list_id": school_list.id},
                dedupe_key=f"school_list_taken_back:{school_list.id}:{school_list.version}:{user_id}",
            )


def _claim(call_id: int, unit_id: int, actor: Actor, version: int | None) -> SchoolList:
    """The list, locked, so that of a vice dean who approves and an officer who takes back one wins."""
    query = select(SchoolList).where(
        SchoolList.call_id == call_id,
        SchoolList.unit_id == unit_id,
        SchoolList.institution_id == actor.institution_id,
    )
    found = db.session.scalar(query.with_for_update().execution_options(populate_existing=True))
    if found is not None and found.handed_in_at is not None:
        raise Refused("school_list.handed_in")
    if found is None or found.prepared_at is None:
        raise Refused("school_list.not_waiting")
    if version not in (None, found.version):
        raise Refused("stale.school_list")
    return found


def _told(school_list: SchoolList) -> Sequence[int]:
    """Who was asked to approve it by a letter that is out, or on its way; one that still waits ends as unwanted."""
    letters = select(OutboxMessage.user_id).where(
        OutboxMessage.notice == ASKED,
        OutboxMessage.user_id.in_(told_of(school_list.unit_id)),
        OutboxMessage.params["school_list_id"].as_integer() == school_list.id,
        OutboxMessage.created_at >= school_list.prepared_at,
        or_(OutboxMessage.state != "pending", OutboxMessage.attempts > 0),
    )
    return sorted(set(db.session.scalars(letters)))
