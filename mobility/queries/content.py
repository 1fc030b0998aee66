"""Reads what an application holds: answers, documents, wishes and record, with the definitions it began with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from mobility.core.questions.documents import (
    DocumentKind,
    When,
    asked_documents,
    asked_in,
    missing_documents,
    papers_of,
    too_early,
)
from mobility.core.questions.expiry import Dates
from mobility.core.questions.progress import SectionProgress, progress
from mobility.core.questions.shapes import Answers, Facts
from mobility.core.terms import Param, Reason
from mobility.database import db, now
from mobility.models import Application, Call, Partner, Program, ProgramPartner, SectionAnswers, Submission
from mobility.queries import definitions
from mobility.queries.hosts import Option, standings, wishes
from mobility.queries.stay import dates_of, stay
from mobility.queries.stored_documents import StoredDocument, current_documents, document_of
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
    dates: Dates
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
        """Kinds for which that stage waits and that have no file, or one that was returned or does not last."""
        back = {*self.returned_documents, *self.too_early_documents}
        return tuple(
            kind.key
            for kind in self.papers(stage)
            if kind.key in back or (kind.is_required and kind.key not in self.documents)
        )

    @property
    def expiries(self) -> Mapping[str, Reason]:
        """Why documents that are there do not last as long as is asked of them, by kind; some of it is a warning."""
        last_days = {key: one.expires_on for key, one in self.documents.items()}
        return too_early(self.asked_documents, last_days, self.dates, self.today)

    @property
    def too_early_documents(self) -> tuple[str, ...]:
        """Kinds whose file does not last and counts as missing for it."""
        return blocked_by(self.asked_documents, self.expiries)

    def awaited(self, stage: str) -> frozenset[str]:
        """Kinds that may be handed in while that stage goes on: its papers until accepted, and what was given back."""
        accepted = {key for key, one in self.documents.items() if one.state == "accepted"} - {*self.too_early_documents}
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
        files = (*self.missing_documents, *self.returned_documents, *self.too_early_now)
        return frozenset((*sections, *wished, *files))

    @property
    def too_early_now(self) -> tuple[str, ...]:
        """Those of `too_early_documents` that are due at submit."""
        now_due = {kind.key for kind in self.asked_documents if kind.when is When.NOW}
        return tuple(key for key in self.too_early_documents if key in now_due)

    @property
    def fingerprint(self) -> str:
        """Changes with every save and every file, so that what is handed in is what was looked at."""
        revisions = [*sorted(self.revisions.items()), ("", self.choices_revision)]
        files = sorted((one.id, one.expires_on) for one in self.documents.values())
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
        dates=dates_of(row),
        today=today,
        snapshot=row.snapshot,
        submitted_sections=row.submitted_sections or {},
        choice_limit=row.choice_limit,
        wishes=wished,
        is_willing=row.is_willing,
        choices_revision=row.choices_revision,
        missing_wishes=tuple(_missing_wishes(wished, record, today)) if row.choice_limit is not None else (),
    )


def blocked_by(kinds: Iterable[DocumentKind], expiries: Mapping[str, Reason]) -> tuple[str, ...]:
    """Those of the kinds whose file ends too early and for which that counts as missing."""
    return tuple(kind.key for kind in kinds if kind.key in expiries and kind.expiry and kind.expiry.is_blocking)


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
            Call.deadline_at,
            Call.time_zone,
            stay().label("stay"),
            Program.kind.label("program_kind"),
            answers_of("values").label("answers"),
            answers_of("revision").label("revisions"),
            current_documents().label("documents"),
            countries().label("countries"),
            _last_submitted().label("submitted_sections"),
        )
        .join(Call, Call.id == Application.call_id)
        .join(Program, Program.id == Call.program_id)
        .where(Application.id == bindparam("application_id"))
    )


def answers_of(column: str) -> Any:
    """A scalar subquery: that column of the answers of the `Application` around it, by section, as JSON."""
    values = func.jsonb_object_agg(SectionAnswers.section_key, getattr(SectionAnswers, column))
    return select(values).where(SectionAnswers.application_id == Application.id).scalar_subquery()


def countries() -> Any:
    """A scalar subquery: the countries of the hosts of the `Call` around it."""
    query = select(func.array_agg(Partner.country.distinct()))
    query = query.join(ProgramPartner, ProgramPartner.partner_id == Partner.id)
    return query.where(ProgramPartner.program_id == Call.program_id).scalar_subquery()


def _last_submitted() -> Any:
    query = select(Submission.content["sections"]).where(Submission.application_id == Application.id)
    return query.order_by(Submission.sequence.desc()).limit(1).scalar_subquery()
