"""Gives files in assessment to reviewers, the same number to each as far as it goes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from mobility.core.access import Action
from mobility.core.terms import Actor, Refused, Role
from mobility.core.workflow import StageKind
from mobility.database import db, now, transaction
from mobility.models import Application, Review, RoleGrant, Student, User
from mobility.queries import scope, stages
from mobility.services.calls.reach import take
from mobility.services.casework import audit
from mobility.services.notices.outbox import post
from mobility.services.people.permits import permit

Given = dict[tuple[int, int], bool]
"""The reviews of a call by file and reviewer: True where it counts, False where a conflict was declared."""


def assign(
    call_id: int,
    application_ids: Sequence[int],
    reviewer_ids: Sequence[int],
    actor: Actor,
    *,
    each: int | None = None,
    due_at: datetime | None = None,
) -> int:
    """Give each file to reviewers until `each` of them have it (to all of these where None), the least loaded first.

    Nobody is given their own application, nor one they declared a conflict for. Returns how many reviews are new;
    a reviewer gets one letter, however many files. Raises Refused `selection.no_files`, `selection.no_reviewers`,
    `selection.time_passed`, `call.unknown`, `application.unknown`, or `reviewer.unknown` for somebody who is not a
    reviewer of this call.
    """
    permit(actor, Action.REVIEWERS_ASSIGN)
    if not application_ids:
        raise Refused("selection.no_files")
    if not reviewer_ids:
        raise Refused("selection.no_reviewers")
    with transaction():
        take(call_id, actor)
        if due_at is not None and due_at <= now():
            raise Refused("selection.time_passed")
        files = _files(call_id, application_ids, actor)
        own = _reviewers(call_id, reviewer_ids, actor)
        given = _given(call_id)
        made: Counter[int] = Counter()
        for file in files:
            for reviewer_id in _least_loaded(file, own, given, each):
                _add(file, reviewer_id, actor, due_at)
                given[file.id, reviewer_id] = True
                made[reviewer_id] += 1
        _tell(call_id, made, actor)
        params = {"call_id": call_id, "count": made.total()}
        audit.record(actor, Action.REVIEWERS_ASSIGN, object_kind="call", object_id=call_id, params=params)
        return made.total()


def _given(call_id: int) -> Given:
    """The reviews of the call as they are. Its row is locked, so nobody assigns others meanwhile."""
    query = (
        select(Review.application_id, Review.reviewer_id, Review.conflict_reason.is_(None))
        .join(Application, Application.id == Review.application_id)
        .where(Application.call_id == call_id)
    )
    return {(row[0], row[1]): row[2] for row in db.session.execute(query)}


def _files(call_id: int, application_ids: Sequence[int], actor: Actor) -> list[Application]:
    wanted = set(application_ids)
    query = scope.applications(actor, Role.COORDINATOR).where(
        Application.call_id == call_id, Application.id.in_(wanted), stages.of_kind(StageKind.ASSESSMENT)
    )
    found = list(db.session.scalars(query.order_by(Application.id)))
    if len(found) != len(wanted):
        raise Refused("application.unknown")
    return found


def _reviewers(call_id: int, reviewer_ids: Sequence[int], actor: Actor) -> dict[int, int | None]:
    """The reviewers and, for one who is a student too, the id of their record."""
    query = (
        select(User.id, Student.id)
        .join(RoleGrant, RoleGrant.user_id == User.id)
        .outerjoin(Student, Student.user_id == User.id)
        .where(
            User.id.in_(reviewer_ids),
            User.is_active,
            RoleGrant.institution_id == actor.institution_id,
            RoleGrant.role == Role.REVIEWER,
            RoleGrant.ended_at.is_(None),
            (RoleGrant.call_id.is_(None)) | (RoleGrant.call_id == call_id),
        )
    )
    found: dict[int, int | None] = {row[0]: row[1] for row in db.session.execute(query)}
    if set(found) != set(reviewer_ids):
        raise Refused("reviewer.unknown")
    return found


def _least_loaded(file: Application, own: dict[int, int | None], given: Given, each: int | None) -> list[int]:
    """Who is given this file: those with the fewest files of the call, as many as it lacks."""
    free = [one for one, student_id in own.items() if student_id != file.student_id and (file.id, one) not in given]
    load = Counter(reviewer_id for (_, reviewer_id), counts in given.items() if counts)
    free.sort(key=lambda one: (load[one], one))
    if each is None:
        return free
    has = sum(counts for (file_id, _), counts in given.items() if file_id == file.id)
    return free[: max(0, each - has)]


def _add(file: Application, reviewer_id: int, actor: Actor, due_at: datetime | None) -> None:
    db.session.add(
        Review(
            institution_id=file.institution_id,
            application_id=file.id,
            reviewer_id=reviewer_id,
            assigned_by=actor.user_id,
            assigned_at=now(),
            due_at=due_at,
        )
    )


def _tell(call_id: int, made: Counter[int], actor: Actor) -> None:
    """One letter each; it counts what is open when it is written, so it needs nothing of this act."""
    for reviewer_id in sorted(made):
        post(
            "review_assigned",
            reviewer_id,
            institution_id=actor.institution_id,
            call_id=call_id,
            dedupe_key=f"review_assigned:{call_id}:{reviewer_id}:{now().isoformat()}",
        )
