"""Writes remarks on applications: for the student's eyes, or internal."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from mobility.core.access import Action, check
from mobility.core.terms import Actor, Refused, Role
from mobility.database import db, now, transaction
from mobility.models import Application, Remark
from mobility.queries import facts, scope

LONGEST = 4000


def add(application_id: int, actor: Actor, body: str, *, is_shown_to_student: bool) -> int:
    """Add a remark and return its id. Raises Refused `application.unknown`, `remark.empty` or `remark.too_long`."""
    with transaction():
        application = db.session.scalar(
            scope.applications(actor, Role.OFFICER, Role.COORDINATOR, Role.HEAD).where(Application.id == application_id)
        )
        if application is None:
            raise Refused("application.unknown")
        if (reason := check(actor, Action.REMARK_ADD, facts.gather(application, now()))) is not None:
            raise Refused(reason.code, **reason.params)
        return write(application, actor, body, is_shown_to_student=is_shown_to_student)


def write(
    application: Application, actor: Actor, body: str, *, is_shown_to_student: bool, items: Sequence[str] = ()
) -> int:
    """Write a remark inside the caller's transaction and return its id, for an act that needs one.

    Raises Refused `remark.empty` or `remark.too_long`.
    """
    plain = body.strip()
    if not plain:
        raise Refused("remark.empty")
    if len(plain) > LONGEST:
        raise Refused("remark.too_long", length=LONGEST)
    assert actor.user_id is not None
    remark = Remark(
        institution_id=application.institution_id,
        application_id=application.id,
        author_id=actor.user_id,
        body=plain,
        is_shown_to_student=is_shown_to_student,
        items=list(items),
        created_at=now(),
    )
    db.session.add(remark)
    db.session.flush()
    return remark.id


def locked(application_id: int, actor: Actor) -> Application:
    """Lock an application of the actor's institution for an act that writes a remark first.

    Raises Refused `application.unknown`. Whether the act is allowed is the door's to say.
    """
    query = (
        select(Application)
        .where(Application.id == application_id, Application.institution_id == actor.institution_id)
        .with_for_update()
    )
    application = db.session.scalar(query)
    if application is None:
        raise Refused("application.unknown")
    return application
