"""What the program itself does when dates pass: drafts and returned files end, lists are released, offers lapse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Interval, and_, case, cast, func, literal, or_, select
from sqlalchemy.exc import OperationalError

from mobility.core.access import Action
from mobility.core.access.duties import SEPARATED
from mobility.core.terms import Actor, Refused
from mobility.core.workflow import StageKind
from mobility.database import db, now, transaction
from mobility.models import Application, Call, Decision, Institution, Proposal
from mobility.observability import logger
from mobility.queries import facts, stages
from mobility.services.casework import duties, giving_up, succession
from mobility.services.casework.door import advance

BATCH: Final = 200

_WHEN_PASSED: Final[Mapping[StageKind, Action]] = {
    StageKind.DRAFT: Action.DRAFT_EXPIRE,
    StageKind.RETURNED: Action.RETURN_EXPIRE,
    StageKind.NOTICE: Action.NOTICE_END,
    StageKind.OFFER: Action.OFFER_LAPSE,
    StageKind.PAYMENT: Action.FEE_LAPSE,
    StageKind.DESK: Action.SCHOOL_SILENCE,
}
"""What the program does with a file whose date has passed, by the kind of stage it is in."""

_WITH_GRACE: Final = (StageKind.DRAFT, StageKind.RETURNED)
_log: Final = logger(__name__)


def run_due(limit: int = BATCH) -> int:
    """Do what is due, at most `limit` files besides whole lists, and return how many files were moved.

    Each file has a transaction of its own, a list to be released has one for all of it. A file that somebody moved
    meanwhile is passed over, so two sweeps at once do no harm.
    """
    moved = giving_up.carry_out_due(limit) + sum(_end(due) for due in _passed(limit))
    return moved + sum(_release(proposal_id) for proposal_id in _lists_due())


def _passed(limit: int) -> Sequence[Any]:
    """Files whose date, with the call's grace where it has one, has passed; the longest overdue first."""
    grace = cast(func.make_interval(0, 0, 0, 0, 0, 0, Call.grace_seconds), Interval)
    with_grace = stages.of_kind(*_WITH_GRACE)
    kinds = or_(*(_waits_for(kind, action) for kind, action in _WHEN_PASSED.items()))
    allowed = case((with_grace, grace), else_=literal(timedelta(0), Interval))
    query = (
        select(Application.id, Application.institution_id, _action().label("action"))
        .join(Call, Call.id == Application.call_id)
        .where(kinds, Application.due_at + allowed <= now())
        .order_by(Application.due_at, Application.id)
        .limit(limit)
    )
    found = db.session.execute(query).all()
    db.session.commit()  # nothing was changed; the snapshot is given back before the first file is moved
    return found


def _waits_for(kind: StageKind, action: Action) -> ColumnElement[bool]:
    """Files for which the program acts when their date passes; a desk's silence counts only where the call says so."""
    fits = stages.where(lambda workflow, stage: stage.kind is kind and workflow.move(stage.key, action) is not None)
    if action is Action.SCHOOL_SILENCE:
        return and_(fits, Call.settings["silence_is_consent"].as_boolean())
    return fits


def _action() -> Any:
    return case(*((stages.of_kind(kind), literal(str(action))) for kind, action in _WHEN_PASSED.items()))


def _end(due: Any) -> int:
    try:
        with transaction():
            advance(due.id, Action(due.action), Actor.system(due.institution_id))
    except Refused as refused:
        # The date moved or the student acted between the question and the lock: the next sweep asks again.
        _log.info("sweep.passed_over", application_id=due.id, action=due.action, code=refused.code)
        return 0
    except OperationalError as error:
        # Somebody held a row for too long, or held the one we wanted and wanted ours: the others go on.
        _log.warning("sweep.locked_out", application_id=due.id, action=due.action, error=type(error.orig).__name__)
        return 0
    return 1


def _lists_due() -> Sequence[int]:
    query = select(Proposal.id).join(Institution, Institution.id == Proposal.institution_id)
    query = query.where(Proposal.state == "approved", Proposal.release_at <= now(), _may_go())
    found = db.session.scalars(query.order_by(Proposal.id)).all()
    db.session.commit()
    return found


def _may_go() -> ColumnElement[bool]:
    """Let go by a third person, where the institution asks for one."""
    is_separated = Institution.settings[SEPARATED].astext == "true"
    return or_(Proposal.cleared_at.is_not(None), is_separated.is_not(True))


def _release(proposal_id: int) -> int:
    """Release one list; one that cannot be is named in the log for people to look at, and does not hold up others."""
    try:
        return _release_all(proposal_id)
    except Refused as refused:
        _log.error("sweep.release_refused", proposal_id=proposal_id, code=refused.code)
    except OperationalError as error:
        _log.warning("sweep.locked_out", proposal_id=proposal_id, error=type(error.orig).__name__)
    return 0


def _release_all(proposal_id: int) -> int:
    """Tell everybody on one list at once: all of it or nothing. Places of those who gave up meanwhile are filled."""
    with transaction():
        query = select(Proposal).where(Proposal.id == proposal_id, Proposal.state == "approved")
        proposal = db.session.scalar(query.with_for_update(skip_locked=True))
        if proposal is None or (proposal.cleared_at is None and duties.are_separated(proposal.institution_id)):
            return 0
        system = Actor.system(proposal.institution_id)
        rows = _decided(proposal_id, stages.of_kind(StageKind.APPROVED))
        for row in rows:
            advance(row.id, Action.LIST_RELEASE, system, outcome=row.outcome)
        proposal.state = "released"
        proposal.released_at = now()
        db.session.flush()
        for row in _decided(proposal_id, stages.of_kind(StageKind.END)):
            if row.outcome == "candidate" and row.released_at is None:
                dropped = db.session.get_one(Application, row.id)
                known = replace(facts.gather(dropped, now()), host_option_id=row.host_option_id)
                succession.follow("reserve", known, advance)
        return len(rows)


def _decided(proposal_id: int, stage: Any) -> Sequence[Any]:
    """The list's files in that kind of stage, locked, so that nobody gives up between the question and the act."""
    query = (
        select(Application.id, Decision.outcome, Decision.released_at, Decision.host_option_id)
        .join(Decision, and_(Decision.application_id == Application.id, Decision.voided_at.is_(None)))
        .where(Decision.proposal_id == proposal_id, stage)
        .order_by(Application.id)
        .with_for_update(of=Application)
    )
    return db.session.execute(query).all()
