"""The vice dean's word on a school's list: approved, and thereby handed in, or returned with a reason."""

from __future__ import annotations

from sqlalchemy import select

from mobility.core.access import Action
from mobility.core.scoring.school_list import LONGEST_NOTE
from mobility.core.terms import Actor, Refused, Role
from mobility.database import db, transaction
from mobility.models import SchoolList
from mobility.services.casework import audit
from mobility.services.notices.outbox import post
from mobility.services.people.permits import permit
from mobility.services.school.listing import finished_files, give_in


def approve(list_id: int, actor: Actor, *, version: int) -> int:
    """Hand in the list that waits, all files or none, and return how many were on it.

    `version` is that of the list which the actor saw. Raises Refused `school_list.unknown`, `school_list.not_waiting`
    where it was decided first, `stale.school_list`, `school_list.own_preparation` for whoever prepared it themselves,
    and what `hand_in` raises where files have changed since.
    """
    permit(actor, Action.SCHOOL_APPROVE)
    with transaction():
        school_list = _claim(list_id, actor, version)
        files = finished_files(school_list)
        give_in(school_list, files, actor)
        _audit(school_list, actor, "approved")
        return len(files)


def send_back(list_id: int, actor: Actor, note: str, *, version: int) -> None:
    """Return the list to the school's officers, who can change it again; whoever prepared it gets a letter.

    Raises Refused as `approve` does, `school_list.no_reason` and `school_list.long_note`.
    """
    permit(actor, Action.SCHOOL_APPROVE)
    words = note.strip()
    if not words:
        raise Refused("school_list.no_reason")
    if len(words) > LONGEST_NOTE:
        raise Refused("school_list.long_note", max=LONGEST_NOTE)
    with transaction():
        school_list = _claim(list_id, actor, version)
        school_list.prepared_at, school_list.return_note = None, words
        db.session.flush()
        _audit(school_list, actor, "returned")
        if school_list.prepared_by is not None:
            post(
                "school_list_returned",
                school_list.prepared_by,
                institution_id=school_list.institution_id,
                call_id=school_list.call_id,
                params={"school_list_id": school_list.id},
                dedupe_key=f"school_list_returned:{school_list.id}:{school_list.version}",
            )


def _claim(list_id: int, actor: Actor, version: int) -> SchoolList:
    """The list, locked, so that of two vice deans one decides."""
    units = {unit for grant in actor.grants if grant.role is Role.VICE_DEAN for unit in grant.unit_ids}
    query = select(SchoolList).where(
        SchoolList.id == list_id,
        SchoolList.institution_id == actor.institution_id,
        SchoolList.unit_id.in_(sorted(units)),
    )
    found = db.session.scalar(query.with_for_update().execution_options(populate_existing=True))
    if found is None:
        raise Refused("school_list.unknown")
    if found.prepared_at is None or found.handed_in_at is not None:
        raise Refused("school_list.not_waiting")
    if found.version != version:
        raise Refused("stale.school_list")
    if not actor.persons(Role.VICE_DEAN).isdisjoint({found.prepared_by, found.prepared_for}):
        raise Refused("school_list.own_preparation")
    return found


def _audit(school_list: SchoolList, actor: Actor, outcome: str) -> None:
    audit.record(
        actor,
        Action.SCHOOL_APPROVE,
        role=Role.VICE_DEAN,
        outcome=outcome,
        object_kind="school_list",
        object_id=school_list.id,
        params={"call_id": school_list.call_id, "unit_id": school_list.unit_id},
    )
