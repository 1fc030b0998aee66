"""Reads a language examiner's desk: the tests they enter marks for, and of each applicant a name, a number, a mark."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from hashlib import blake2s
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true

from mobility.core.scoring.figures import plain
from mobility.core.terms import Actor, Refused, Role, Text
from mobility.database import db
from mobility.models import Application, Call, LanguageMark, LanguageTest, Student
from mobility.queries import definitions, scope, stages
from mobility.queries.desk import matches
from mobility.spelling import fold

PAGE_SIZE: Final = 50


@dataclass(frozen=True, slots=True)
class Sitting:
    """The test of one call as its examiners see it, with how many of the applicants have a mark.

    `entered` were entered and not handed over yet, `handed_over` are with the office; who has neither is open.
    """

    id: int
    call_id: int
    call_title: Text
    time_zone: str
    name: Text
    highest: Decimal
    due_at: datetime | None
    is_closed: bool
    total: int
    entered: int
    handed_over: int

    @property
    def open_count(self) -> int:
        return self.total - self.entered - self.handed_over


@dataclass(frozen=True, slots=True)
class SittingPage:
    """One page of tests; `following` continues after that test, None at the end."""

    tests: tuple[Sitting, ...]
    following: int | None


@dataclass(frozen=True, slots=True)
class MarkLine:
    """One applicant, with what is stored: `mark` as it is typed. `is_open`: a mark can be entered or changed now."""

    id: int
    number: str
    name: str
    student_number: str
    mark: str
    is_absent: bool
    remark: str
    is_handed_over: bool
    is_open: bool
    version: int

    @property
    def has_mark(self) -> bool:
        return self.version > 0

    @property
    def seen(self) -> str:
        return seen_of(self.version, self.mark, self.remark, is_absent=self.is_absent)


@dataclass(frozen=True, slots=True)
class MarkPage:
    """One page of a test's applicants; `following` continues after that application, None at the end."""

    lines: tuple[MarkLine, ...]
    following: int | None


def seen_of(version: int, mark: str, remark: str, *, is_absent: bool) -> str:
    """What a row showed: the version of its mark, 0 without one, and a print by which a row left alone is known."""
    print_of = blake2s(f"{mark}\n{is_absent}\n{remark}".encode(), digest_size=6).hexdigest()
    return f"{version}-{print_of}"


def mine(actor: Actor) -> ColumnElement[bool]:
    """The applications for which the actor may enter a mark, whatever their stage."""
    return scope.visible(actor, Role.EXAMINER)


def is_examined() -> ColumnElement[bool]:
    """Applications in the selection, while no list of decisions names them."""
    return stages.proposable()


def tests_in_reach(actor: Actor) -> ColumnElement[bool]:
    """The tests of the calls in which the actor is an examiner and no applicant."""
    grants = [grant for grant in actor.grants if grant.role is Role.EXAMINER]
    reach = or_(false(), *(true() if one.call_id is None else LanguageTest.call_id == one.call_id for one in grants))
    theirs = LanguageTest.call_id.not_in(sorted(actor.applied_call_ids))
    return and_(LanguageTest.institution_id == actor.institution_id, theirs, reach)


def sittings(actor: Actor, *, is_closed: bool = False, before: int | None = None) -> SittingPage:
    """The tests that are open for marks, or the closed ones, the newest first; one statement, one more for stages."""
    state = LanguageTest.closed_at.is_not(None) if is_closed else LanguageTest.closed_at.is_(None)
    query = _tests(actor).where(state).order_by(LanguageTest.id.desc()).limit(PAGE_SIZE + 1)
    if before is not None:
        query = query.where(LanguageTest.id < before)
    rows = db.session.execute(query).all()
    following = rows[PAGE_SIZE - 1].id if len(rows) > PAGE_SIZE else None
    return SittingPage(tuple(_sitting(row) for row in rows[:PAGE_SIZE]), following)


def sitting(call_id: int, actor: Actor) -> Sitting:
    """The test of one call. Raises Refused `language_test.unknown` for one out of reach and for none alike."""
    row = db.session.execute(_tests(actor).where(LanguageTest.call_id == call_id)).one_or_none()
    if row is None:
        raise Refused("language_test.unknown")
    return _sitting(row)


def page(
    call_id: int, actor: Actor, text: str = "", *, is_open_only: bool = False, after: int | None = None
) -> MarkPage:
    """The applicants of the test, in the order of their applications, narrowed to words and to those without a mark."""
    query = _lines(call_id, actor).where(*(matches(word) for word in map(fold, text.split()) if word))
    if is_open_only:
        query = query.where(LanguageMark.id.is_(None))
    if after is not None:
        query = query.where(Application.id > after)
    rows = db.session.execute(query.limit(PAGE_SIZE + 1)).all()
    following = rows[PAGE_SIZE - 1].id if len(rows) > PAGE_SIZE else None
    return MarkPage(tuple(_line(row) for row in rows[:PAGE_SIZE]), following)


def lines(call_id: int, actor: Actor, application_ids: Collection[int]) -> MarkPage:
    """The same of these applicants alone, for rows that were refused, whatever the page was narrowed to."""
    rows = db.session.execute(_lines(call_id, actor).where(Application.id.in_(application_ids))).all()
    return MarkPage(tuple(_line(row) for row in rows), None)


def waiting_count(actor: Actor) -> int:
    """How many applicants of open tests have no mark yet."""
    query = (
        select(func.count(Application.id))
        .join(LanguageTest, LanguageTest.call_id == Application.call_id)
        .outerjoin(LanguageMark, LanguageMark.application_id == Application.id)
        .where(mine(actor), is_examined(), LanguageMark.id.is_(None), LanguageTest.closed_at.is_(None))
    )
    return db.session.scalar(query) or 0


def mark_text(mark: Decimal | None) -> str:
    """A mark as people write it."""
    return "" if mark is None else plain(mark)


def _tests(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Each test with its counts; the tests come first, so that one without applicants is there as well."""
    sits = and_(Application.call_id == LanguageTest.call_id, mine(actor), _is_shown())
    counts = (
        select(
            func.count(Application.id).label("total"),
            func.count(LanguageMark.id).filter(LanguageMark.handed_over_at.is_(None)).label("entered"),
            func.count(LanguageMark.handed_over_at).label("handed_over"),
        )
        .select_from(Application)
        .outerjoin(LanguageMark, LanguageMark.application_id == Application.id)
        .where(sits)
        .correlate(LanguageTest)
        .lateral("counts")
    )
    return (
        select(
            *(LanguageTest.id, LanguageTest.call_id, Call.title, Call.time_zone, LanguageTest.name),
            *(LanguageTest.highest, LanguageTest.due_at, LanguageTest.closed_at.is_not(None).label("is_closed")),
            *counts.c,
        )
        .join(Call, Call.id == LanguageTest.call_id)
        .join(counts, true())
        .where(tests_in_reach(actor))
    )


def _is_shown() -> ColumnElement[bool]:
    """Those who can be given a mark now, and those who have one."""
    return or_(is_examined(), LanguageMark.id.is_not(None))


def _lines(call_id: int, actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(
            *(Application.id, Application.number, Application.workflow_id, Application.state),
            *(Student.name, Student.number.label("student_number"), LanguageTest.closed_at),
            *(LanguageMark.mark, LanguageMark.is_absent, LanguageMark.remark, LanguageMark.version),
            LanguageMark.handed_over_at,
        )
        .join(Student, Student.id == Application.student_id)
        .join(LanguageTest, LanguageTest.call_id == Application.call_id)
        .outerjoin(LanguageMark, LanguageMark.application_id == Application.id)
        .where(Application.call_id == call_id, mine(actor), _is_shown())
        .order_by(Application.id)
    )


def _sitting(row: Any) -> Sitting:
    return Sitting(
        id=row.id,
        call_id=row.call_id,
        call_title=row.title,
        time_zone=row.time_zone,
        name=row.name,
        highest=row.highest,
        due_at=row.due_at,
        is_closed=row.is_closed,
        total=row.total,
        entered=row.entered,
        handed_over=row.handed_over,
    )


def _line(row: Any) -> MarkLine:
    is_in_selection = stages.is_proposable(definitions.workflow(row.workflow_id), row.state)
    return MarkLine(
        id=row.id,
        number=row.number or "",
        name=row.name,
        student_number=row.student_number,
        mark=mark_text(row.mark),
        is_absent=bool(row.is_absent),
        remark=row.remark or "",
        is_handed_over=row.handed_over_at is not None,
        is_open=is_in_selection and row.closed_at is None,
        version=row.version or 0,
    )
