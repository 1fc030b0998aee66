"""What the product leaves behind and lives by: audit, letters, jobs and heartbeats."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from mobility.database import Base
from mobility.models.columns import Created, InstitutionKey, Json, Key, Moment, Short
from mobility.models.privacy import privacy


class AuditEvent(Base):
    """What happened, once and for all: the application's role can insert and read, never change or delete.

    `params` holds ids, codes and dates, never names or texts of people.
    """

    __tablename__ = "audit_event"
    __privacy__ = privacy(
        internal="actor_role action outcome object_kind object_id from_state to_state is_quiet params",
    )
    __table_args__ = (
        Index("ix_audit_event_application", "application_id", "id"),
        Index("ix_audit_event_institution", "institution_id", "id"),
        Index(
            "ix_audit_event_exceptions",
            *("institution_id", "id"),
            postgresql_where=text(
                "action IN ('late_code.manage', 'late.enter', 'facts.settle', 'qualification.decide', 'list.propose', "
                "'admission.decide', 'call.allow', 'call.extend')"
            ),
        ),
        Index(
            "ix_audit_event_history",
            *("institution_id", "object_kind", "object_id", "id"),
            postgresql_where=text(
                "action IN ('people.invite', 'people.edit', 'roles.edit', 'factors.edit', 'factors.end', "
                "'account_request.decide', 'data.import', 'settings.edit', 'person.export')"
            ),
        ),
    )

    id: Mapped[Key]
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"))
    happened_at: Mapped[Created]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    actor_role: Mapped[Short]
    action: Mapped[Short]
    outcome: Mapped[Short | None]
    object_kind: Mapped[Short]
    object_id: Mapped[int | None]
    application_id: Mapped[int | None] = mapped_column(ForeignKey("application.id"))
    from_state: Mapped[Short | None]
    to_state: Mapped[Short | None]
    is_quiet: Mapped[bool] = mapped_column(server_default=text("false"))
    params: Mapped[Json] = mapped_column(server_default="{}")


class AuditSeal(Base):
    """The link of one event in its institution's chain: `mac` covers the event and the seal before it.

    The key lies outside the database, and the application's role can insert and read here, never change or delete.
    """

    __tablename__ = "audit_seal"
    __privacy__ = privacy(internal="position mac institution_id")
    __table_args__ = (UniqueConstraint("institution_id", "position"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("audit_event.id"), primary_key=True, autoincrement=False)
    institution_id: Mapped[int] = mapped_column(BigInteger)
    position: Mapped[int] = mapped_column(BigInteger)
    mac: Mapped[bytes] = mapped_column(LargeBinary)


class AuditHead(Base):
    """The end of an institution's chain: how many seals there are, and the last one's `mac`.

    Locked last in each transaction, so whoever waits for it holds everything else already.
    """

    __tablename__ = "audit_head"
    __privacy__ = privacy(internal="position mac")

    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(BigInteger)
    mac: Mapped[bytes] = mapped_column(LargeBinary)


class OutboxMessage(Base):
    """A letter, a row before it is a mail. Written in the transaction that caused it, rendered and sent by a drain.

    `attempts` counts how often a worker took it, so that of two workers the later one alone may mark it;
    `failure_count` counts the attempts that failed by the letter's own fault.
    """

    __tablename__ = "outbox_message"
    __privacy__ = privacy(
        internal="notice dedupe_key message_id state attempts failure_count last_error locale",
        personal="address params subject body",
        sensitive="source",
    )
    __table_args__ = (
        CheckConstraint(
            "state IN ('pending', 'sent', 'inbox_only', 'bounced', 'dead', 'expired', 'unwanted')", name="state"
        ),
        Index("ix_outbox_message_due", "due_at", "id", postgresql_where=text("state = 'pending'")),
        Index("ix_outbox_message_user", "user_id", "id"),
        Index(
            "ix_outbox_message_undeliverable",
            *("user_id", "id"),
            postgresql_where=text("state IN ('bounced', 'dead')"),
        ),
        Index("ix_outbox_message_application", "application_id", "id"),
    )

    id: Mapped[Key]
    institution_id: Mapped[InstitutionKey]
    notice: Mapped[Short]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    address: Mapped[str | None] = mapped_column(String(254))
    application_id: Mapped[int | None] = mapped_column(ForeignKey("application.id"))
    call_id: Mapped[int | None] = mapped_column(ForeignKey("call.id"))
    params: Mapped[Json] = mapped_column(server_default="{}")
    dedupe_key: Mapped[str] = mapped_column(String(200), unique=True)
    message_id: Mapped[str] = mapped_column(String(200), unique=True)
    created_at: Mapped[Created]
    due_at: Mapped[Created]
    expires_at: Mapped[Moment | None]
    state: Mapped[Short] = mapped_column(server_default="pending")
    attempts: Mapped[int] = mapped_column(Integer, server_default="0")
    failure_count: Mapped[int] = mapped_column(Integer, server_default="0")
    lease_until: Mapped[Moment | None]
    last_error: Mapped[str | None] = mapped_column(Text)
    locale: Mapped[str | None] = mapped_column(String(16))
    subject: Mapped[str | None] = mapped_column(String(300))
    body: Mapped[str | None] = mapped_column(Text)
    source: Mapped[bytes | None] = mapped_column(LargeBinary)
    rendered_at: Mapped[Moment | None]
    sent_at: Mapped[Moment | None]
    read_at: Mapped[Moment | None]


class Job(Base):
    """Work longer than a request: written with the change that wants it, drained like letters, safe to run again."""

    __tablename__ = "job"
    __privacy__ = privacy(internal="kind params state done_count total_count result attempts")
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'done', 'failed')", name="state"),
        Index("ix_job_waiting", "id", postgresql_where=text("state = 'waiting'")),
    )

    id: Mapped[Key]
    institution_id: Mapped[InstitutionKey]
    kind: Mapped[Short]
    params: Mapped[Json]
    requested_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    state: Mapped[Short] = mapped_column(server_default="waiting")
    done_count: Mapped[int] = mapped_column(Integer, server_default="0")
    total_count: Mapped[int | None] = mapped_column(Integer)
    result: Mapped[Json | None]
    attempts: Mapped[int] = mapped_column(Integer, server_default="0")
    lease_until: Mapped[Moment | None]
    created_at: Mapped[Created]
    ended_at: Mapped[Moment | None]


class Heartbeat(Base):
    """The last sign of life of the worker and of beat."""

    __tablename__ = "heartbeat"
    __privacy__ = privacy(internal="name")

    name: Mapped[Short] = mapped_column(primary_key=True)
    beaten_at: Mapped[Created]
