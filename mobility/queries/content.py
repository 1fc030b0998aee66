"""Reads what an application holds: answers, documents, wishes and record, with the definitions it began with."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import Select, bindparam, func, select

from mobility.core.calendar.zones import local_date
from mobility.core.eligibility import Rules, age_on
from mobility.core.programs.form import Form
from mobility.core.questions.answers import flatten, visible_answers
from mobility.core.questions.documents import DocumentKind, asked_documents, asked_in, missing_documents, papers_of
from mobility.core.questions.progress import SectionProgress, progress
from mobility.core.questions.shapes import Answers, Facts
from mobility.core.terms import Param, Reason
from mobility.database import db, now
from mobility.models import Application, Call, Partner, Program, ProgramPartner, SectionAnswers, Submission
from mobility.queries import definitions
from mobility.queries.hosts import Option, standings, wishes
from mobility.queries.stored_documents import StoredDocument, current_documents, current_states, document_of
from mobility.queries.students import StudentRecord, record_of

ADULT_AT: Final = 18
"""Years: below it the guardian's consent is asked for."""

WISHES: Final = "wishes"
"""The key of the ranked wishes among the items of an application, beside those of sections and documents."""


@dataclass(frozen=True, slots=True)
class Held:
    """Everything one application holds, with the definitions it began with: what judging and pages start from."""

    application_id: int
    call_id: int
    stage: str
    form: Form
    rules: Rules
    record: StudentRecord
    answers: Mapping[str, Answers]
    revisions: Mapping[str, int]
    documents: Mapping[str, StoredDocument]
    facts: Facts
    starts_on: date | None
    today: date
    snapshot: Mapping[str, Any] | None
    submitted_sections: Mapping[str, Answers]
    choice_limit: int | None = None
    wishes: tuple[Option, ...] = ()
    is_willing: bool = False
    choices_revision: int = 0
    missing_wishes: tuple[Reason, ...] = ()

    @property
    def flat_answers(self) -> Answers:
        return flatten(self.answers)

    @property
    def progress(self) -> tuple[SectionProgress, ...]:
        return progress(self.form.questionnaire, self.answers, self.facts)

    @property
    def asked_documents(self) -> tuple[DocumentKind, ...]:
        visible = visible_answers(self.form.questionnaire, self.flat_answers, self.facts)
        return asked_documents(self.form.documents, visible, self.facts)

    @property
    def missing_documents(self) -> tuple[str, ...]:
        """Kinds that are required now and have no file."""
        visible = visible_answers(self.form.questionnaire, self.flat_answers, self.facts)
        return missing_documents(self.form.documents, self.documents, visible, self.facts)

    def papers(self, stage: str) -> tuple[DocumentKind, ...]:
        """The kinds for which that stage waits."""
        visible = visible_answers(self.form.questionnaire, self.flat_answers, self.facts)
        return papers_of(self.form.documents, stage, visible, self.facts)

    def missing_papers(self, stage: str) -> tuple[str, ...]:
        """Kinds for which that stage waits and that have no file, or one that was returned."""
        return tuple(
            kind.key
            for kind in self.papers(stage)
            if kind.key in self.returned_documents or (kind.is_required and kind.key not in self.documents)
        )

    def awaited(self, stage: str) -> frozenset[str]:
        """Kinds that may be handed in while that stage goes on: its papers until accepted, and what was given back."""
        accepted = {key for key, one in self.documents.items() if one.state == "accepted"}
        return frozenset({kind.key for kind in self.papers(stage)} - accepted) | frozenset(self.returned_documents)

    @property
    def items(self) -> tuple[str, ...]:
        """Keys of the sections, the wishes and the kinds of document asked of this student now, in order."""
        sections = [section.key for section in self.form.questionnaire.sections]
        wished = [] if self.choice_limit is None else [WISHES]
        return (*sections, *wished, *(kind.key for kind in self.shown_documents if asked_in(kind, self.stage)))

    @property
    def shown_documents(self) -> tuple[DocumentKind, ...]:
        """The kinds asked of this student by now: those that hold up a later stage only once they are there."""
        return tuple(kind for kind in self.asked_documents if asked_in(kind, self.stage) or kind.key in self.documents)

    @property
    def lacking_items(self) -> frozenset[str]:
        """Items without which nothing can be handed in."""
        sections = [one.key for one in self.progress if is_lacking(one)]
        wished = [WISHES] if self.missing_wishes else []
        return frozenset((*sections, *wished, *self.missing_documents, *self.returned_documents))

    @property
    def fingerprint(self) -> str:
        """Changes with every save and every file, so that what is handed in is what was looked at."""
        revisions = [*sorted(self.revisions.items()), ("", self.choices_revision)]
        files = sorted(one.id for one in self.documents.values())
        return sha256(repr((revisions, files)).encode()).hexdigest()[:20]

    @property
    def returned_documents(self) -> tuple[str, ...]:
        """Kinds, of those still asked for, whose file was returned by a desk and not replaced yet."""
        back = {kind for kind, one in self.documents.items() if one.state == "returned"}
        return tuple(kind.key for kind in self.asked_documents if kind.key in back)


def _missing_wishes(wished: Sequence[Option], record: StudentRecord, today: date) -> Iterator[Reason]:
    """Where hosts are wished for at least one is, all are still offered, and none is out of the student's reach."""
    if not wished:
        yield Reason("wishes.missing")
    for one in standings(wished, record, today):
        name: dict[str, Param] = {"en": one.option.name.en, "zh_Hans": one.option.name.zh_Hans}
        if not one.option.is_open:
            yield Reason("wishes.withdrawn", name)
        elif not one.verdict.may_apply:
            yield Reason("wishes.not_eligible", name)


def hold(application_id: int) -> Held:
    """Read everything that one application holds, in two statements, three where hosts are wished for."""
    row = db.session.execute(_query(), {"application_id": application_id}).one_or_none()
    if row is None:
        raise LookupError(f"no application with id {application_id}")
    record = record_of(row.student_id)
    today = local_date(now(), row.time_zone)
    wished = wishes(application_id) if row.choice_limit is not None else ()
    return Held(
        application_id=application_id,
        call_id=row.call_id,
        stage=row.state,
        form=definitions.form(row.questionnaire_id),
        rules=definitions.rules(row.eligibility_id),
        record=record,
        answers=row.answers or {},
        revisions=row.revisions or {},
        documents={one["kind"]: document_of(one) for one in row.documents or ()},
        facts=condition_facts(record, today, row.program_kind, row.countries),
        starts_on=row.starts_on,
        today=today,
        snapshot=row.snapshot,
        submitted_sections=row.submitted_sections or {},
        choice_limit=row.choice_limit,
        wishes=wished,
        is_willing=row.is_willing,
        choices_revision=row.choices_revision,
        missing_wishes=tuple(_missing_wishes(wished, record, today)) if row.choice_limit is not None else (),
    )


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
        .add_columns(Program.kind.label("program_kind"), _countries().label("countries"))
        .add_columns(_answers("values").label("answers"), current_states().label("documents"))
        .join(Call, Call.id == Application.call_id)
        .join(Program, Program.id == Call.program_id)
        .where(Application.id.in_(sorted(application_ids)), Application.student_id == student_id)
    )
    record = record_of(student_id)
    return {row.id: _lacking(row, record) for row in db.session.execute(query)}


def _lacking(row: Any, record: StudentRecord) -> Lacking:
    form, states = definitions.form(row.questionnaire_id), row.documents or {}
    known = condition_facts(record, local_date(now(), row.time_zone), row.program_kind, row.countries)
    visible = visible_answers(form.questionnaire, flatten(row.answers or {}), known)
    asked = asked_documents(form.documents, visible, known)
    returned = tuple(kind.key for kind in asked if states.get(kind.key) == "returned")
    awaited = papers_of(form.documents, row.state, visible, known)
    papers = (kind.key for kind in awaited if kind.key in returned or (kind.is_required and kind.key not in states))
    return Lacking(returned, tuple(papers))


def condition_facts(record: StudentRecord, today: date, program_kind: str, countries: list[str] | None) -> Facts:
    """What conditions of questions and documents may ask about; `destination` is known where all hosts share it."""
    return {
        "is_minor": age_on(record.birth_on, today) < ADULT_AT,
        "category": record.category,
        "level": record.level,
        "is_vocational": record.is_vocational,
        "entry_year": record.entry_year,
        "field": record.field,
        "unit_code": record.unit_code,
        "study_status": record.study_status,
        "destination": countries[0] if countries is not None and len(countries) == 1 else None,
        "program_kind": program_kind,
    }


def is_lacking(section: SectionProgress) -> bool:
    """Tell whether a section stands in the way of a submit."""
    return bool(section.missing or section.flawed)


@cache
def _query() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Application.call_id,
            Application.student_id,
            Application.questionnaire_id,
            Application.eligibility_id,
            Application.snapshot,
            Application.state,
            Application.is_willing,
            Application.choices_revision,
            Call.choice_limit,
            Call.starts_on,
            Call.time_zone,
            Program.kind.label("program_kind"),
            _answers("values").label("answers"),
            _answers("revision").label("revisions"),
            current_documents().label("documents"),
            _countries().label("countries"),
            _last_submitted().label("submitted_sections"),
        )
        .join(Call, Call.id == Application.call_id)
        .join(Program, Program.id == Call.program_id)
        .where(Application.id == bindparam("application_id"))
    )


def _answers(column: str) -> Any:
    values = func.jsonb_object_agg(SectionAnswers.section_key, getattr(SectionAnswers, column))
    return select(values).where(SectionAnswers.application_id == Application.id).scalar_subquery()


def _countries() -> Any:
    query = select(func.array_agg(Partner.country.distinct()))
    query = query.join(ProgramPartner, ProgramPartner.partner_id == Partner.id)
    return query.where(ProgramPartner.program_id == Call.program_id).scalar_subquery()


def _last_submitted() -> Any:
    query = select(Submission.content["sections"]).where(Submission.application_id == Application.id)
    return query.order_by(Submission.sequence.desc()).limit(1).scalar_subquery()
