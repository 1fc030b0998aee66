"""The lists there are. To add one, write one record: what it shows, who stands on it, in which order, who signs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, exists, or_

from mobility.core.programs import ends
from mobility.core.terms import Role
from mobility.core.workflow import Stage, StageKind, Workflow
from mobility.models import Application, Decision, Offer, Placement, Proposal, SchoolList, Student, Unit
from mobility.queries import stages
from mobility.queries.lists import columns as shown
from mobility.queries.lists.columns import Column

Condition = ColumnElement[bool]


class By(StrEnum):
    """What each sheet of a list is about."""

    CALL = "call"
    SCHOOL = "school"
    HOST = "host"
    STAGE = "stage"


@dataclass(frozen=True, slots=True)
class OfficeList:
    """One list. `who` says, at an instant, which applications stand on it; `boxes` are signed or sealed below it."""

    key: str
    columns: tuple[Column, ...]
    who: Callable[[datetime], Condition]
    order: tuple[Any, ...]
    by: By = By.CALL
    boxes: tuple[str, ...] = ("prepared", "office_head", "office_seal")


_BY_NAME: Final = (Unit.sort_key, Student.sort_key, Application.id)
_BY_OUTCOME: Final = (case({"candidate": 1, "reserve": 2}, value=Decision.outcome, else_=3), Decision.position)
_BY_SCHOOL: Final = (
    case({"recommended": 1, "alternate": 2}, value=Application.school_outcome, else_=3),
    Application.school_rank.nulls_last(),
)
_LOST: Final = tuple(end.key for end in ends.ALL if not end.is_good_end)


def _of_schools(_now: datetime) -> Condition:
    """What schools have handed in; a list still being ranked is the school's own."""
    handed_in = exists().where(
        SchoolList.call_id == Application.call_id,
        SchoolList.unit_id == Application.unit_id,
        SchoolList.handed_in_at.is_not(None),
    )
    return and_(Application.school_outcome.is_not(None), handed_in.correlate(Application))


def _ranked(_now: datetime) -> Condition:
    return Application.school_outcome.is_not(None)


def _decided(_now: datetime) -> Condition:
    return Decision.id.is_not(None)


def _in_notice(now: datetime) -> Condition:
    """Candidates and alternates of a notice that runs at this instant: before and after it nobody is on the list."""
    running = exists().where(
        Proposal.id == Decision.proposal_id,
        Proposal.state == "released",
        Proposal.released_at <= now,
        Proposal.notice_until > now,
    )
    return and_(
        Decision.released_at.is_not(None),
        Decision.outcome.in_(("candidate", "reserve")),
        Application.state.not_in([end.key for end in ends.ALL]),
        running.correlate(Decision),
    )


def _confirmed(_now: datetime) -> Condition:
    return and_(
        or_(Offer.state == "confirmed", and_(Placement.id.is_not(None), Offer.id.is_(None))),
        Application.state.not_in(_LOST),
        ~stages.of_kind(StageKind.PROPOSAL, StageKind.APPROVED, StageKind.ASSESSMENT),
    )


def _going(_now: datetime) -> Condition:
    return and_(Offer.state == "confirmed", Application.state.not_in(_LOST))


def _examined(_now: datetime) -> Condition:
    return stages.where(_is_examined)


def _is_examined(workflow: Workflow, stage: Stage) -> bool:
    """A stage of the home selection, or one whose outcome is an examination's."""
    outcomes = [move.outcome or "" for move in workflow.moves_from(stage.key)]
    return stage.kind is StageKind.ASSESSMENT or any(outcome.startswith("exam_") for outcome in outcomes)


def _unanswered(_now: datetime) -> Condition:
    """Files that wait for their students: an offer to confirm, a file to mend, one recalled and not handed in again."""
    return stages.where(lambda _workflow, stage: stage.holder is Role.STUDENT and not stage.is_end)


SCHOOL: Final = OfficeList(
    key="school",
    columns=(
        *(shown.SCHOOL_RANK, shown.RECOMMENDATION, shown.NAME, shown.STUDENT_NUMBER, shown.MAJOR),
        *(shown.CLASS, shown.NUMBER, shown.SCHOOL_REASON),
    ),
    who=_of_schools,
    order=(*_BY_SCHOOL, *_BY_NAME),
    by=By.SCHOOL,
    boxes=("prepared", "school_leader", "school_seal"),
)
OWN_SCHOOL: Final = OfficeList("school", SCHOOL.columns, _ranked, SCHOOL.order, By.SCHOOL, SCHOOL.boxes)
"""The same sheet at the school itself, which prints it for signature and seal before it hands it in."""

PROPOSED: Final = OfficeList(
    key="proposed",
    columns=(
        *(shown.COUNT, shown.DECISION, shown.POSITION, shown.NAME, shown.NUMBER, shown.SCHOOL, shown.MAJOR),
        *(shown.RECOMMENDATION, shown.SCHOOL_RANK, shown.MEAN, shown.LANGUAGE_MARK, shown.WISH, shown.EXCEPTION),
    ),
    who=_decided,
    order=(*_BY_OUTCOME, *_BY_NAME),
    by=By.HOST,
)

_ALL: Final = (
    SCHOOL,
    PROPOSED,
    OfficeList(
        key="notice",
        columns=(shown.COUNT, shown.DECISION, shown.POSITION, shown.NAME, shown.SCHOOL, shown.MAJOR, shown.CLASS),
        who=_in_notice,
        order=(*_BY_OUTCOME, *_BY_NAME),
        boxes=("office_seal",),
    ),
    OfficeList(
        key="nomination",
        columns=(
            *(shown.COUNT, shown.LATIN_FAMILY_NAME, shown.LATIN_GIVEN_NAME, shown.NAME, shown.GENDER),
            *(shown.BIRTH_DAY, shown.NATIONALITY, shown.EMAIL, shown.LEVEL, shown.MAJOR, shown.TERM, shown.LENGTH),
        ),
        who=_confirmed,
        order=_BY_NAME,
        by=By.HOST,
    ),
    OfficeList(
        key="going",
        columns=(
            *(shown.COUNT, shown.NAME, shown.STUDENT_NUMBER, shown.SCHOOL, shown.MAJOR, shown.CLASS, shown.LEVEL),
            *(shown.HOST, shown.REGION, shown.TERM, shown.STARTS, shown.ENDS),
        ),
        who=_going,
        order=_BY_NAME,
        boxes=("prepared", "office_seal", "received"),
    ),
    OfficeList(
        key="examination",
        columns=(
            *(shown.SEAT, shown.NAME, shown.STUDENT_NUMBER, shown.SCHOOL, shown.CLASS, shown.NUMBER),
            *(shown.SIGNATURE, shown.REMARK),
        ),
        who=_examined,
        order=_BY_NAME,
        by=By.STAGE,
        boxes=("invigilator", "office_seal"),
    ),
    OfficeList(
        key="unanswered",
        columns=(
            *(shown.COUNT, shown.NAME, shown.STUDENT_NUMBER, shown.CLASS, shown.STAGE, shown.DUE, shown.PHONE),
            *(shown.REACHED, shown.REMARK),
        ),
        who=_unanswered,
        order=_BY_NAME,
        by=By.SCHOOL,
        boxes=("prepared",),
    ),
)

CATALOG: Final[Mapping[str, OfficeList]] = {one.key: one for one in _ALL}
"""The lists of a call, in the order in which an office needs them."""

FILES: Final = OfficeList(
    key="files",
    columns=(
        *(shown.NUMBER, shown.NAME, shown.LATIN_FAMILY_NAME, shown.LATIN_GIVEN_NAME, shown.STUDENT_NUMBER),
        *(shown.SCHOOL, shown.MAJOR, shown.CLASS, shown.ENTRY_YEAR, shown.CALL, shown.STAGE, shown.SINCE, shown.DUE),
        *(shown.SUBMITTED, shown.RECOMMENDATION, shown.SCHOOL_RANK, shown.DECISION, shown.POSITION, shown.HOST),
        shown.LANGUAGE_MARK,
    ),
    who=lambda _now: Application.submission_count > 0,
    order=(Application.id,),
    boxes=(),
)
"""The desk's list of files, with what it shows and a little more; no address, telephone or date of birth."""
