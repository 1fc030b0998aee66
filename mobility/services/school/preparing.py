"""Gives a finished list to the school's vice dean, who alone hands it in then."""

from __future__ import annotations

from mobility.core.access import Action
from mobility.core.access.deputies import grant_used
from mobility.core.terms import Actor, Refused, Role
from mobility.database import db, now
from mobility.models import SchoolList
from mobility.queries.vice_dean_rule import told_of, vice_deans
from mobility.services.casework import audit
from mobility.services.notices.outbox import post


def give_to_vice_dean(school_list: SchoolList, count: int, actor: Actor) -> None:
    """Set the list aside for approval, inside the caller's transaction; every vice dean of the school gets a letter.

    Raises Refused `school_list.no_vice_dean` where nobody but the actor could approve it.
    """
    own = actor.persons(Role.OFFICER)
    if not set(vice_deans(school_list.unit_id)) - set(own):
        raise Refused("school_list.no_vice_dean")
    used = grant_used(actor, Action.SCHOOL_HAND_IN, call_id=school_list.call_id, unit_id=school_list.unit_id)
    school_list.prepared_at, school_list.prepared_by, school_list.return_note = now(), actor.user_id, None
    school_list.prepared_for = used.held_for if used else None
    db.session.flush()
    audit.record(
        actor,
        Action.SCHOOL_HAND_IN,
        outcome="prepared",
        object_kind="school_list",
        object_id=school_list.id,
        params={"call_id": school_list.call_id, "unit_id": school_list.unit_id, "count": count},
    )
    for user_id in told_of(school_list.unit_id):
        if user_id in own:
            continue
        post(
            "school_list_to_approve",
            user_id,
            institution_id=school_list.institution_id,
            call_id=school_list.call_id,
            params={"school_list_id": school_list.id},
            dedupe_key=f"school_list_to_approve:{school_list.id}:{school_list.version}:{user_id}",
        )
