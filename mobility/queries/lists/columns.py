"""The columns that lists are made of. Each brings what it reads, so a list reads nothing that it does not show."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import and_, case, exists, func, select

from mobility.models import (
    Application,
    Call,
    Choice,
    Decision,
    HostOption,
    LanguageMark,
    Partner,
    Review,
    Student,
    Unit,
    User,
)
from mobility.queries import language_tests


class Kind(StrEnum):
    """How a column's value becomes words."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    MOMENT = "moment"
    CODE = "code"
    REGION = "region"
    TERM = "term"
    STAGE = "stage"
    COUNT = "count"
    MARK = "mark"
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `key` names its words (`column.<key>`), `width` is in Latin characters.

    `source` is the SQL expression it reads, None for what is counted (COUNT) or left to be written by hand (BLANK).
    `prefix` and the value make the code of a CODE column.
    """

    key: str
    width: int
    kind: Kind = Kind.TEXT
    source: Any = None
    prefix: str = ""


_MEAN: Final = (
    select(func.round(func.avg(Review.score), 2))
    .where(Review.application_id == Application.id, Review.submitted_at.is_not(None), Review.conflict_reason.is_(None))
    .correlate(Application)
    .scalar_subquery()
)
_WISH: Final = and_(Choice.application_id == Application.id, Choice.host_option_id == HostOption.id)
_WISH_RANK: Final = select(Choice.rank).where(_WISH).correlate(Application, HostOption).scalar_subquery()
_EXCEPTION: Final = case(
    (and_(HostOption.id.is_not(None), ~exists().where(_WISH).correlate(Application, HostOption)), "not_a_wish")
)

_ABSENT: Final = -1
_LANGUAGE_MARK: Final = (
    select(func.coalesce(LanguageMark.mark, _ABSENT)).where(language_tests.handed_over()).correlate(Application)
).scalar_subquery()

COUNT: Final = Column("count", 6, Kind.COUNT)
SEAT: Final = Column("seat", 6, Kind.COUNT)
SIGNATURE: Final = Column("signature", 18, Kind.BLANK)
REACHED: Final = Column("reached", 16, Kind.BLANK)
REMARK: Final = Column("remark", 20, Kind.BLANK)

NUMBER: Final = Column("number", 16, source=Application.number)
NAME: Final = Column("name", 14, source=Student.name)
LATIN_FAMILY_NAME: Final = Column("latin_family_name", 16, source=Student.latin_family_name)
LATIN_GIVEN_NAME: Final = Column("latin_given_name", 18, source=Student.latin_given_name)
STUDENT_NUMBER: Final = Column("student_number", 14, source=Student.number)
SCHOOL: Final = Column("school", 20, source=Unit.name)
MAJOR: Final = Column("major", 16, source=Student.major)
CLASS: Final = Column("class", 16, source=Student.class_name)
ENTRY_YEAR: Final = Column("entry_year", 8, Kind.NUMBER, Student.entry_year)
LEVEL: Final = Column("level", 12, Kind.CODE, Student.level, prefix="level.")
BIRTH_DAY: Final = Column("birth_on", 12, Kind.DAY, Student.birth_on)
CATEGORY: Final = Column("category", 16, Kind.CODE, Student.category, prefix="category.")
EMAIL: Final = Column("email", 26, source=User.email)
PHONE: Final = Column("phone", 16, source=User.phone)
GENDER: Final = Column("gender", 8, Kind.CODE, Student.gender, prefix="gender.")
NATIONALITY: Final = Column("nationality", 14, Kind.REGION, Student.nationality)

CALL: Final = Column("call", 30, source=Call.title)
STAGE: Final = Column("stage", 18, Kind.STAGE, Application.state)
SINCE: Final = Column("since", 16, Kind.MOMENT, Application.state_since)
DUE: Final = Column("due", 16, Kind.MOMENT, Application.due_at)
SUBMITTED: Final = Column("submitted", 16, Kind.MOMENT, Application.submitted_at)
RECOMMENDATION: Final = Column("recommendation", 14, Kind.CODE, Application.school_outcome, prefix="recommendation.")
SCHOOL_RANK: Final = Column("school_rank", 8, Kind.NUMBER, Application.school_rank)
SCHOOL_REASON: Final = Column("school_reason", 24, source=Application.school_reason)
DECISION: Final = Column("decision", 12, Kind.CODE, Decision.outcome, prefix="decision.")
POSITION: Final = Column("position", 8, Kind.NUMBER, Decision.position)
MEAN: Final = Column("mean_score", 10, Kind.NUMBER, _MEAN)
LANGUAGE_MARK: Final = Column("language_mark", 10, Kind.MARK, _LANGUAGE_MARK)
"""A mark that was handed over; below 0 for whoever was absent."""
WISH: Final = Column("wish", 8, Kind.NUMBER, _WISH_RANK)
EXCEPTION: Final = Column("exception", 22, Kind.CODE, _EXCEPTION, prefix="list_exception.")

HOST: Final = Column("host", 24, source=Partner.name)
REGION: Final = Column("region", 14, Kind.REGION, Partner.country)
TERM: Final = Column("term", 16, Kind.TERM, HostOption.term)
LENGTH: Final = Column("length", 8, Kind.NUMBER, HostOption.length_months)
STARTS: Final = Column("starts_on", 12, Kind.DAY, func.coalesce(HostOption.starts_on, Call.starts_on))
ENDS: Final = Column("ends_on", 12, Kind.DAY, HostOption.ends_on)
