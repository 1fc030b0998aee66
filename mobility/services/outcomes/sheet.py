"""Outcomes from a file by student number: read, judged line by line, shown, and only then recorded, all or none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Final

from sqlalchemy import select

from mobility.core.access import Action
from mobility.core.calendar.zones import local_date
from mobility.core.terms import LOCALES, Actor, Reason, Refused, Role
from mobility.database import db, now
from mobility.i18n import use_locale
from mobility.models import Application, Call, Partner, Student
from mobility.queries import definitions, scope
from mobility.queries.calls import in_reach
from mobility.queries.zones import zone_of_institution
from mobility.services.casework import due
from mobility.services.outcomes import table
from mobility.services.outcomes.record import Outcome, check_confirm_by, hosts_of, record
from mobility.services.people.permits import permit
from mobility.services.tables.dates import read_date
from mobility.wording import codes, describe

HIGHEST_POSITION: Final = 9999


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the file, counted as a spreadsheet counts them, with what is wrong in it."""

    number: int
    student_number: str
    name: str
    outcome: str
    application_id: int | None
    recorded: Outcome | None
    problems: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What recording the file would do. Nothing is recorded unless every line is sound."""

    lines: tuple[Line, ...]

    @property
    def is_sound(self) -> bool:
        return bool(self.lines) and not any(line.problems for line in self.lines)

    @property
    def problem_count(self) -> int:
        return sum(bool(line.problems) for line in self.lines)


def judge(call_id: int, content: bytes, actor: Actor) -> Report:
    """Read the file and say of each line what it would do, without changing anything.

    Outcomes and hosts stand in the file by key or by name in either language. Raises Refused `call.unknown` and what
    `table.rows` raises.
    """
    permit(actor, Action.OUTCOME_RECORD)
    call = db.session.scalar(select(Call).where(Call.id == call_id, in_reach(actor, Role.COORDINATOR)))
    if call is None:
        raise Refused("call.unknown")
    lines = list(table.rows(content))
    numbers = [row["student_number"] for _, row in lines]
    judged_by = _Judge(call, _known(call_id, numbers, actor), _hosts(call), Counter(numbers), now())
    return Report(tuple(judged_by.line(number, row) for number, row in lines))


def record_sheet(call_id: int, content: bytes, actor: Actor) -> int:
    """Record a file that is sound in every line; returns how many. Sent twice, the second time refuses each line.

    Raises Refused as `judge` does, `sheet.flawed` with the number of flawed lines, and what the door says.
    """
    report = judge(call_id, content, actor)
    if not report.is_sound:
        raise Refused("sheet.flawed", count=report.problem_count)
    outcomes = {line.application_id: line.recorded for line in report.lines}
    return record({key: value for key, value in outcomes.items() if key is not None and value is not None}, actor)


@dataclass(frozen=True, slots=True)
class _File:
    application_id: int
    name: str
    workflow_id: int
    state: str


@dataclass(frozen=True, slots=True)
class _Judge:
    """What a line is judged by: the call, its files by student number, its hosts by every name."""

    call: Call
    files: Mapping[str, _File]
    hosts: Mapping[str, int]
    times: Counter[str]
    moment: datetime

    def line(self, number: int, row: Mapping[str, str]) -> Line:
        problems: list[Reason] = []
        file = self.files.get(row["student_number"])
        outcome = _outcome_keys().get(row["outcome"].casefold(), row["outcome"])
        if self.times[row["student_number"]] > 1:
            problems.append(Reason("sheet.student_twice"))
        if file is None:
            problems.append(Reason("sheet.student_unknown"))
        else:
            problems += _against_stage(file, outcome, row)
        recorded = self._read(outcome, row, problems)
        return Line(
            number,
            row["student_number"],
            file.name if file else "",
            row["outcome"],
            file.application_id if file else None,
            None if problems else recorded,
            tuple(problems),
        )

    def _read(self, outcome: str, row: Mapping[str, str], problems: list[Reason]) -> Outcome | None:
        happened_on = self._date(row["date"], problems)
        partner_id = self._host(row["host"], problems)
        confirm_by = self._confirm_by(row["confirm_by"], problems)
        position = self._position(row["position"], problems)
        if happened_on is None:
            return None
        return Outcome(
            outcome,
            happened_on,
            row["remark"],
            partner_id=partner_id,
            confirm_by=confirm_by,
            position=position,
        )

    def _date(self, text: str, problems: list[Reason]) -> date | None:
        on = read_date(text)
        if on is None:
            problems.append(Reason("sheet.date_impossible", {"typed": text}))
        elif on > local_date(self.moment, self.call.time_zone):
            problems.append(Reason("outcome.date_ahead"))
        return on

    def _host(self, name: str, problems: list[Reason]) -> int | None:
        partner_id = self.hosts.get(name.casefold())
        if name and partner_id is None:
            problems.append(Reason("outcome.host_unknown"))
        return partner_id

    def _confirm_by(self, text: str, problems: list[Reason]) -> datetime | None:
        """The day by whose noon the student confirms."""
        if not text:
            return None
        on = read_date(text)
        if on is None:
            problems.append(Reason("sheet.date_impossible", {"typed": text}))
            return None
        until = due.noon_of(on, zone_of_institution(self.call.institution_id))
        try:
            check_confirm_by(until, self.moment, self.call)
        except Refused as refused:
            problems += refused.reasons
        return until

    @staticmethod
    def _position(text: str, problems: list[Reason]) -> int | None:
        if not text:
            return None
        if not text.isdecimal() or not 1 <= int(text) <= HIGHEST_POSITION:
            problems.append(Reason("sheet.position_impossible", {"typed": text}))
            return None
        return int(text)


def _against_stage(file: _File, outcome: str, row: Mapping[str, str]) -> list[Reason]:
    """What the stage of the file says against the outcome, and what the outcome needs besides."""
    workflow = definitions.workflow(file.workflow_id)
    if not outcome or not workflow.moves_of(Action.OUTCOME_RECORD, outcome):
        return [Reason("sheet.outcome_unknown", {"outcome": row["outcome"]})]
    move = workflow.move(file.state, Action.OUTCOME_RECORD, outcome)
    if move is None:
        title = workflow.stage(file.state).title
        return [Reason("sheet.other_stage", {"en": title.en, "zh_Hans": title.zh_Hans})]
    lacking = [("host_partner_id", "host", "sheet.host_missing"), ("remark", "remark", "sheet.remark_missing")]
    return [Reason(code) for need, column, code in lacking if need in move.needs and not row[column]]


def _known(call_id: int, numbers: Sequence[str], actor: Actor) -> dict[str, _File]:
    query = (
        scope.applications(actor, Role.COORDINATOR)
        .join(Student, Student.id == Application.student_id)
        .where(Application.call_id == call_id, Student.number.in_(numbers))
        .with_only_columns(Student.number, Application.id, Student.name, Application.workflow_id, Application.state)
    )
    return {row[0]: _File(row[1], row[2], row[3], row[4]) for row in db.session.execute(query)}


def _hosts(call: Call) -> dict[str, int]:
    """The program's hosts by key and by name in either language."""
    partners = db.session.scalars(select(Partner).where(Partner.id.in_(hosts_of(call.program_id)))).all()
    names = [
        (name, partner.id) for partner in partners for name in (partner.key, partner.name.en, partner.name.zh_Hans)
    ]
    return {name.casefold(): partner_id for name, partner_id in names}


@cache
def _outcome_keys() -> dict[str, str]:
    """Every outcome's key by itself and by its words in each language."""
    found: dict[str, str] = {}
    for code in codes():
        room, _, key = code.partition(".")
        if room == "outcome":
            found[key] = key
            for locale in LOCALES:
                with use_locale(locale):
                    found[describe(code).casefold()] = key
    return found
