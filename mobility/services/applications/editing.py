"""Opens one's own application for changing what it holds, under the lock that a submit takes too."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from mobility.core.access import Action, check
from mobility.core.facts import CaseFacts
from mobility.core.terms import Actor, Refused, Role
from mobility.core.workflow import Stage
from mobility.core.workflow.editing import editable_items, why_no_papers, why_not_editable
from mobility.database import db, now
from mobility.models import Application, Student
from mobility.queries import content, definitions, facts, scope
from mobility.queries.content import Held


@dataclass(frozen=True, slots=True)
class Editable:
    """An application that is locked and may be changed until the transaction ends, with all that it holds."""

    application: Application
    stage: Stage
    facts: CaseFacts
    held: Held


def open_item(application_id: int, item: str, actor: Actor, action: Action) -> Editable:
    """Lock the actor's own application and make sure that `item` may be changed now: section, wishes, kind of document.

    A paper for which the stage waits, and a document that a desk gave back, may be handed in there, whatever else is
    closed.

    Raises Refused: `application.unknown` for everything that is not the actor's own, `item.unknown`, `item.not_marked`,
    `application.not_editable`, or that the deadline or the return's date has passed.
    """
    application = lock_own(application_id, actor)
    case = facts.gather(application, now())
    if (reason := check(actor, action, case)) is not None:
        raise Refused(reason.code, **reason.params)
    stage = definitions.workflow(application.workflow_id).stage(application.state)
    held = content.hold(application_id)
    if item in held.awaited(stage.key) and why_no_papers(stage, case) is None:
        return Editable(application, stage, case, held)
    if (reason := why_not_editable(stage, case)) is not None:
        raise Refused(reason.code, **reason.params)
    if item not in held.items:
        raise Refused("item.unknown", item=item)
    if item not in editable_items(stage, application.returned_items, held.lacking_items, held.items):
        raise Refused("item.not_marked")
    return Editable(application, stage, case, held)


def lock_own(application_id: int, actor: Actor, *, with_student: bool = False) -> Application:
    """Lock the actor's own application. Raises Refused `application.unknown` for another's and for none alike.

    `with_student` locks the student's row too, so that what one student hands in comes one after the other.
    """
    query = (
        select(Application)
        .where(Application.id == application_id, scope.visible(actor, Role.STUDENT))
        .execution_options(populate_existing=True)
    )
    if with_student:
        query = query.join(Student, Student.id == Application.student_id)
    application = db.session.scalar(query.with_for_update(key_share=with_student))
    if application is None:
        raise Refused("application.unknown")
    return application
