"""Students: the record an office needs of them, and facts about them with where each one comes from."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from mobility.database import Base
from mobility.models.columns import Created, InstitutionKey, Json, Key, Short
from mobility.models.privacy import privacy


class Student(Base):
    """A student's record. Latin name, gender and nationality stand as in the travel document, as far as they are known.

    The family part of the Latin name may be empty; a nationality is the ISO 3166 code of two letters.
    """

    __tablename__ = "student"
    __privacy__ = privacy(
        internal="version",
        personal="number name latin_family_name latin_given_name sort_key category level is_vocational "
        "entry_year program_years class_name major field birth_on study_status gender nationality",
    )
    __table_args__ = (
        UniqueConstraint("institution_id", "number"),
        Index("ix_student_institution_sort_key", "institution_id", "sort_key", "id"),
        CheckConstraint("category IN ('mainland', 'hmt_overseas_chinese', 'international')", name="category"),
        CheckConstraint("gender IN ('female', 'male', 'unspecified')", name="gender"),
        CheckConstraint("nationality ~ '^[A-Z]{2}$'", name="nationality"),
    )

    id: Mapped[Key]
    institution_id: Mapped[InstitutionKey]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), unique=True)
    number: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))
    latin_family_name: Mapped[str] = mapped_column(String(100), server_default="")
    latin_given_name: Mapped[str] = mapped_column(String(100), server_default="")
    sort_key: Mapped[str] = mapped_column(String(300), server_default="")
    category: Mapped[Short] = mapped_column(server_default="mainland")
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    level: Mapped[int] = mapped_column(Integer)
    is_vocational: Mapped[bool] = mapped_column(server_default=text("false"))
    entry_year: Mapped[int] = mapped_column(Integer)
    program_years: Mapped[int] = mapped_column(Integer)
    class_name: Mapped[str] = mapped_column(String(100), server_default="")
    major: Mapped[str] = mapped_column(String(200), server_default="")
    field: Mapped[str] = mapped_column(String(4))
    birth_on: Mapped[date] = mapped_column(Date)
    study_status: Mapped[Short] = mapped_column(server_default="enrolled")
    gender: Mapped[Short | None]
    nationality: Mapped[str | None] = mapped_column(String(2))
    version: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[Created]

    __mapper_args__: dict[str, Any] = {"version_id_col": version}


class StudentFact(Base):
    """A fact such as a grade average, a rank or a language result, with its scale, date and source.

    `key` is `gpa`, `average`, `rank`, `has_fails`, `language:<test>` or `participation:<kind of program>`; `value` is
    shaped by the key: `{"value": 3.4}`, `{"position": 5, "of": 80}`, `{"value": false}`,
    `{"score": 6.5, "skills": {…}, "taken_on": …}`, `{"year": 2023}`.
    """

    __tablename__ = "student_fact"
    __privacy__ = privacy(internal="key source", personal="value scale as_of")
    __table_args__ = (
        CheckConstraint("source IN ('records', 'declared', 'confirmed')", name="source"),
        Index("uq_student_fact_key", "student_id", "key", unique=True),
    )

    id: Mapped[Key]
    institution_id: Mapped[InstitutionKey]
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id"))
    key: Mapped[Short]
    value: Mapped[Json]
    scale: Mapped[str | None] = mapped_column(String(16))
    as_of: Mapped[date | None] = mapped_column(Date)
    source: Mapped[Short]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    updated_at: Mapped[Created]
