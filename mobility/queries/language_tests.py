"""Reads the language test of a call as the office sees it, and what a file has in it once marks are handed over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, type_coerce
from sqlalchemy.dialects.postgresql import JSONB

from mobility.core.scoring.language_test import LanguageResult
from mobility.core.terms import Actor, Role, Text
from mobility.database import db
from mobility.models import Application, LanguageMark, LanguageTest, RoleGrant, User
from mobility.queries import scope
from mobility.queries.language_marks import is_examined

COLUMNS: Final = (
    LanguageTest.name.label("test_name"),
    LanguageTest.highest.label("test_highest"),
    LanguageTest.share.label("test_share"),
    LanguageMark.mark,
    LanguageMark.is_absent,
)
"""What `result_of` needs of a statement that `joined` has completed."""


@dataclass(frozen=True, slots=True)
class CallTest:
    """The test of a call. `open_count` sit in the selection without a mark, `entered_count` are not handed over yet."""

    id: int
    version: int
    name: Text
    highest: Decimal
    share: int
    due_at: datetime | None
    closed_at: datetime | None
    closed_by: str | None
    open_count: int
    entered_count: int
    handed_over_count: int


@dataclass(frozen=True, slots=True)
class FileMark:
    """What a file has in the test of its call, who entered it and with which remark; no mark is handed over yet
    where `entered_by` is None."""

    result: LanguageResult
    remark: str = ""
    entered_by: str | None = None
    entered_at: datetime | None = None


def of_call(call_id: int, actor: Actor) -> CallTest | None:
    """The test of a call within the actor's reach, with what has become of it; None where the call has none."""
    of_files = (
        select(
            func.count(Application.id).filter(is_examined(), LanguageMark.id.is_(None)).label("open_count"),
            func.count(LanguageMark.id).filter(LanguageMark.handed_over_at.is_(None)).label("entered_count"),
            func.count(LanguageMark.handed_over_at).label("handed_over_count"),
        )
        .select_from(Application)
        .outerjoin(LanguageMark, LanguageMark.application_id == Application.id)
        .where(Application.call_id == call_id, scope.visible(actor, Role.COORDINATOR))
        .subquery()
    )
    query = (
        select(LanguageTest, User.name.label("closer"), *of_files.c)
        .join(of_files, LanguageTest.id.is_not(None))
        .outerjoin(User, User.id == LanguageTest.closed_by)
        .where(LanguageTest.call_id == call_id, LanguageTest.institution_id == actor.institution_id)
    )
    row = db.session.execute(query).one_or_none()
    return None if row is None else _call_test(row)


def examiners(call_id: int, actor: Actor) -> tuple[str, ...]:
    """The names of those who may enter marks for the call."""
    holds = select(RoleGrant.user_id).where(
        RoleGrant.institution_id == actor.institution_id,
        RoleGrant.role == Role.EXAMINER,
        RoleGrant.ended_at.is_(None),
        or_(RoleGrant.call_id.is_(None), RoleGrant.call_id == call_id),
    )
    query = select(User.name).where(User.id.in_(holds), User.is_active).order_by(User.sort_key, User.id)
    return tuple(db.session.scalars(query))


def of_file(application_id: Any) -> ColumnElement[Any]:
    """What a file has, as JSON for `file_mark`: a part of a statement that asks for it only where the office reads."""
    parts = {
        "name": type_coerce(LanguageTest.name, JSONB),
        "highest": LanguageTest.highest,
        "share": LanguageTest.share,
        "mark": LanguageMark.mark,
        "is_absent": func.coalesce(LanguageMark.is_absent, false()),
        "remark": LanguageMark.remark,
        "by": User.name,
        "at": LanguageMark.entered_at,
    }
    whole = func.jsonb_build_object(*(part for pair in parts.items() for part in pair))
    query = joined(select(whole).select_from(Application)).outerjoin(User, User.id == LanguageMark.entered_by)
    asked: ColumnElement[Any] = query.where(
        Application.id == application_id, LanguageTest.id.is_not(None)
    ).scalar_subquery()
    return asked


def file_mark(stored: dict[str, Any] | None) -> FileMark | None:
    """The same read back; None where the call has no test."""
    if stored is None:
        return None
    name, mark = Text.model_validate(stored["name"]), stored["mark"]
    known = None if mark is None else Decimal(str(mark))
    result = LanguageResult(name, Decimal(str(stored["highest"])), stored["share"], known, stored["is_absent"])
    at = stored["at"]
    return FileMark(result, stored["remark"] or "", stored["by"], None if at is None else datetime.fromisoformat(at))


def joined(query: Select[*tuple[Any, ...]]) -> Any:
    """A statement about applications, with the test of the call and the mark that was handed over."""
    return query.outerjoin(LanguageTest, LanguageTest.call_id == Application.call_id).outerjoin(
        LanguageMark, handed_over()
    )


def handed_over() -> ColumnElement[bool]:
    """The mark of the enclosing query's application, where the office knows of it."""
    return and_(LanguageMark.application_id == Application.id, LanguageMark.handed_over_at.is_not(None))


def result_of(row: Any) -> LanguageResult | None:
    """What a row of such a statement says; None where the call has no test."""
    return None if row.test_highest is None else _result(row)


def _result(row: Any) -> LanguageResult:
    return LanguageResult(row.test_name, row.test_highest, row.test_share, row.mark, bool(row.is_absent))


def _call_test(row: Any) -> CallTest:
    test: LanguageTest = row.LanguageTest
    return CallTest(
        id=test.id,
        version=test.version,
        name=test.name,
        highest=test.highest,
        share=test.share,
        due_at=test.due_at,
        closed_at=test.closed_at,
        closed_by=row.closer,
        open_count=row.open_count,
        entered_count=row.entered_count,
        handed_over_count=row.handed_over_count,
    )
