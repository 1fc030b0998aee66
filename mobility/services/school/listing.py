"""A school's list for one call: who is recommended, in which order, who is an alternate, who is not recommended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from mobility.core.access import Action
from mobility.core.scoring.school_list import LONGEST_NOTE, Place
from mobility.core.terms import Actor, Refused, Role
from mobility.core.workflow import StageKind
from mobility.database import db, now, transaction
from mobility.models import Application, Call, SchoolList
from mobility.queries import definitions, stages, vice_dean_rule
from mobility.services.casework import audit
from mobility.services.casework.door import advance
from mobility.services.people.permits import permit
from mobility.services.school.flaws import refuse_flaws
from mobility.services.school.preparing import give_to_vice_dean

SETTLING: Final = timedelta(minutes=1)
"""How long after deadline and grace a list waits, so that a submit of the last instant is not left behind."""


def save(call_id: int, unit_id: int, places: Mapping[int, Place], actor: Actor, *, version: int | None) -> None:
    """Keep the school's ranking of its checked files, by application id; nothing is handed in yet.

    `version` is that of the list which the actor saw, 0 where there was none yet. Raises Refused
    `school_list.unknown` for another's school or a call without lists, `school_list.handed_in`, `school_list.prepared`,
    `stale.school_list`, `school_list.foreign_file`, and every flaw of the ranking at once: `school_list.rank_twice`,
    `school_list.rank_taken`, `school_list.over_cap`, `school_list.over_left`, `school_list.reason_missing`,
    `school_list.rank_missing`, `school_list.long_reason`.
    """
    make_sure_it_is_theirs(unit_id, actor, Action.SCHOOL_RANK)
    with transaction():
        school_list = _open(call_id, unit_id, actor, version)
        files = {file.id: file for file in _files(call_id, unit_id)}
        if unknown := set(places) - set(files):
            raise Refused("school_list.foreign_file", count=len(unknown))
        merged = {file.id: places.get(file.id) or _place_of(file) for file in files.values()}
        refuse_flaws(merged, school_list)
        for application_id, place in places.items():
            _write(files[application_id], place)
        _touch(school_list)
        audit.record(
            actor,
            Action.SCHOOL_RANK,
            object_kind="school_list",
            object_id=school_list.id,
            params={"call_id": call_id, "unit_id": unit_id, "count": len(places)},
        )


def hand_in(call_id: int, unit_id: int, actor: Actor, *, note: str = "", version: int | None = None) -> int:
    """Hand in the whole list as one act, all files or none, and return how many were on it (0: a nil return).

    Where a vice dean's approval is asked for, the list goes to them first and nothing is handed in yet.

    Raises Refused as `save` does, `school_list.unfinished` with how many files are not checked, with their student or
    not placed, `school_list.long_note`, `school_list.no_vice_dean`, and `deadline.not_passed`.
    """
    make_sure_it_is_theirs(unit_id, actor, Action.SCHOOL_HAND_IN)
    if len(note) > LONGEST_NOTE:
        raise Refused("school_list.long_note", max=LONGEST_NOTE)
    with transaction():
        school_list = _open(call_id, unit_id, actor, version)
        files = finished_files(school_list)
        school_list.note = note.strip() or None
        if vice_dean_rule.applies_to(unit_id):
            give_to_vice_dean(school_list, len(files), actor)
        else:
            give_in(school_list, files, actor)
        return len(files)


def finished_files(school_list: SchoolList) -> list[Application]:
    """The files of a list that can go in now, locked; raises Refused as `hand_in` does where it cannot."""
    call = db.session.get_one(Call, school_list.call_id)
    if now() <= call.deadline_at + timedelta(seconds=call.grace_seconds) + SETTLING:
        raise Refused("deadline.not_passed")
    files = _files(school_list.call_id, school_list.unit_id)
    _refuse_unfinished(school_list.call_id, school_list.unit_id, files)
    refuse_flaws({file.id: _place_of(file) for file in files}, school_list)
    return files


def give_in(school_list: SchoolList, files: list[Application], actor: Actor) -> None:
    """Move every file on, inside the caller's transaction, and close the list."""
    for file in files:
        advance(file.id, Action.SCHOOL_HAND_IN, actor, outcome=file.school_outcome)
    school_list.handed_in_at, school_list.handed_in_by = now(), actor.user_id
    audit.record(
        actor,
        Action.SCHOOL_HAND_IN,
        object_kind="school_list",
        object_id=school_list.id,
        params={"call_id": school_list.call_id, "unit_id": school_list.unit_id, "count": len(files)},
    )


def make_sure_it_is_theirs(unit_id: int, actor: Actor, action: Action) -> None:
    """Raise Refused `school_list.unknown` for a school of which the actor is no officer, and what `permit` raises."""
    permit(actor, action)
    if not any(grant.role is Role.OFFICER and unit_id in grant.unit_ids for grant in actor.grants):
        raise Refused("school_list.unknown")


def _open(call_id: int, unit_id: int, actor: Actor, version: int | None) -> SchoolList:
    """The list, locked, as the actor saw it; made at its first use with the call's cap."""
    call = db.session.scalar(select(Call).where(Call.id == call_id, Call.institution_id == actor.institution_id))
    if call is None or not definitions.workflow(call.workflow_id).keys_of(StageKind.LIST):
        raise Refused("school_list.unknown")
    row = insert(SchoolList).values(
        institution_id=call.institution_id, call_id=call_id, unit_id=unit_id, cap=call.school_cap, version=1
    )
    unique = row.on_conflict_do_nothing(index_elements=["call_id", "unit_id"])
    is_new = db.session.scalar(unique.returning(SchoolList.id)) is not None
    query = select(SchoolList).where(SchoolList.call_id == call_id, SchoolList.unit_id == unit_id)
    school_list = db.session.scalars(query.with_for_update().execution_options(populate_existing=True)).one()
    if school_list.handed_in_at is not None:
        raise Refused("school_list.handed_in")
    if school_list.prepared_at is not None:
        raise Refused("school_list.prepared")
    if version not in (None, 0 if is_new else school_list.version):
        raise Refused("stale.school_list")
    return school_list


def _files(call_id: int, unit_id: int) -> list[Application]:
    """The checked files of the school, locked in id order as every act on many does."""
    query = (
        select(Application)
        .where(Application.call_id == call_id, Application.unit_id == unit_id, stages.of_kind(StageKind.LIST))
        .order_by(Application.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(query))


def _place_of(file: Application) -> Place | None:
    return Place(file.school_outcome, file.school_rank, file.school_reason or "") if file.school_outcome else None


def _write(file: Application, place: Place) -> None:
    is_ranked = place.outcome != "not_recommended"
    file.school_outcome = place.outcome
    file.school_rank = place.rank if is_ranked else None
    file.school_reason = place.reason.strip() or None


def _touch(school_list: SchoolList) -> None:
    """Count the list's version up although only its files changed: the list is what two officers edit at once."""
    school_list.version = school_list.version + 1


def _refuse_unfinished(call_id: int, unit_id: int, files: list[Application]) -> None:
    """Nobody is left behind: files not yet checked, or with their student, hold the list back."""
    held = select(Application.id).where(Application.call_id == call_id, Application.unit_id == unit_id)
    unchecked = db.session.scalars(held.where(stages.at_school_desk())).all()
    returned = db.session.scalars(held.where(stages.returned_by_school())).all()
    unplaced = [file for file in files if file.school_outcome is None]
    if unchecked or returned or unplaced:
        raise Refused(
            "school_list.unfinished", unchecked=len(unchecked), returned=len(returned), unplaced=len(unplaced)
        )
