"""Giving up an application (放弃申请): said now, done a quarter of an hour later, undone by one press until then."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from mobility.core.access import Action
from mobility.core.facts import CaseFacts
from mobility.core.terms import Actor, Refused
from mobility.core.workflow import StageKind, decide
from mobility.core.workflow.giving_up import NOTE_LENGTH, OTHER, REASONS, UNDO_TIME
from mobility.database import db, now, ring_after_commit, transaction
from mobility.models import Application, GivingUp
from mobility.queries import definitions, facts
from mobility.services.applications.editing import lock_own
from mobility.services.applications.moves import make_sure_it_is_where_it_was_seen
from mobility.services.casework import audit

_OTHERS_WAIT: frozenset[StageKind] = frozenset({StageKind.OFFER, StageKind.PAYMENT})


def give_up(
    application_id: int, actor: Actor, *, reason: str, note: str = "", seen_stage: str | None = None
) -> datetime:
    """Give up the actor's own application, in whatever stage it is, and return until when that may be undone.

    State, place and letters wait until then (`casework.giving_up` carries it out). Said twice, it is one giving up.
    Raises Refused `giving_up.no_reason`, `giving_up.no_words` for the reason "other" without any, `giving_up.long`,
    `giving_up.date_passed` where an offer or fee has lapsed that only waits for its end to be written, and as
    `moves` do.
    """
    note = _checked(reason, note)
    with transaction() as session:
        application = lock_own(application_id, actor)
        moment = now()
        if (open_one := _open(application_id)) is not None:
            return open_one.due_at
        make_sure_it_is_where_it_was_seen(application, seen_stage)
        known = facts.gather(application, moment)
        _make_sure_it_can_be(application, known, actor)
        until = moment + UNDO_TIME
        session.add(
            GivingUp(
                institution_id=application.institution_id,
                application_id=application_id,
                reason=reason,
                note=note,
                begun_at=moment,
                due_at=until,
            )
        )
        _record(application, actor, Action.APPLICATION_GIVE_UP, "begun", until)
        return until


def undo(application_id: int, actor: Actor) -> None:
    """Keep the application after all; done already where it was undone before. Letters that waited go out.

    A date that passed meanwhile stays passed. Raises Refused `giving_up.too_late` once the time is over or nothing is
    given up, and `application.unknown`.
    """
    with transaction():
        application = lock_own(application_id, actor)
        given_up = _latest(application_id)
        if given_up is not None and given_up.outcome == "undone":
            return
        if given_up is None or given_up.closed_at is not None or now() >= given_up.due_at:
            raise Refused("giving_up.too_late")
        given_up.outcome, given_up.closed_at = "undone", now()
        ring_after_commit()
        _record(application, actor, Action.APPLICATION_KEEP, None, given_up.due_at)


def _checked(reason: str, note: str) -> str:
    words = note.strip()
    if reason not in REASONS:
        raise Refused("giving_up.no_reason")
    if reason == OTHER and not words:
        raise Refused("giving_up.no_words")
    if len(words) > NOTE_LENGTH:
        raise Refused("giving_up.long", most=NOTE_LENGTH)
    return words


def _make_sure_it_can_be(application: Application, known: CaseFacts, actor: Actor) -> None:
    workflow = definitions.workflow(application.workflow_id)
    decide(workflow, known, actor, Action.APPLICATION_GIVE_UP)
    is_waited_for = workflow.stage(application.state).kind in _OTHERS_WAIT
    if is_waited_for and application.due_at is not None and application.due_at < known.now:
        raise Refused("giving_up.date_passed")


def _record(application: Application, actor: Actor, action: Action, outcome: str | None, until: datetime) -> None:
    audit.record(
        actor,
        action,
        outcome=outcome,
        object_kind="application",
        object_id=application.id,
        application_id=application.id,
        params={"until": until.isoformat()},
    )


def _open(application_id: int) -> GivingUp | None:
    query = select(GivingUp).where(GivingUp.application_id == application_id, GivingUp.closed_at.is_(None))
    return db.session.scalar(query.execution_options(populate_existing=True))


def _latest(application_id: int) -> GivingUp | None:
    query = select(GivingUp).where(GivingUp.application_id == application_id).order_by(GivingUp.id.desc()).limit(1)
    return db.session.scalar(query.execution_options(populate_existing=True))
