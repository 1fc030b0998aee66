"""Fees that came in, from a table: found by the application's number, recorded through the one door."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count

from sqlalchemy import select

from mobility.core.access import Action
from mobility.core.calendar.zones import local_date
from mobility.core.terms import Actor, Role
from mobility.database import db, now
from mobility.i18n import amount_of
from mobility.models import Application, Call, Fee
from mobility.queries import definitions, scope
from mobility.services.casework.door import advance
from mobility.services.casework.together import each
from mobility.services.imports.plan import Plan, Steps, among_texts, twice
from mobility.services.imports.reading import COMPARE, WRITE, Line, Tell, tell_nobody

PAID = "fee_paid"
ACTS_AT_ONCE = 100
"""Files between two signs of progress: each is an act of its own, with its letters."""


@dataclass(frozen=True, slots=True)
class _Due:
    """A file with its fee, the amount in minor units as it was asked for."""

    application_id: int
    state: str
    workflow_id: int
    fee_state: str | None
    amount_minor: int | None
    currency: str | None
    zone: str


def plan(lines: Sequence[Line], actor: Actor, *, tell: Tell = tell_nobody) -> Plan:
    """Say what these lines would do. What is noted as paid already counts as the same; nothing is taken back."""
    made = Plan()
    for line, earlier in twice(lines, "number"):
        made.blame(line, "number", "import.number_twice", line=earlier.number)
    paid: dict[int, date] = {}
    for part in Steps(COMPARE, len(lines), tell).parts(lines):
        known = _known([line.values.get("number", "") for line in part], actor)
        for line in part:
            _judge(made, line, known.get(line.values.get("number", "")), paid)
    made.write = lambda by: _write(by, paid, tell)
    return made


def _judge(made: Plan, line: Line, due: _Due | None, paid: dict[int, date]) -> None:
    values = line.values
    if due is None:
        made.blame(line, "number", "import.application_unknown")
        return
    if due.fee_state == "paid":
        made.same_count += 1
        return
    if definitions.workflow(due.workflow_id).move(due.state, Action.OUTCOME_RECORD, PAID) is None:
        made.blame(line, "number", "import.no_fee_due")
        return
    asked = amount_of(due.amount_minor or 0, due.currency or "CNY")
    if "amount" in values and values["amount"] != asked:
        made.blame(line, "amount", "import.amount_differs", asked=str(asked), currency=due.currency)
    if "currency" in values and values["currency"].upper() != due.currency:
        made.blame(line, "currency", "import.amount_differs", asked=str(asked), currency=due.currency)
    on: date | None = values.get("paid_on")
    if on is None:
        made.blame(line, "paid_on", "import.needed")
    elif on > local_date(now(), due.zone):
        made.blame(line, "paid_on", "outcome.date_ahead")
    else:
        paid[due.application_id] = on
    made.changed_count += 1


def _write(actor: Actor, paid: Mapping[int, date], tell: Tell) -> None:
    done = count(1)

    def record(application_id: int) -> None:
        params = {"happened_on": paid[application_id].isoformat()}
        advance(application_id, Action.OUTCOME_RECORD, actor, outcome=PAID, params=params)
        if (number := next(done)) % ACTS_AT_ONCE == 0:
            tell(WRITE, number, len(paid))

    each(paid, record)


def _known(numbers: Sequence[str], actor: Actor) -> dict[str, _Due]:
    query = (
        select(
            Application.number,
            Application.id,
            Application.state,
            Application.workflow_id,
            Fee.state.label("fee_state"),
            Fee.amount_minor,
            Fee.currency,
            Call.time_zone,
        )
        .join(Call, Call.id == Application.call_id)
        .outerjoin(Fee, Fee.application_id == Application.id)
        .where(scope.visible(actor, Role.COORDINATOR), Application.number == among_texts(numbers))
    )
    return {str(row[0]): _Due(*row[1:]) for row in db.session.execute(query)}
