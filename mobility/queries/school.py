"""Reads a school officer's desk: the calls with files of their schools, the files, and the list to be handed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, func, or_, select, tuple_
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import aliased

from mobility.core.terms import Actor, Refused, Role, Text
from mobility.core.workflow import Stage, StageKind
from mobility.database import db
from mobility.models import Application, Call, Institution, SchoolList, Student, StudentFact, Unit, User
from mobility.queries import definitions, keyset, scope, stages
from mobility.queries.giving_up import giving_up_until
from mobility.queries.vice_dean_rule import applies

PAGE_SIZE: Final = 50

NIL_RETURN_FOR: Final = timedelta(days=30)
"""How long after its deadline a call without applicants of a school is still shown to it."""


@dataclass(frozen=True, slots=True)
class SchoolCall:
    """One call at one school: how many files wait for the school, lie with students, are listed, are past it.

    `has_list` is False where the school agrees file by file and hands in no list.
    """

    call_id: int
    title: Text
    unit_id: int
    unit_name: Text
    deadline_at: datetime
    time_zone: str
    to_check: int
    with_student: int
    listed: int
    total: int
    handed_in_at: datetime | None
    has_list: bool = True


@dataclass(frozen=True, slots=True)
class SchoolCallPage:
    """A page of them; `following` is where the next one goes on, None at the end."""

    lines: tuple[SchoolCall, ...]
    following: str | None


@dataclass(frozen=True, slots=True)
class SchoolFile:
    """One file on the school's list. `facts` are those a ranking rests on, as stored, by key."""

    id: int
    number: str
    name: str
    student_number: str
    class_name: str
    major: str
    stage: Stage
    is_listed: bool
    due_at: datetime | None
    submitted_at: datetime | None
    outcome: str | None
    rank: int | None
    reason: str
    facts: dict[str, Any]
    giving_up_until: datetime | None = None
    is_handed_in: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """A school's list for one call with all its files, in the order of the list."""

    call_id: int
    call_title: Text
    unit_id: int
    unit_name: Text
    deadline_at: datetime
    time_zone: str
    cap: int | None
    version: int | None
    handed_in_at: datetime | None
    note: str
    files: tuple[SchoolFile, ...]
    has_list: bool = True
    needs_vice_dean: bool = False
    prepared_at: datetime | None = None
    prepared_by: str | None = None
    return_note: str = ""

    @property
    def is_open(self) -> bool:
        """Whether the officer may still change it: neither handed in nor with the vice dean."""
        return self.handed_in_at is None and self.prepared_at is None

    @property
    def listed(self) -> tuple[SchoolFile, ...]:
        return tuple(file for file in self.files if file.is_listed)

    @property
    def held_back(self) -> tuple[SchoolFile, ...]:
        """Files that keep the list from being handed in: not checked yet, or with their students."""
        return tuple(f for f in self.files if self._holds_back(f))

    def _holds_back(self, file: SchoolFile) -> bool:
        is_waiting = file.stage.kind in (StageKind.DESK, StageKind.RETURNED)
        return is_waiting and not file.is_listed and not file.is_handed_in and self.handed_in_at is None

    @property
    def handed_in(self) -> tuple[SchoolFile, ...]:
        """Files that a list which is open again goes on from: in already, and competing."""
        return tuple(file for file in self.files if file.is_handed_in) if self.is_open else ()

    @property
    def next_ranks(self) -> dict[str, int]:
        """The rank from which the list goes on behind what is handed in, of the recommended and of the alternates."""
        outcomes = ("recommended", "alternate")
        return {one: max((f.rank or 0 for f in self.handed_in if f.outcome == one), default=0) + 1 for one in outcomes}

    @property
    def left_of_cap(self) -> int | None:
        """How many the school may still recommend, None without a limit."""
        used = sum(file.outcome == "recommended" for file in self.handed_in)
        return None if self.cap is None else max(0, self.cap - used)

    @property
    def counts(self) -> dict[str, int]:
        """How many are recommended, alternates, not recommended, and not placed yet; once handed in, as handed in."""
        found = dict.fromkeys(("recommended", "alternate", "not_recommended", "unplaced"), 0)
        for file in self.listed if self.handed_in_at is None else (file for file in self.files if file.outcome):
            found[file.outcome or "unplaced"] += 1
        return found


def calls(actor: Actor, now: datetime, after: str = "", *, size: int = PAGE_SIZE) -> SchoolCallPage:
    """A page of the calls of the officer's schools, the latest deadline first; in one statement.

    Those with submitted files, and open ones without: a school without applicants hands in a nil return while the call
    is at it, so such calls stay for a while. A cursor that cannot be read starts from the beginning.
    """
    units = sorted({unit for grant in actor.grants if grant.role is Role.OFFICER for unit in grant.unit_ids})
    files = and_(Application.call_id == Call.id, Application.unit_id == Unit.id, scope.visible(actor, Role.OFFICER))
    is_at_it = and_(Call.state == "published", Call.opens_at <= now, Call.deadline_at > now - NIL_RETURN_FOR)
    query = (
        select(
            Call.id,
            Call.title,
            Unit.id.label("unit_id"),
            Unit.name.label("unit_name"),
            Call.deadline_at,
            Call.time_zone,
            _count(stages.at_school_desk()).label("to_check"),
            _count(stages.returned_by_school()).label("with_student"),
            _count(stages.of_kind(StageKind.LIST)).label("listed"),
            func.count(Application.id).label("total"),
            func.max(SchoolList.handed_in_at).label("handed_in_at"),
            _has_list().label("has_list"),
        )
        .select_from(Call)
        .join(Unit, and_(Unit.institution_id == Call.institution_id, Unit.id.in_(units)))
        .outerjoin(Application, files)
        .outerjoin(SchoolList, and_(SchoolList.call_id == Call.id, SchoolList.unit_id == Unit.id))
        .where(Call.institution_id == actor.institution_id, *_going_on(after, actor))
        .group_by(Call.id, Unit.id)
        .having(or_(func.count(Application.id) > 0, and_(is_at_it, Unit.kind == "school", _has_list())))
        .order_by(Call.deadline_at.desc(), Call.id.desc(), Unit.sort_key, Unit.id)
        .limit(size + 1)
    )
    lines = tuple(SchoolCall(*row) for row in db.session.execute(query))
    last = lines[size - 1] if len(lines) > size else None
    return SchoolCallPage(lines[:size], f"{last.call_id}~{last.unit_id}" if last else None)


def _going_on(after: str, actor: Actor) -> list[ColumnElement[bool]]:
    """What comes after that call and school in the order of the list."""
    call_id, unit_id = (keyset.key(part) for part in after.partition("~")[::2])
    if call_id is None or unit_id is None:
        return []
    call, unit = aliased(Call), aliased(Unit)
    here = select(call.deadline_at, call.id)
    here = here.where(call.id == call_id, call.institution_id == actor.institution_id)
    beside = select(unit.sort_key, unit.id)
    beside = beside.where(unit.id == unit_id, unit.institution_id == actor.institution_id)
    is_next_school = tuple_(Unit.sort_key, Unit.id) > beside.scalar_subquery()
    is_later = tuple_(Call.deadline_at, Call.id) < here.scalar_subquery()
    return [or_(is_later, and_(Call.id == int(call_id), is_next_school))]


def listing(call_id: int, unit_id: int, actor: Actor, role: Role = Role.OFFICER) -> Listing:
    """The school's list with all its files, for its officer or its vice dean.

    Raises Refused `school_list.unknown` for a school not the actor's in that role.
    """
    if not any(grant.role is role and unit_id in grant.unit_ids for grant in actor.grants):
        raise Refused("school_list.unknown")
    head = (
        select(
            *(Call, SchoolList, Institution.settings, Unit.name.label("unit_name"), Unit.needs_vice_dean),
            User.name.label("prepared_by"),
        )
        .select_from(Call)
        .join(Institution, Institution.id == Call.institution_id)
        .join(Unit, Unit.id == unit_id)
        .outerjoin(SchoolList, and_(SchoolList.call_id == Call.id, SchoolList.unit_id == unit_id))
        .outerjoin(User, User.id == SchoolList.prepared_by)
        .where(Call.id == call_id, Call.institution_id == actor.institution_id, Call.state != "draft")
    )
    row = db.session.execute(head).one_or_none()
    if row is None:
        raise Refused("school_list.unknown")
    call, school_list = row.Call, row.SchoolList
    return Listing(
        call_id=call.id,
        call_title=call.title,
        unit_id=unit_id,
        unit_name=row.unit_name,
        deadline_at=call.deadline_at,
        time_zone=call.time_zone,
        cap=school_list.cap if school_list else call.school_cap,
        version=school_list.version if school_list else None,
        handed_in_at=school_list.handed_in_at if school_list else None,
        note=(school_list.note if school_list else None) or "",
        files=_files(call_id, unit_id, actor, role),
        has_list=bool(definitions.workflow(call.workflow_id).keys_of(StageKind.LIST)),
        needs_vice_dean=applies(row.needs_vice_dean, row.settings),
        prepared_at=school_list.prepared_at if school_list else None,
        prepared_by=row.prepared_by,
        return_note=(school_list.return_note if school_list else None) or "",
    )


def _has_list() -> ColumnElement[bool]:
    """Calls of a kind of program in which schools hand in a list."""
    return Call.workflow_id.in_(stages.workflow_ids(lambda workflow: bool(workflow.keys_of(StageKind.LIST))))


def _count(condition: ColumnElement[bool]) -> Any:
    return func.count(case((condition, 1)))


def _files(call_id: int, unit_id: int, actor: Actor, role: Role) -> tuple[SchoolFile, ...]:
    fact = func.jsonb_build_object("key", StudentFact.key, "value", StudentFact.value, "scale", StudentFact.scale)
    known = select(func.jsonb_agg(aggregate_order_by(fact, StudentFact.key)))
    known = known.where(StudentFact.student_id == Student.id)
    query = (
        select(
            *(Application, Student, known.scalar_subquery().label("facts")),
            *(giving_up_until().label("giving_up_until"), stages.handed_in_by_school().label("is_handed_in")),
        )
        .join(Student, Student.id == Application.student_id)
        .where(scope.visible(actor, role), Application.call_id == call_id, Application.unit_id == unit_id)
        .order_by(_in_order_of_list(), Application.school_rank.nulls_last(), Student.sort_key, Application.id)
    )
    return tuple(_file(row) for row in db.session.execute(query))


def _in_order_of_list() -> Any:
    places = {"recommended": 1, "alternate": 2, None: 3, "not_recommended": 4}
    return case(
        *((Application.school_outcome == outcome, place) for outcome, place in places.items() if outcome),
        else_=places[None],
    )


def _file(row: Any) -> SchoolFile:
    application: Application = row.Application
    student: Student = row.Student
    workflow = definitions.workflow(application.workflow_id)
    return SchoolFile(
        id=application.id,
        number=application.number or "",
        name=student.name,
        student_number=student.number,
        class_name=student.class_name,
        major=student.major,
        stage=workflow.shown(application.state),
        is_listed=workflow.stage(application.state).kind is StageKind.LIST,
        due_at=application.due_at,
        submitted_at=application.submitted_at,
        outcome=application.school_outcome,
        rank=application.school_rank,
        reason=application.school_reason or "",
        facts={one["key"]: one for one in row.facts or ()},
        giving_up_until=row.giving_up_until,
        is_handed_in=bool(row.is_handed_in),
    )
