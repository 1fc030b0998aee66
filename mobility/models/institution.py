"""Universities and their inner tree of schools, colleges and offices."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    Interval,
    String,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from mobility.database import Base
from mobility.models.columns import Created, InstitutionKey, Json, Key, Moment, Short, Words
from mobility.models.privacy import privacy


class Institution(Base):
    """A university; chosen by host name, so nothing of one is visible in another."""

    __tablename__ = "institution"
    __privacy__ = privacy(
        public="key name short_name office_name hosts time_zone locale contact_email contact_phone address",
        internal="settings",
    )

    id: Mapped[Key]
    key: Mapped[Short] = mapped_column(unique=True)
    name: Mapped[Words]
    short_name: Mapped[Words]
    office_name: Mapped[Words]
    hosts: Mapped[list[str]] = mapped_column(ARRAY(String), server_default="{}")
    time_zone: Mapped[Short] = mapped_column(server_default="Asia/Shanghai")
    locale: Mapped[Short] = mapped_column(server_default="zh_Hans")
    contact_email: Mapped[str | None] = mapped_column(String(254))
    contact_phone: Mapped[str | None] = mapped_column(String(40))
    address: Mapped[Words | None]
    settings: Mapped[Json] = mapped_column(server_default="{}")
    created_at: Mapped[Created]


class Unit(Base):
    """A school, college, laboratory or office. `path` holds the ids from the root down to this unit itself."""

    __tablename__ = "unit"
    __privacy__ = privacy(public="kind code name", internal="path sort_key needs_vice_dean")
    __table_args__ = (UniqueConstraint("institution_id", "code"),)

    id: Mapped[Key]
    institution_id: Mapped[InstitutionKey]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    kind: Mapped[Short]
    code: Mapped[Short]
    name: Mapped[Words]
    path: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), server_default="{}")
    sort_key: Mapped[str] = mapped_column(String(200), server_default="")
    needs_vice_dean: Mapped[bool | None]


class Clock(Base):
    """One row: how far the product's clock is moved, for tests and the demo; production refuses any."""

    __tablename__ = "clock"
    __privacy__ = privacy(internal="shift")
    __table_args__ = (CheckConstraint("id", name="one_row"),)

    id: Mapped[bool] = mapped_column(Boolean, primary_key=True, server_default=text("true"))
    shift: Mapped[timedelta] = mapped_column(Interval, server_default="0")
    frozen_at: Mapped[Moment | None]


class WorkDay(Base):
    """A day that is not what its weekday says: a holiday, or a make-up day (调休) that is worked."""

    __tablename__ = "work_day"
    __privacy__ = privacy(public="is_worked name")

    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), primary_key=True)
    day_on: Mapped[date] = mapped_column(Date, primary_key=True)
    is_worked: Mapped[bool] = mapped_column(server_default=false())
    name: Mapped[Words]
