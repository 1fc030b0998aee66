"""Programs, partners and calls, and the immutable definitions that a call points to."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from sqlalchemy import BigInteger, CheckConstraint, Date, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from mobility.database import Base
from mobility.models.columns import Created, Folded, InstitutionKey, Json, Key, Moment, Short, Words
from mobility.models.privacy import privacy

_TRIGRAMS: Final = {"search_key": "gin_trgm_ops"}


def _by_trigrams(table: str) -> Index:
    """What finds any part of a search key, and what is written much like it."""
    return Index(f"ix_{table}_search_key", "search_key", postgresql_using="gin", postgresql_ops=_TRIGRAMS)


class Partner(Base):
    """A host institution abroad. `country` is the ISO 3166 code of the country or region.

    Here as below, `search_key` and `sort_key` follow the names by themselves (models/keys.py).
    """

    __tablename__ = "partner"
    __privacy__ = privacy(public="key name country city website", internal="search_key sort_key")
    __table_args__ = (UniqueConstraint("institution_id", "key"), _by_trigrams("partner"))

    id: Mapped[Key]
    institution_id: Mapped[InstitutionKey]
    key: Mapped[Short]
    name: Mapped[Words]
    country: Mapped[str] = mapped_column(String(2))
    city: Mapped[Words | None]
    website: Mapped[str | None] = mapped_column(String(300))
    search_key: Mapped[Folded]
    sort_key: Mapped[Folded]


class Program(Base):
    """What recurs: a summer school, a scholarship, an exchange. Its editions are calls."""

    __tablename__ = "program"
    __privacy__ = privacy(public="key kind name summary", internal="search_key")
    __table_args__ = (UniqueConstraint("institution_id", "key"), _by_trigrams("program"))

    id: Mapped[Key]
    institution_id: Mapped[InstitutionKey]
    key: Mapped[Short]
    kind: Mapped[Short]
    name: Mapped[Words]
    summary: Mapped[Words]
    search_key: Mapped[Folded]


class ProgramPartner(Base):
    """A host of a program, in the order in which it is shown."""

    __tablename__ = "program_partner"
    __privacy__ = privacy(internal="position")

    program_id: Mapped[int] = mapped_column(ForeignKey("program.id"), primary_key=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("partner.id"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, server_default="0")


class Definition(Base):
    """A published version of a workflow, questionnaire or set of eligibility rules; inserted, never changed."""

    __tablename__ = "definition"
    __privacy__ = privacy(internal="kind key version body")
    __table_args__ = (
        UniqueConstraint("institution_id", "kind", "key", "version"),
        CheckConstraint("kind IN ('workflow', 'questionnaire', 'eligibility')", name="kind"),
    )

    id: Mapped[Key]
    institution_id: Mapped[InstitutionKey]
    kind: Mapped[Short]
    key: Mapped[Short]
    version: Mapped[int] = mapped_column(Integer)
    body: Mapped[Json]
    created_at: Mapped[Created]


class Call(Base):
    """One edition of a program: its dates, texts and places, and the definitions its applications begin with.

    `choice_limit`: how many host options a student may rank; None where hosts are not wished for. `first_timers`: how
    they stand in the order, see `core.scoring.first_timers`.
    """

    __tablename__ = "call"
    __privacy__ = privacy(
        public="key edition title state time_zone place_count choice_limit fee_minor fee_currency "
        "starts_on first_timers notice conditions costs funding timetable contact bond",
        internal="search_key sort_key grace_seconds number_prefix last_number school_cap group_minimum "
        "is_rank_needed settings version",
    )
    __table_args__ = (
        UniqueConstraint("institution_id", "key"),
        _by_trigrams("call"),
        CheckConstraint("opens_at < deadline_at", name="opens_before_deadline"),
        CheckConstraint("state IN ('draft', 'published', 'closed', 'cancelled')", name="state"),
        CheckConstraint("choice_limit > 0", name="choice_limit"),
        CheckConstraint("first_timers IN ('equal', 'ties', 'ahead')", name="first_timers"),
        CheckConstraint("group_minimum > 0", name="group_minimum"),
        CheckConstraint("fee_minor > 0 AND fee_currency IS NOT NULL OR fee_minor IS NULL", name="fee"),
    )

    id: Mapped[Key]
    institution_id: Mapped[InstitutionKey]
    program_id: Mapped[int] = mapped_column(ForeignKey("program.id"), index=True)
    key: Mapped[Short]
    edition: Mapped[int] = mapped_column(Integer)
    title: Mapped[Words]
    search_key: Mapped[Folded]
    sort_key: Mapped[Folded]
    state: Mapped[Short] = mapped_column(server_default="draft")
    opens_at: Mapped[Moment]
    deadline_at: Mapped[Moment]
    time_zone: Mapped[Short]
    grace_seconds: Mapped[int] = mapped_column(Integer, server_default="300")
    workflow_id: Mapped[int] = mapped_column(ForeignKey("definition.id"))
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("definition.id"))
    eligibility_id: Mapped[int] = mapped_column(ForeignKey("definition.id"))
    number_prefix: Mapped[str] = mapped_column(String(24))
    last_number: Mapped[int] = mapped_column(Integer, server_default="0")
    place_count: Mapped[int | None] = mapped_column(Integer)
    school_cap: Mapped[int | None] = mapped_column(Integer)
    choice_limit: Mapped[int | None] = mapped_column(Integer)
    first_timers: Mapped[Short] = mapped_column(server_default="equal")
    group_minimum: Mapped[int | None] = mapped_column(Integer)
    fee_minor: Mapped[int | None] = mapped_column(BigInteger)
    fee_currency: Mapped[str | None] = mapped_column(String(3))
    starts_on: Mapped[date | None] = mapped_column(Date)
    is_rank_needed: Mapped[bool] = mapped_column(server_default=text("true"))
    notice: Mapped[Words]
    conditions: Mapped[Words | None]
    costs: Mapped[Words | None]
    funding: Mapped[Words | None]
    timetable: Mapped[list[dict[str, object]]] = mapped_column(JSONB, server_default="[]")
    contact: Mapped[Words | None]
    bond: Mapped[Words | None]
    settings: Mapped[Json] = mapped_column(server_default="{}")
    version: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[Created]
    published_at: Mapped[Moment | None]

    __mapper_args__: dict[str, Any] = {"version_id_col": version}


class CallAttachment(Base):
    """A file offered on the public page of a call."""

    __tablename__ = "call_attachment"
    __privacy__ = privacy(public="title file_name media_type byte_count", internal="storage_key")

    id: Mapped[Key]
    institution_id: Mapped[InstitutionKey]
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"), index=True)
    title: Mapped[Words]
    storage_key: Mapped[str] = mapped_column(String(80), unique=True)
    file_name: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(100))
    byte_count: Mapped[int] = mapped_column(Integer)
