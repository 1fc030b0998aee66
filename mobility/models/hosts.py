"""Hosts and places: the options a call offers, what students wish for, and who holds which place."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from mobility.database import Base
from mobility.models.columns import Created, InstitutionKey, Key, Moment, Short, Words
from mobility.models.privacy import privacy


class HostOption(Base):
    """What one call offers at one host: a term, a length, a level or field, with its own places and conditions.

    `place_count` None: to be announced, so nobody can be placed yet. `taken_count` is counted by a trigger on
    `placement`, and its constraint is what keeps a place from being given twice. `eligibility_id` are the host's rules
    besides those of the call.
    """

    __tablename__ = "host_option"
    __privacy__ = privacy(
        public="key position term length_months level field place_count languages nominate_by starts_on "
        "ends_on note state",
        internal="taken_count version",
    )
    __table_args__ = (
        UniqueConstraint("call_id", "key"),
        CheckConstraint("place_count >= 0", name="place_count"),
        CheckConstraint("taken_count >= 0 AND taken_count <= coalesce(place_count, 0)", name="taken_count"),
        CheckConstraint("length_months > 0", name="length_months"),
        CheckConstraint("starts_on <= ends_on", name="starts_before_end"),
        CheckConstraint("state IN ('open', 'withdrawn')", name="state"),
        Index("ix_host_option_partner", "partner_id"),
    )

    id: Mapped[Key]
    institution_id: Mapped[InstitutionKey]
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    partner_id: Mapped[int] = mapped_column(ForeignKey("partner.id"))
    key: Mapped[Short]
    position: Mapped[int] = mapped_column(Integer, server_default="0")
    term: Mapped[str | None] = mapped_column(String(32))
    length_months: Mapped[int | None] = mapped_column(Integer)
    level: Mapped[int | None] = mapped_column(Integer)
    field: Mapped[str | None] = mapped_column(String(4))
    place_count: Mapped[int | None] = mapped_column(Integer)
    taken_count: Mapped[int] = mapped_column(Integer, server_default="0")
    languages: Mapped[list[str]] = mapped_column(ARRAY(String), server_default="{}")
    nominate_by: Mapped[date | None] = mapped_column(Date)
    starts_on: Mapped[date | None] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    eligibility_id: Mapped[int | None] = mapped_column(ForeignKey("definition.id"))
    note: Mapped[Words | None]
    state: Mapped[Short] = mapped_column(server_default="open")
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__: dict[str, Any] = {"version_id_col": version}


class Choice(Base):
    """A ranked wish (志愿): the first, second … host option that a student wants."""

    __tablename__ = "choice"
    __privacy__ = privacy(personal="rank")
    __table_args__ = (
        UniqueConstraint("application_id", "rank"),
        UniqueConstraint("application_id", "host_option_id"),
        CheckConstraint("rank > 0", name="rank"),
        Index("ix_choice_host_option", "host_option_id", "rank"),
    )

    id: Mapped[Key]
    institution_id: Mapped[InstitutionKey]
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    host_option_id: Mapped[int] = mapped_column(ForeignKey("host_option.id"))
    rank: Mapped[int] = mapped_column(Integer)


class Placement(Base):
    """A place at a host option that an application holds, until it is freed; a trigger counts them at the option."""

    __tablename__ = "placement"
    __table_args__ = (
        Index("uq_placement_current", "application_id", unique=True, postgresql_where=text("freed_at IS NULL")),
        Index("ix_placement_option", "host_option_id", postgresql_where=text("freed_at IS NULL")),
        Index("ix_placement_application", "application_id", "id"),
    )

    id: Mapped[Key]
    institution_id: Mapped[InstitutionKey]
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    host_option_id: Mapped[int] = mapped_column(ForeignKey("host_option.id"))
    taken_at: Mapped[Created]
    freed_at: Mapped[Moment | None]
