"""Reads a public notice (公示): who was selected, with no more than the law lets it show, and only while it runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select

from mobility.core.programs import ends
from mobility.core.terms import Actor, Refused, Text
from mobility.database import db
from mobility.models import Application, Call, Decision, Proposal, Student, Unit


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A person of the list: name, school, major, class, order. Nothing else may ever stand here."""

    order: int
    name: str
    school: Text
    major: str
    class_name: str


@dataclass(frozen=True, slots=True)
class PublicNotice:
    """The list of one call while its notice runs; candidates by name, alternates in the order in which they move up."""

    call_key: str
    call_title: Text
    time_zone: str
    released_at: datetime
    notice_until: datetime
    candidates: tuple[NoticeLine, ...]
    alternates: tuple[NoticeLine, ...]


def public_notice(actor: Actor, call_key: str, now: datetime) -> PublicNotice:
    """Return the list. Raises Refused `notice.unknown` before its release, after its end and where there is none."""
    running = (
        select(Call.key, Call.title, Call.time_zone, Proposal.id, Proposal.released_at, Proposal.notice_until)
        .join(Proposal, Proposal.call_id == Call.id)
        .where(Call.institution_id == actor.institution_id, Call.key == call_key, _runs(now))
        .order_by(Proposal.id)
    )
    proposals = db.session.execute(running).all()
    if not proposals:
        raise Refused("notice.unknown")
    lines = db.session.execute(_lines([proposal.id for proposal in proposals])).all()
    return PublicNotice(
        call_key=proposals[0].key,
        call_title=proposals[0].title,
        time_zone=proposals[0].time_zone,
        released_at=min(proposal.released_at for proposal in proposals),
        notice_until=max(proposal.notice_until for proposal in proposals),
        candidates=_of(lines, "candidate"),
        alternates=_of(lines, "reserve"),
    )


def running_notice(call_id: int, now: datetime) -> datetime | None:
    """Until when a notice of that call runs; None where none does."""
    query = select(Proposal.notice_until).where(Proposal.call_id == call_id, _runs(now)).limit(1)
    until: datetime | None = db.session.execute(query).scalar()
    return until


def _lines(proposal_ids: list[int]) -> Select[*tuple[Any, ...]]:
    return (
        select(Decision.outcome, Decision.position, Student.name, Student.major, Student.class_name)
        .add_columns(Unit.name.label("school"))
        .join(Application, Application.id == Decision.application_id)
        .join(Student, Student.id == Application.student_id)
        .join(Unit, Unit.id == Application.unit_id)
        .where(
            Decision.proposal_id.in_(proposal_ids),
            Decision.released_at.is_not(None),
            Decision.voided_at.is_(None),
            Application.state.not_in([end.key for end in ends.ALL]),
        )
        .order_by(Decision.proposal_id, Decision.position, Unit.sort_key, Student.sort_key, Student.id)
    )


def _of(lines: Sequence[Any], outcome: str) -> tuple[NoticeLine, ...]:
    """Candidates are counted, which tells nothing of their scores; alternates keep the order that was published."""
    chosen = [line for line in lines if line.outcome == outcome]
    return tuple(
        NoticeLine(line.position or count, line.name, line.school, line.major, line.class_name)
        for count, line in enumerate(chosen, 1)
    )


def _runs(now: datetime) -> ColumnElement[bool]:
    return and_(
        Proposal.state == "released",
        Proposal.released_at <= now,
        Proposal.notice_until > now,
    )
