"""Reads what a proposed list says of each file, and which files of the call are not in it and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, Select, and_, case, cast, exists, func, select, true

from mobility.core.scoring.language_test import LanguageResult
from mobility.core.terms import Actor, Role, Text
from mobility.core.workflow import Stage, StageKind
from mobility.database import db
from mobility.models import Application, AuditEvent, Decision, HostOption, Partner, Remark, Review, Student, Unit
from mobility.queries import definitions, language_tests, scope

PAGE_SIZE: Final = 50


@dataclass(frozen=True, slots=True)
class Scores:
    """The submitted scores of one file, 0 to 100; the means and ends are None where there are none."""

    count: int
    mean: Decimal | None
    lowest: Decimal | None
    highest: Decimal | None


@dataclass(frozen=True, slots=True)
class ListRow:
    """What the list says of one file. `stage` is where the file is now; `is_voided`: set aside later."""

    application_id: int
    number: str
    name: str
    unit_name: Text
    school_rank: int | None
    school_outcome: str | None
    outcome: str
    position: int | None
    scores: Scores
    stage: Stage
    is_voided: bool
    test: LanguageResult | None = None
    host: Text | None = None
    term: str | None = None

    @property
    def is_waiting(self) -> bool:
        """Still where an approval finds it; otherwise the student has given up since the list was proposed."""
        return self.stage.kind is StageKind.PROPOSAL


@dataclass(frozen=True, slots=True)
class Affected:
    """How many an approval or a return concerns now, by outcome; `left_count` gave up since the list was proposed."""

    candidate_count: int
    reserve_count: int
    not_selected_count: int
    left_count: int

    @property
    def total_count(self) -> int:
        return self.candidate_count + self.reserve_count + self.not_selected_count


@dataclass(frozen=True, slots=True)
class LeftOutCount:
    """How many handed-in files of the call are not in the list, by the stage in which they are."""

    stage: Stage
    count: int


@dataclass(frozen=True, slots=True)
class LeftOutRow:
    """A file of the call that is not in the list. `reason` is what a school or the office wrote when it ended."""

    application_id: int
    number: str
    name: str
    unit_name: Text
    stage: Stage
    reason: str | None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One page of such files, by number; `following` continues after that application, None at the end."""

    rows: tuple[LeftOutRow, ...]
    following: int | None


def rows(proposal_id: int, actor: Actor, role: Role = Role.HEAD) -> tuple[ListRow, ...]:
    """Every file of the list that the actor may see in `role`: candidates, alternates in order, the others.

    One statement.
    """
    found = db.session.execute(language_tests.joined(_rows_query(proposal_id, actor, role))).all()
    return tuple(_row(one) for one in found)


def affected(listed: Iterable[ListRow]) -> Affected:
    """Count whom an act on the whole list concerns now."""
    kept = tuple(listed)
    waiting = [row.outcome for row in kept if row.is_waiting]
    return Affected(
        candidate_count=waiting.count("candidate"),
        reserve_count=waiting.count("reserve"),
        not_selected_count=waiting.count("not_selected"),
        left_count=len(kept) - len(waiting),
    )


def left_out_counts(proposal_id: int, call_id: int, actor: Actor) -> tuple[LeftOutCount, ...]:
    """Count the handed-in files of the call that are not in the list, in the order of the workflow."""
    query = (
        select(Application.workflow_id, Application.state, func.count().label("count"))
        .where(_left_out(proposal_id, call_id, actor))
        .group_by(Application.workflow_id, Application.state)
    )
    counts: dict[str, LeftOutCount] = {}
    places: dict[str, int] = {}
    for workflow_id, state, count in db.session.execute(query):
        workflow = definitions.workflow(workflow_id)
        before = counts[state].count if state in counts else 0
        counts[state] = LeftOutCount(workflow.stage(state), before + count)
        places[state] = [stage.key for stage in workflow.stages].index(state)
    return tuple(counts[state] for state in sorted(counts, key=lambda key: places[key]))


def left_out(
    proposal_id: int, call_id: int, actor: Actor, *, state: str | None = None, after: int | None = None
) -> LeftOut:
    """One page of those files, in the stage `state` or in any, in one statement."""
    query = _left_out_query().where(_left_out(proposal_id, call_id, actor)).order_by(Application.id)
    if state is not None:
        query = query.where(Application.state == state)
    if after is not None:
        query = query.where(Application.id > after)
    found = db.session.execute(query.limit(PAGE_SIZE + 1)).all()
    shown = tuple(_left_out_row(one) for one in found[:PAGE_SIZE])
    return LeftOut(shown, shown[-1].application_id if len(found) > PAGE_SIZE else None)


def _rows_query(proposal_id: int, actor: Actor, role: Role) -> Select[*tuple[Any, ...]]:
    scores = (
        select(
            func.count().label("score_count"),
            func.avg(Review.score).label("mean"),
            func.min(Review.score).label("lowest"),
            func.max(Review.score).label("highest"),
        )
        .where(
            Review.application_id == Application.id,
            Review.submitted_at.is_not(None),
            Review.conflict_reason.is_(None),
        )
        .lateral("scores")
    )
    order = case({"candidate": 0, "reserve": 1}, value=Decision.outcome, else_=2)
    return (
        select(
            *(Decision.outcome, Decision.position, Decision.voided_at, Application.id, Application.number),
            *(Application.school_rank, Application.school_outcome, Application.workflow_id, Application.state),
            *(Student.name, Unit.name.label("unit_name"), *scores.c, Partner.name.label("host"), HostOption.term),
            *language_tests.COLUMNS,
        )
        .join(Application, Application.id == Decision.application_id)
        .join(Student, Student.id == Application.student_id)
        .join(Unit, Unit.id == Application.unit_id)
        .join(scores, true())
        .outerjoin(HostOption, HostOption.id == Decision.host_option_id)
        .outerjoin(Partner, Partner.id == HostOption.partner_id)
        .where(Decision.proposal_id == proposal_id, scope.visible(actor, role))
        .order_by(order, Decision.position, scores.c.mean.desc().nulls_last(), Application.id)
    )


def _row(one: Any) -> ListRow:
    return ListRow(
        application_id=one.id,
        number=one.number,
        name=one.name,
        unit_name=one.unit_name,
        school_rank=one.school_rank,
        school_outcome=one.school_outcome,
        outcome=one.outcome,
        position=one.position,
        scores=Scores(one.score_count, one.mean, one.lowest, one.highest),
        stage=definitions.workflow(one.workflow_id).stage(one.state),
        is_voided=one.voided_at is not None,
        test=language_tests.result_of(one),
        host=one.host,
        term=one.term,
    )


def _left_out(proposal_id: int, call_id: int, actor: Actor) -> ColumnElement[bool]:
    is_listed = exists().where(Decision.application_id == Application.id, Decision.proposal_id == proposal_id)
    return and_(
        Application.call_id == call_id,
        Application.submission_count > 0,
        ~is_listed,
        scope.visible(actor, Role.HEAD),
    )


def _left_out_query() -> Select[*tuple[Any, ...]]:
    refusal = case((Application.school_outcome == "not_recommended", Application.school_reason))
    return (
        select(
            *(Application.id, Application.number, Application.workflow_id, Application.state),
            *(Student.name, Unit.name.label("unit_name")),
            func.coalesce(_remark_of_last_move(), refusal).label("reason"),
        )
        .join(Student, Student.id == Application.student_id)
        .join(Unit, Unit.id == Application.unit_id)
    )


def _remark_of_last_move() -> Any:
    """What was written when the file came to the stage where it is now."""
    return (
        select(Remark.body)
        .join(AuditEvent, cast(AuditEvent.params["remark"].astext, BigInteger) == Remark.id)
        .where(
            AuditEvent.application_id == Application.id,
            AuditEvent.to_state == Application.state,
            AuditEvent.params["remark"].astext.is_not(None),
        )
        .order_by(AuditEvent.id.desc())
        .limit(1)
        .correlate(Application)
        .scalar_subquery()
    )


def _left_out_row(one: Any) -> LeftOutRow:
    stage = definitions.workflow(one.workflow_id).stage(one.state)
    return LeftOutRow(
        application_id=one.id,
        number=one.number,
        name=one.name,
        unit_name=one.unit_name,
        stage=stage,
        reason=one.reason if stage.is_end else None,
    )
