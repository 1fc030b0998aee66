"""How a student stands to calls: the rules judged on the record as it is now, and whether they have applied."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import func, select

from mobility.core.calendar.zones import local_date
from mobility.core.eligibility import (
    NO_HISTORY,
    Judged,
    MaxApplications,
    NoPriorParticipation,
    Rules,
    Standing,
    Step,
    Verdict,
    advise,
    evaluate,
    walk,
)
from mobility.core.eligibility.limits import room
from mobility.core.terms import Actor, Reason, Role
from mobility.core.workflow import Stage
from mobility.database import db
from mobility.models import Application, Call, HostOption, Program
from mobility.queries import definitions, limits, scope
from mobility.queries.catalog import CallPage, Wanted
from mobility.queries.catalog.cards import status_at
from mobility.queries.catalog.wanted import matches
from mobility.queries.giving_up import giving_up_until
from mobility.queries.students import Past, StudentRecord, history_besides, past_of, record_of

_ASK_HISTORY: Final = (NoPriorParticipation, MaxApplications)
_FROM_BEST: Final = (Standing.ELIGIBLE, Standing.TO_BE_CHECKED, Standing.NOT_ELIGIBLE)


@dataclass(frozen=True, slots=True)
class OwnStanding:
    """The student's own standing to a call; `application_id` and `stage` are None where nothing was begun.

    `advice`: what would meet each condition that is not met. `over_limit`: why one more application of the term is one
    too many.
    """

    verdict: Verdict
    advice: tuple[Step, ...]
    application_id: int | None
    stage: Stage | None
    over_limit: Reason | None = None
    giving_up_until: datetime | None = None

    @property
    def room(self) -> Reason | None:
        """What would make room for one more."""
        return room(self.over_limit) if self.over_limit else None


def own_standing(
    actor: Actor, page: CallPage, now: datetime, record: StudentRecord | None = None
) -> OwnStanding | None:
    """Return how the student who asks stands to that call; None for everybody else. Three statements, or four.

    `record`: the student's own, where it has been read already.
    """
    if actor.student_id is None:
        return None
    record = record or record_of(actor.student_id)
    rules = definitions.rules(page.eligibility_id)
    verdict, advice = advised(rules, record, page.card.id, local_date(now, page.card.time_zone))
    query = select(
        Application.id, Application.state, Application.workflow_id, giving_up_until().label("undoable")
    ).where(Application.call_id == page.card.id, scope.visible(actor, Role.STUDENT))
    begun = db.session.execute(query).one_or_none()
    if begun is None:
        return OwnStanding(verdict, advice, None, None, limits.before_beginning(actor.student_id, page.card.id))
    stage = definitions.workflow(begun.workflow_id).shown(begun.state)
    return OwnStanding(verdict, advice, begun.id, stage, giving_up_until=begun.undoable)


def standings(actor: Actor, now: datetime, call_ids: Collection[int]) -> Mapping[int, Standing]:
    """How the student who asks stands to each of these calls, in four statements at most; nothing for others."""
    if actor.student_id is None or not call_ids:
        return {}
    return _judge_all(actor.student_id, now, Call.id.in_(sorted(call_ids)))


def applicable(actor: Actor, now: datetime, wanted: Wanted) -> list[int] | None:
    """The calls that match, are open or coming, and do not keep out the student who asks; None for everybody else."""
    if actor.student_id is None:
        return None
    conditions = [*matches(wanted, actor, now), status_at(now).in_(("open", "coming"))]
    judged = _judge_all(actor.student_id, now, *conditions)
    return [call_id for call_id, standing in judged.items() if standing is not Standing.NOT_ELIGIBLE]


def _judge_all(student_id: int, now: datetime, *conditions: Any) -> dict[int, Standing]:
    """Rules that many calls or hosts share are judged once, unless they look at other applications."""
    rows = db.session.execute(_with_rules().where(*conditions)).all()
    known = definitions.rules_of({one for row in rows for one in (row.eligibility_id, *row.of_hosts) if one})
    record = record_of(student_id)
    past = past_of(student_id) if any(asks_past(rules) for rules in known.values()) else ()
    kept: dict[tuple[Any, ...], Standing] = {}

    def judge(rules_id: int | None, row: Any) -> Standing:
        if rules_id is None:
            return Standing.ELIGIBLE
        rules, today = known[rules_id], local_date(now, row.time_zone)
        key = (rules_id, today, row.id if asks_past(rules) else None)
        if key not in kept:
            kept[key] = verdict_of(rules, record, row.id, today, past).outcome
        return kept[key]

    return {row.id: combined(judge(row.eligibility_id, row), [judge(one, row) for one in row.of_hosts]) for row in rows}


def _with_rules() -> Any:
    """Calls with their own rules and those of their hosts; a host without any of its own has NULL among them."""
    own = select(HostOption.eligibility_id).where(HostOption.call_id == Call.id, HostOption.state == "open").distinct()
    return select(
        Call.id, Call.time_zone, Call.eligibility_id, func.array(own.scalar_subquery()).label("of_hosts")
    ).join(Program, Program.id == Call.program_id)


def combined(of_call: Standing, of_hosts: Collection[Standing]) -> Standing:
    """How somebody stands to a call with hosts: as to the call, but no better than to the host that suits best."""
    return max(of_call, best_of(of_hosts), key=_FROM_BEST.index)


def best_of(of_hosts: Collection[Standing]) -> Standing:
    """How somebody stands to the host that suits best; nothing keeps them out where there is no host to choose."""
    return min(of_hosts, key=_FROM_BEST.index, default=Standing.ELIGIBLE)


def verdict_of(
    rules: Rules, record: StudentRecord, call_id: int, today: date, past: tuple[Past, ...] | None = None
) -> Verdict:
    """Judge `rules` on that day; one statement where they ask for what went before and `past` is not given."""
    return advised(rules, record, call_id, today, past)[0]


def advised(
    rules: Rules, record: StudentRecord, call_id: int, today: date, past: tuple[Past, ...] | None = None
) -> tuple[Verdict, tuple[Step, ...]]:
    """Judge as `verdict_of` does, and say what would meet each rule that is not met."""
    judged = _judged(rules, record, call_id, today, past)
    verdict = evaluate(rules, judged.student, judged.on, judged.history)
    return verdict, advise(rules, judged) if verdict.not_met else ()


def _judged(rules: Rules, record: StudentRecord, call_id: int, today: date, past: tuple[Past, ...] | None) -> Judged:
    if not asks_past(rules):
        return Judged(record.for_rules, today, NO_HISTORY)
    known = past_of(record.id) if past is None else past
    return Judged(record.for_rules, today, history_besides(known, call_id))


def asks_past(rules: Rules) -> bool:
    """Tell whether any of the rules looks at other applications."""
    return any(isinstance(rule, _ASK_HISTORY) for rule in walk(rules.rules))
