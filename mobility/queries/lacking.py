"""Reads what several applications of one student lack: documents given back, and papers for which a stage waits."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from mobility.core.calendar.zones import local_date
from mobility.core.questions.answers import flatten, visible_answers
from mobility.core.questions.documents import asked_documents, papers_of, too_early
from mobility.database import db, now
from mobility.models import Application, Call, Program
from mobility.queries import definitions
from mobility.queries.content import answers_of, blocked_by, condition_facts, countries
from mobility.queries.stay import dates_of, stay
from mobility.queries.stored_documents import current_last_days, current_states
from mobility.queries.students import StudentRecord, record_of


@dataclass(frozen=True, slots=True)
class Lacking:
    """Kinds of documents that a desk gave back, and papers for which the stage waits, as `Held` says."""

    returned: tuple[str, ...]
    papers: tuple[str, ...]


def lacking_of(application_ids: Collection[int], student_id: int) -> dict[int, Lacking]:
    """What these applications of one student lack, by their ids; in two statements, none without any."""
    if not application_ids:
        return {}
    query = (
        select(Application.id, Application.state, Application.questionnaire_id, Call.time_zone)
        .add_columns(Call.starts_on, Call.deadline_at, stay().label("stay"), current_last_days().label("last_days"))
        .add_columns(Program.kind.label("program_kind"), countries().label("countries"))
        .add_columns(answers_of("values").label("answers"), current_states().label("documents"))
        .join(Call, Call.id == Application.call_id)
        .join(Program, Program.id == Call.program_id)
        .where(Application.id.in_(sorted(application_ids)), Application.student_id == student_id)
    )
    record = record_of(student_id)
    return {row.id: _lacking(row, record) for row in db.session.execute(query)}


def _lacking(row: Any, record: StudentRecord) -> Lacking:
    form, states = definitions.form(row.questionnaire_id), row.documents or {}
    today = local_date(now(), row.time_zone)
    known = condition_facts(record, today, row.program_kind, row.countries)
    visible = visible_answers(form.questionnaire, flatten(row.answers or {}), known)
    asked = asked_documents(form.documents, visible, known)
    returned = tuple(kind.key for kind in asked if states.get(kind.key) == "returned")
    awaited = papers_of(form.documents, row.state, visible, known)
    last_days = {key: day and date.fromisoformat(day) for key, day in (row.last_days or {}).items()}
    back = {*returned, *blocked_by(asked, too_early(asked, last_days, dates_of(row), today))}
    papers = (kind.key for kind in awaited if kind.key in back or (kind.is_required and kind.key not in states))
    return Lacking(returned, tuple(papers))
