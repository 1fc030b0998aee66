"""Selection: schools' lists, reviews, proposed lists, decisions and offers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, Numeric, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from mobility.database import Base
from mobility.models.columns import Created, InstitutionKey, Key, Moment, Short
from mobility.models.privacy import privacy


class SchoolList(Base):
    """The list that one school hands in for one call; `cap` is how many it may recommend, None for no limit.

    `prepared_at` is set while the list waits for the vice dean, where the institution asks for that; `return_note` is
    what the vice dean wants changed.
    """

    __tablename__ = "school_list"
    __privacy__ = privacy(internal="cap note return_note version")
    __table_args__ = (UniqueConstraint("call_id", "unit_id"),)

    id: Mapped[Key]
    institution_id: Mapped[InstitutionKey]
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    cap: Mapped[int | None] = mapped_column(Integer)
    handed_in_at: Mapped[Moment | None]
    handed_in_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    note: Mapped[str | None] = mapped_column(Text)
    prepared_at: Mapped[Moment | None]
    prepared_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    prepared_for: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    return_note: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__: dict[str, Any] = {"version_id_col": version}


class Review(Base):
    """One reviewer's score of one application, from 0 to 100, or the conflict that keeps them from it."""

    __tablename__ = "review"
    __privacy__ = privacy(internal="version", personal="score comment conflict_reason")
    __table_args__ = (
        UniqueConstraint("application_id", "reviewer_id"),
        CheckConstraint("score BETWEEN 0 AND 100", name="score"),
        CheckConstraint("submitted_at IS NULL OR score IS NOT NULL", name="submitted_with_score"),
        Index("ix_review_reviewer", "reviewer_id", "submitted_at"),
    )

    id: Mapped[Key]
    institution_id: Mapped[InstitutionKey]
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    assigned_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    assigned_at: Mapped[Created]
    due_at: Mapped[Moment | None]
    score: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    comment: Mapped[str | None] = mapped_column(Text)
    submitted_at: Mapped[Moment | None]
    conflict_reason: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__: dict[str, Any] = {"version_id_col": version}


class Proposal(Base):
    """A list of decisions that a coordinator proposes and the head approves or returns as a whole.

    `cleared_by` is the third person who let it be released, where the institution asks for one; `proposed_for` and
    `decided_for` are for whom a deputy did so.
    """

    __tablename__ = "proposal"
    __privacy__ = privacy(internal="state note decision_note version")
    __table_args__ = (
        CheckConstraint("state IN ('proposed', 'approved', 'returned', 'released')", name="state"),
        Index("uq_proposal_open", "call_id", unique=True, postgresql_where=text("state IN ('proposed', 'approved')")),
    )

    id: Mapped[Key]
    institution_id: Mapped[InstitutionKey]
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"), index=True)
    state: Mapped[Short] = mapped_column(server_default="proposed")
    note: Mapped[str | None] = mapped_column(Text)
    proposed_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    proposed_for: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    proposed_at: Mapped[Created]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_for: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[Moment | None]
    decision_note: Mapped[str | None] = mapped_column(Text)
    release_at: Mapped[Moment | None]
    released_at: Mapped[Moment | None]
    notice_until: Mapped[Moment | None]
    cleared_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    cleared_at: Mapped[Moment | None]
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__: dict[str, Any] = {"version_id_col": version}


class Decision(Base):
    """What a proposal says of one application; unseen by students until `released_at`."""

    __tablename__ = "decision"
    __privacy__ = privacy(personal="outcome position")
    __table_args__ = (
        CheckConstraint("outcome IN ('candidate', 'reserve', 'not_selected')", name="outcome"),
        CheckConstraint("(outcome = 'reserve') = (position IS NOT NULL)", name="position"),
        Index("uq_decision_current", "application_id", unique=True, postgresql_where=text("voided_at IS NULL")),
        Index(
            "uq_decision_position",
            "proposal_id",
            "position",
            unique=True,
            postgresql_where=text("voided_at IS NULL"),
        ),
    )

    id: Mapped[Key]
    institution_id: Mapped[InstitutionKey]
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    outcome: Mapped[Short]
    position: Mapped[int | None] = mapped_column(Integer)
    host_option_id: Mapped[int | None] = mapped_column(ForeignKey("host_option.id"))
    released_at: Mapped[Moment | None]
    voided_at: Mapped[Moment | None]


class Offer(Base):
    """A place offered to a student at a host, to be confirmed by an instant (拟派出资格)."""

    __tablename__ = "offer"
    __privacy__ = privacy(personal="state")
    __table_args__ = (
        CheckConstraint("state IN ('open', 'confirmed', 'declined', 'lapsed')", name="state"),
        Index(
            "uq_offer_current",
            "application_id",
            unique=True,
            postgresql_where=text("state IN ('open', 'confirmed')"),
        ),
    )

    id: Mapped[Key]
    institution_id: Mapped[InstitutionKey]
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    partner_id: Mapped[int] = mapped_column(ForeignKey("partner.id"))
    host_option_id: Mapped[int | None] = mapped_column(ForeignKey("host_option.id"))
    state: Mapped[Short] = mapped_column(server_default="open")
    opened_at: Mapped[Created]
    confirm_by: Mapped[Moment]
    answered_at: Mapped[Moment | None]
