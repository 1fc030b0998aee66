"""Reads the office's list of files by filter, search and sort, page by page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, asc, desc, func, or_, select, tuple_

from mobility.core.access import Action
from mobility.core.terms import Actor, Reason, Role, Text
from mobility.core.workflow import Stage, StageKind
from mobility.core.workflow.guards import offices_answered
from mobility.database import db
from mobility.models import Application, Call, Student, Unit, User
from mobility.queries import checks, definitions, keyset, scope, stages
from mobility.queries.counted import needing_reason
from mobility.queries.giving_up import giving_up_until
from mobility.queries.record_changes import has_open_changes, is_marked, may_have_changed
from mobility.spelling import fold

PAGE_SIZE: Final = 50
WORK: Final = ("live", "overdue", "staff", "changed")
"""Files that have not ended, are past their date, wait for somebody of the university, whose record has changed."""

SORTS: Final = ("since", "-since", "number", "-number", "name", "-name")


@dataclass(frozen=True, slots=True)
class FileFilter:
    """What the list shows; empty values mean everything. `work` is one of `WORK`."""

    call_id: int | None = None
    stage: str = ""
    work: str = ""
    unit_id: int | None = None
    text: str = ""
    sort: str = "since"


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file of the list."""

    id: int
    number: str
    name: str
    student_number: str
    unit_name: Text
    call_title: Text
    stage: Stage
    since: datetime
    due_at: datetime | None
    school_outcome: str | None
    school_rank: int | None
    has_changed: bool
    giving_up_until: datetime | None


@dataclass(frozen=True, slots=True)
class FilePage:
    """One page of the list. `following` is the cursor of the next page, None at the end."""

    lines: tuple[FileLine, ...]
    following: str | None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file that was ticked and that the act does not reach, with what stands against it."""

    line: FileLine
    reason: Reason


@dataclass(frozen=True, slots=True)
class Chosen:
    """Files that were ticked: those that an act fits, and those it does not."""

    fitting: tuple[FileLine, ...]
    others: tuple[LeftOut, ...]


def files(actor: Actor, wanted: FileFilter, after: str = "", *, size: int = PAGE_SIZE) -> FilePage:
    """One page of submitted files, in one statement. A cursor that cannot be read starts from the beginning."""
    columns, is_down = order(wanted)
    query = (
        select(*_LINE, columns[0].label("key0"))
        .select_from(Application)
        .join(Student, Student.id == Application.student_id)
        .join(Unit, Unit.id == Application.unit_id)
        .join(Call, Call.id == Application.call_id)
        .where(*conditions(actor, wanted))
        .order_by(*(desc(column) if is_down else asc(column) for column in columns))
        .limit(keyset.at_most(size + 1))
    )
    if (place := _place(after, wanted)) is not None:
        edge = tuple_(*columns)
        query = query.where(edge < tuple_(*place) if is_down else edge > tuple_(*place))
    rows = db.session.execute(query).all()
    following = _cursor(rows[size - 1]) if len(rows) > size else None
    return FilePage(tuple(_line(row) for row in rows[:size]), following)


def neighbors(actor: Actor, application_id: int, wanted: FileFilter) -> tuple[int | None, int | None]:
    """The files before and after one in the order of the list, within its filter; in one statement."""
    columns, is_down = order(wanted)
    here = select(*columns).join(Student, Student.id == Application.student_id)
    place = here.where(Application.id == application_id).scalar_subquery()
    row = tuple_(*columns)

    def nearest(is_after: bool) -> Any:
        is_rising = is_after is not is_down
        found = (
            select(Application.id)
            .join(Student, Student.id == Application.student_id)
            .where(*conditions(actor, wanted), row > place if is_rising else row < place)
            .order_by(*(asc(column) if is_rising else desc(column) for column in columns))
        )
        return found.limit(keyset.at_most(1)).scalar_subquery()

    previous, following = db.session.execute(select(nearest(is_after=False), nearest(is_after=True))).one()
    return previous, following


def conditions(actor: Actor, wanted: FileFilter) -> list[ColumnElement[bool]]:
    """What holds of the files that the filter finds within the actor's reach."""
    found = [scope.visible(actor, *scope.OFFICE_ROLES), Application.submission_count > 0]
    if wanted.call_id is not None:
        found.append(Application.call_id == wanted.call_id)
    if wanted.stage:
        found.append(Application.state == wanted.stage)
    if wanted.unit_id is not None:
        found.append(Application.unit_id == wanted.unit_id)
    if wanted.work in WORK:
        found += _in_work(wanted.work)
    found += [matches(word) for word in map(fold, wanted.text.split()) if word]
    return found


def _in_work(work: str) -> list[ColumnElement[bool]]:
    match work:
        case "overdue":
            return [~stages.of_kind(StageKind.END), Application.due_at < func.mobility_now()]
        case "staff":
            return [stages.where(lambda _workflow, stage: _waits_for_staff(stage))]
        case "changed":
            return [~stages.of_kind(StageKind.END), may_have_changed(), has_open_changes()]
        case _:
            return [~stages.of_kind(StageKind.END)]


def _waits_for_staff(stage: Stage) -> bool:
    """Somebody of the university is to act; an alternate waits for others to drop out, not for an act."""
    return stage.holder not in (None, Role.STUDENT, Role.SYSTEM) and stage.kind is not StageKind.WAITING


def matches(word: str) -> ColumnElement[bool]:
    """A word of the search: part of the name, pinyin or initials, of the student number or of the application's."""
    students = (
        select(Student.id)
        .join(User, User.id == Student.user_id)
        .where(
            or_(
                User.search_key.contains(word, autoescape=True),
                func.lower(Student.number).contains(word, autoescape=True),
            )
        )
    )
    return or_(Application.student_id.in_(students), func.lower(Application.number).contains(word, autoescape=True))


def order(wanted: FileFilter) -> tuple[list[Any], bool]:
    """The columns that order the list, the last of which tells files apart, and whether it falls."""
    sort = wanted.sort if wanted.sort in SORTS else "since"
    key: Mapping[str, Any] = {"since": Application.state_since, "number": Application.number, "name": Student.sort_key}
    return [key[sort.removeprefix("-")], Application.id], sort.startswith("-")


_LINE: Final[tuple[Any, ...]] = (
    Application.id,
    Application.number,
    Application.workflow_id,
    Application.state,
    Application.state_since,
    Application.due_at,
    Application.school_outcome,
    Application.school_rank,
    Student.name,
    Student.number.label("student_number"),
    Unit.name.label("unit_name"),
    Call.title,
    and_(is_marked(), has_open_changes()).label("has_changed"),
    giving_up_until().label("giving_up_until"),
)
"""What a line is made of, and no more: the rows themselves carry whole snapshots of what was handed in."""


def _line(row: Any) -> FileLine:
    stage = definitions.workflow(row.workflow_id).stage(row.state)
    return FileLine(
        id=row.id,
        number=row.number or "",
        name=row.name,
        student_number=row.student_number,
        unit_name=row.unit_name,
        call_title=row.title,
        stage=stage,
        since=row.state_since,
        due_at=row.due_at,
        school_outcome=row.school_outcome,
        school_rank=row.school_rank,
        giving_up_until=row.giving_up_until,
        has_changed=bool(row.has_changed) and not stage.is_end,
    )


def _cursor(row: Any) -> str:
    first = row.key0
    return f"{first.isoformat() if isinstance(first, datetime) else first}~{row.id}"


def _place(cursor: str, wanted: FileFilter) -> list[Any] | None:
    """Where a page goes on, read back from the address; None where it is none."""
    first, _, after = cursor.rpartition("~")
    last = keyset.key(after)
    if last is None:
        return None
    if wanted.sort.removeprefix("-") in ("name", "number"):
        return [first, last]
    try:
        return [datetime.fromisoformat(first), last]
    except ValueError:
        return None


def chosen(actor: Actor, application_ids: Sequence[int], action: Action) -> Chosen:
    """What a bulk act on these files would reach: those in a stage from which `action` is possible, and the others.

    In one statement. Left out are also one that its student has given up and may still keep, and one about which
    another office has not answered, or has answered no, where the act rests on the answers, and one for which a reason
    has to be given.
    """
    query = (
        select(*_LINE, *checks.counts(), needing_reason().label("needs_reason"))
        .select_from(Application)
        .join(Student, Student.id == Application.student_id)
        .join(Unit, Unit.id == Application.unit_id)
        .join(Call, Call.id == Application.call_id)
        .where(scope.visible(actor, Role.COORDINATOR), Application.id.in_(application_ids))
        .order_by(Application.number)
    )
    fitting: list[FileLine] = []
    others: list[LeftOut] = []
    for row in db.session.execute(query):
        if (reason := _against(row, action)) is None:
            fitting.append(_line(row))
        else:
            others.append(LeftOut(_line(row), reason))
    return Chosen(tuple(fitting), tuple(others))


def _against(row: Any, action: Action) -> Reason | None:
    """The reason that the door would give, as far as it can be known of many files at once."""
    if row.giving_up_until is not None:
        return Reason("giving_up.waits", {"until": row.giving_up_until.isoformat()})
    moves = [move for move in definitions.workflow(row.workflow_id).moves_from(row.state) if move.action is action]
    if not moves:
        return Reason("workflow.wrong_stage")
    asked = {guard for move in moves for guard in move.guards}
    if "offices_answered" in asked and (against := next(offices_answered(row.open_checks, row.refused_checks), None)):
        return against
    return Reason("eligibility.needs_reason") if row.needs_reason and "eligible_or_reasoned" in asked else None
