"""Reads what a student has to do next, sorted by date, and the applications there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Select, func, select

from mobility.core.eligibility import Standing
from mobility.core.terms import Actor, Role, Text
from mobility.core.workflow import Stage, StageKind
from mobility.core.workflow.editing import why_not_checkable
from mobility.database import db
from mobility.models import Application, Call, Offer
from mobility.queries import catalog, definitions, inbox, late, scope, standing
from mobility.queries.catalog import CallCard
from mobility.queries.giving_up import giving_up_until
from mobility.queries.lacking import Lacking, lacking_of
from mobility.queries.stored_documents import current_states

ThingKind = Literal[
    "given_up", "invited", "fee", "draft", "recalled", "returned", "offer", "replace", "papers", "apply"
]


@dataclass(frozen=True, slots=True)
class NextThing:
    """Something to do, until `until`, or as soon as possible where it has no date; then `until` is now.

    `application_id` is None where nothing was begun.
    """

    kind: ThingKind
    title: Text
    until: datetime
    time_zone: str
    application_id: int | None = None
    call_key: str | None = None
    has_date: bool = True


@dataclass(frozen=True, slots=True)
class ApplicationLine:
    """One's own application, in the stage that the student may know of."""

    id: int
    number: str | None
    call_title: Text
    stage: Stage
    time_zone: str
    until: datetime | None
    giving_up_until: datetime | None


@dataclass(frozen=True, slots=True)
class Home:
    """A student's first page. `things` is empty when there is nothing to do."""

    things: tuple[NextThing, ...]
    applications: tuple[ApplicationLine, ...]
    unread_count: int


def own_things(actor: Actor, now: datetime) -> tuple[NextThing, ...]:
    """What the student's own applications ask of them by a date, the nearest first, in three statements at most."""
    rows = db.session.execute(_query(actor)).all()
    found = [thing for row in rows if (thing := _thing(row, now)) is not None]
    found += [thing for thing in _papers(actor, rows, now) if thing.has_date]
    return tuple(sorted(found, key=lambda thing: thing.until))


def home(actor: Actor, now: datetime) -> Home:
    """Return what the student has to do next, the nearest date first, in eight statements at most."""
    rows = db.session.execute(_query(actor)).all()
    things = [thing for row in rows if (thing := _thing(row, now)) is not None]
    invited = [one for one in late.invitations(actor, now) if one.call_key not in {thing.call_key for thing in things}]
    things += [NextThing("invited", one.call_title, one.until, one.time_zone, call_key=one.call_key) for one in invited]
    things += _papers(actor, rows, now)
    things += [_to_apply(card) for card in _calls_to_begin(actor, now, [row.call_id for row in rows])]
    return Home(
        things=tuple(sorted(things, key=lambda thing: thing.until)),
        applications=tuple(_line(row) for row in rows),
        unread_count=inbox.unread_count(actor),
    )


def _calls_to_begin(actor: Actor, now: datetime, begun: list[int]) -> list[CallCard]:
    """Open calls that the student has not begun and is not kept from by any rule."""
    cards = catalog.open_calls_without(actor, now, begun)
    if not cards or actor.student_id is None:
        return []
    known = standing.standings(actor, now, [card.id for card in cards])
    return [card for card in cards if known[card.id] is not Standing.NOT_ELIGIBLE]


def _to_apply(card: CallCard) -> NextThing:
    return NextThing("apply", card.title, card.deadline_at, card.time_zone, call_key=card.key)


def _thing(row: Any, now: datetime) -> NextThing | None:
    """What the stage asks of the student, while it can still be done."""
    if row.giving_up_until is not None:
        return _to_undo(row, now)
    stage = definitions.workflow(row.workflow_id).stage(row.state)
    asked: tuple[ThingKind, datetime | None] | None = None
    if stage.kind is StageKind.DRAFT:
        asked = ("recalled" if row.submission_count else "draft", row.closes_at)
    elif stage.kind is StageKind.RETURNED:
        asked = ("returned", row.returned_until)
    elif stage.kind is StageKind.OFFER:
        asked = ("offer", row.confirm_by)
    elif stage.kind is StageKind.PAYMENT:
        asked = ("fee", row.due_at)
    if asked is None or asked[1] is None or asked[1] < now:
        return None
    return NextThing(asked[0], row.title, asked[1], row.time_zone, application_id=row.id)


def _to_undo(row: Any, now: datetime) -> NextThing | None:
    if row.giving_up_until <= now:
        return None
    return NextThing("given_up", row.title, row.giving_up_until, row.time_zone, application_id=row.id)


def _papers(actor: Actor, rows: Sequence[Any], now: datetime) -> list[NextThing]:
    """Documents that a desk gave back while it has the file, and papers for which a stage after the offer waits."""
    asked = {row.id: row for row in rows if _may_lack_papers(row)}
    lacking = lacking_of(asked, actor.student_id) if actor.student_id is not None else {}
    return [thing for one, found in lacking.items() if (thing := _paper(asked[one], found, now)) is not None]


def _paper(row: Any, lacking: Lacking, now: datetime) -> NextThing | None:
    if lacking.returned:
        return NextThing("replace", row.title, now, row.time_zone, application_id=row.id, has_date=False)
    if not lacking.papers or not _waits_for_papers(row):
        return None
    has_date = row.due_at is not None and row.due_at >= now
    until = row.due_at if has_date else now
    return NextThing("papers", row.title, until, row.time_zone, application_id=row.id, has_date=has_date)


def _may_lack_papers(row: Any) -> bool:
    stage = definitions.workflow(row.workflow_id).stage(row.state)
    if row.giving_up_until is not None or why_not_checkable(stage) is not None:
        return False
    return "returned" in (row.documents or {}).values() or _waits_for_papers(row)


def _waits_for_papers(row: Any) -> bool:
    """An offer asks for its papers when it is answered, so it says so itself."""
    workflow = definitions.workflow(row.workflow_id)
    is_offer = workflow.stage(row.state).kind is StageKind.OFFER
    return not is_offer and any("papers_in" in move.guards for move in workflow.moves_from(row.state))


def _line(row: Any) -> ApplicationLine:
    workflow = definitions.workflow(row.workflow_id)
    is_with_student = workflow.stage(row.state).holder is Role.STUDENT
    until = row.due_at if is_with_student else None
    stage = workflow.shown(row.state)
    return ApplicationLine(row.id, row.number, row.title, stage, row.time_zone, until, row.giving_up_until)


def _query(actor: Actor) -> Select[*tuple[Any, ...]]:
    offered = select(func.max(Offer.confirm_by)).where(Offer.application_id == Application.id, Offer.state == "open")
    return (
        select(
            Application.id,
            Application.call_id,
            Application.number,
            Application.state,
            Application.workflow_id,
            Application.submission_count,
            Application.returned_until,
            Application.due_at,
            Call.title,
            late.closes_at().label("closes_at"),
            Call.time_zone,
            offered.scalar_subquery().label("confirm_by"),
            giving_up_until().label("giving_up_until"),
            current_states().label("documents"),
        )
        .join(Call, Call.id == Application.call_id)
        .where(scope.visible(actor, Role.STUDENT))
        .order_by(Application.id.desc())
    )
