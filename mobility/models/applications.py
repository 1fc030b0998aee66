"""Applications: the case itself, its answers and the remarks on it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from mobility.database import Base
from mobility.models.columns import Created, InstitutionKey, Json, Key, Moment, Short
from mobility.models.privacy import privacy


class Application(Base):
    """One student's application to one call. `state` is assigned in the door alone.

    `waiting_position` orders a waiting list that is not part of a proposal: the funder's, or that of a rolling
    admission. `is_willing`: to be placed where no wish was (服从调剂).
    """

    __tablename__ = "application"
    __privacy__ = privacy(
        internal="state version submission_count returned_items choices_revision number",
        personal="snapshot school_outcome school_rank school_reason waiting_position is_willing",
    )
    __table_args__ = (
        UniqueConstraint("call_id", "student_id"),
        UniqueConstraint("institution_id", "number"),
        CheckConstraint("school_outcome IN ('recommended', 'alternate', 'not_recommended')", name="school_outcome"),
        CheckConstraint("school_rank > 0", name="school_rank"),
        Index("ix_application_call_state", "call_id", "state", "id"),
        Index("ix_application_unit_state", "unit_id", "state", "id"),
        Index("ix_application_student", "student_id"),
        Index(
            "ix_application_institution_since",
            *("institution_id", "state_since", "id"),
            postgresql_where=text("submission_count > 0"),
        ),
    )

    id: Mapped[Key]
    institution_id: Mapped[InstitutionKey]
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    workflow_id: Mapped[int] = mapped_column(ForeignKey("definition.id"))
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("definition.id"))
    eligibility_id: Mapped[int] = mapped_column(ForeignKey("definition.id"))
    number: Mapped[str | None] = mapped_column(String(40))
    state: Mapped[Short]
    state_since: Mapped[Created]
    due_at: Mapped[Moment | None]
    version: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[Created]
    submitted_at: Mapped[Moment | None]
    submission_count: Mapped[int] = mapped_column(Integer, server_default="0")
    snapshot: Mapped[Json | None]
    returned_until: Mapped[Moment | None]
    returned_items: Mapped[list[str]] = mapped_column(ARRAY(String), server_default="{}")
    school_outcome: Mapped[Short | None]
    school_rank: Mapped[int | None] = mapped_column(Integer)
    school_reason: Mapped[str | None] = mapped_column(Text)
    waiting_position: Mapped[int | None] = mapped_column(Integer)
    is_willing: Mapped[bool] = mapped_column(server_default=text("false"))
    choices_revision: Mapped[int] = mapped_column(Integer, server_default="0")

    __mapper_args__: dict[str, Any] = {"version_id_col": version}


class RecordChange(Base):
    """An application whose student's record may differ by now from what counts for it: triggers write and remove these.

    Whatever writes a record marks the files of its student, and a new snapshot or an end removes the mark. There is no
    foreign key, since its check would lock the application under whoever decides on it.
    """

    __tablename__ = "record_change"
    __privacy__ = privacy(internal="application_id")

    application_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    institution_id: Mapped[InstitutionKey]


class SectionAnswers(Base):
    """The answers to one section of the questionnaire, with a revision so that a stale save is noticed."""

    __tablename__ = "section_answers"
    __privacy__ = privacy(internal="section_key revision is_confirmed", personal="values")
    __table_args__ = (UniqueConstraint("application_id", "section_key"),)

    id: Mapped[Key]
    institution_id: Mapped[InstitutionKey]
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    section_key: Mapped[Short]
    values: Mapped[Json]
    revision: Mapped[int] = mapped_column(Integer, server_default="1")
    is_confirmed: Mapped[bool] = mapped_column(server_default=text("false"))
    saved_at: Mapped[Created]


class Submission(Base):
    """What was handed in, frozen: answers, document ids and the student's record, under one receipt number."""

    __tablename__ = "submission"
    __privacy__ = privacy(internal="sequence receipt_number", personal="content")
    __table_args__ = (UniqueConstraint("application_id", "sequence"), UniqueConstraint("receipt_number"))

    id: Mapped[Key]
    institution_id: Mapped[InstitutionKey]
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    sequence: Mapped[int] = mapped_column(Integer)
    receipt_number: Mapped[str] = mapped_column(String(48))
    content: Mapped[Json]
    submitted_at: Mapped[Created]


class Remark(Base):
    """What somebody wrote about an application: for the student's eyes, or internal."""

    __tablename__ = "remark"
    __privacy__ = privacy(internal="is_shown_to_student items", personal="body")
    __table_args__ = (Index("ix_remark_application", "application_id", "id"),)

    id: Mapped[Key]
    institution_id: Mapped[InstitutionKey]
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    body: Mapped[str] = mapped_column(Text)
    is_shown_to_student: Mapped[bool] = mapped_column(server_default=text("false"))
    items: Mapped[list[str]] = mapped_column(JSONB, server_default="[]")
    created_at: Mapped[Created]


class GivingUp(Base):
    """A student's word that an application is given up (放弃申请): it waits until `due_at`, so that it may be undone.

    Open until `closed_at`: then it was carried out, undone, overtaken by an end that came first, or refused for the
    reason whose code is `refusal`.
    """

    __tablename__ = "giving_up"
    __privacy__ = privacy(personal="reason note outcome refusal")
    __table_args__ = (
        CheckConstraint(
            "reason IN ('other_plan', 'studies', 'language', 'cost', 'family_or_health', 'other')", name="reason"
        ),
        CheckConstraint("outcome IN ('done', 'undone', 'overtaken', 'refused')", name="outcome"),
        CheckConstraint("(refusal IS NOT NULL) = (outcome IS NOT NULL AND outcome = 'refused')", name="refusal"),
        CheckConstraint("(outcome IS NULL) = (closed_at IS NULL)", name="closed"),
        Index("uq_giving_up_open", "application_id", unique=True, postgresql_where=text("closed_at IS NULL")),
        Index("ix_giving_up_due", "due_at", "id", postgresql_where=text("closed_at IS NULL")),
        Index("ix_giving_up_application", "application_id", "id"),
    )

    id: Mapped[Key]
    institution_id: Mapped[InstitutionKey]
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    reason: Mapped[Short]
    note: Mapped[str] = mapped_column(Text, server_default="")
    begun_at: Mapped[Created]
    due_at: Mapped[Moment]
    outcome: Mapped[Short | None]
    closed_at: Mapped[Moment | None]
    refusal: Mapped[Short | None]
