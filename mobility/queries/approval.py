"""Reads the head's desk: lists that wait for approval, those decided before, and one list in full."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true
from sqlalchemy.orm import aliased

from mobility.core.access import Action, check
from mobility.core.access.duties import SEPARATED, third_person
from mobility.core.terms import Actor, Grant, Reason, Refused, Role, Text
from mobility.database import db
from mobility.models import Application, Call, Decision, Institution, Program, Proposal, User
from mobility.queries import calls, facts

PAGE_SIZE: Final = 30
OPEN: Final = ("proposed", "approved")


@dataclass(frozen=True, slots=True)
class ListLine:
    """A proposed list in a table; the counts are of the list as it was proposed. Names are of staff."""

    id: int
    version: int
    state: str
    institution_id: int
    call_id: int
    call_title: Text
    program_name: Text
    time_zone: str
    place_count: int | None
    candidate_count: int
    reserve_count: int
    not_selected_count: int
    note: str | None
    proposed_by: str
    proposed_by_id: int
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    decision_note: str | None
    release_at: datetime | None
    released_at: datetime | None
    notice_until: datetime | None
    proposer_ids: frozenset[int | None]
    decider_ids: frozenset[int | None]
    cleared_by: str | None
    is_separated: bool

    @property
    def waits_for_release(self) -> bool:
        """Approved, and a third person has to let it go."""
        return self.state == "approved" and self.is_separated and self.cleared_by is None

    @property
    def is_open(self) -> bool:
        """Nobody has approved or returned it yet."""
        return self.state == "proposed"

    @property
    def total_count(self) -> int:
        return self.candidate_count + self.reserve_count + self.not_selected_count


@dataclass(frozen=True, slots=True)
class Archive:
    """Lists that were decided, the newest first; `before` continues with older ones, None at the end."""

    lines: tuple[ListLine, ...]
    before: int | None


def open_lists(actor: Actor) -> tuple[ListLine, ...]:
    """The lists that wait for a head, the oldest first, then those approved and not released yet. One statement."""
    query = _lines().where(in_reach(actor), Proposal.state.in_(OPEN))
    rows = db.session.execute(query.order_by(Proposal.state.desc(), Proposal.id)).all()
    return tuple(_line(row) for row in rows)


def archive(actor: Actor, *, before: int | None = None) -> Archive:
    """Lists that a head approved or returned, released or not, in one statement."""
    query = _lines().where(in_reach(actor), Proposal.state != "proposed").order_by(Proposal.id.desc())
    if before is not None:
        query = query.where(Proposal.id < before)
    rows = db.session.execute(query.limit(PAGE_SIZE + 1)).all()
    lines = tuple(_line(row) for row in rows[:PAGE_SIZE])
    return Archive(lines, lines[-1].id if len(rows) > PAGE_SIZE else None)


def line(proposal_id: int, actor: Actor) -> ListLine:
    """One list without its rows. Raises Refused `proposal.unknown` for one out of reach and for none alike."""
    row = db.session.execute(_lines().where(in_reach(actor), Proposal.id == proposal_id)).one_or_none()
    if row is None:
        raise Refused("proposal.unknown")
    return _line(row)


def why_not_approve(proposal_id: int, actor: Actor, now: datetime) -> Reason | None:
    """The policy's reason against this actor approving the list, seen from its first file; None where there is none."""
    query = (
        select(Application)
        .join(Decision, Decision.application_id == Application.id)
        .where(Decision.proposal_id == proposal_id, Decision.voided_at.is_(None))
    )
    first = db.session.scalars(query.order_by(Application.id).limit(1)).first()
    return None if first is None else check(actor, Action.LIST_APPROVE, facts.gather(first, now))


def releasable(proposal_id: int, actor: Actor) -> ListLine:
    """One list of a call that the actor reaches as head or coordinator. Raises Refused `proposal.unknown`."""
    reach = calls.in_reach(actor, Role.HEAD, Role.COORDINATOR)
    row = db.session.execute(_lines().where(reach, Proposal.id == proposal_id)).one_or_none()
    if row is None:
        raise Refused("proposal.unknown")
    return _line(row)


def why_not_release(line: ListLine, actor: Actor) -> Reason | None:
    """Why the actor does not release the list; None where they may."""
    if not line.waits_for_release:
        return Reason("release.not_waiting")
    return third_person(actor, line.proposer_ids, line.decider_ids)


def in_reach(actor: Actor) -> ColumnElement[bool]:
    """The lists that the actor sees as a head: of the institution, of one call, or of no unit but theirs."""
    grants = [grant for grant in actor.grants if grant.role is Role.HEAD]
    return and_(Proposal.institution_id == actor.institution_id, or_(false(), *(_reach(grant) for grant in grants)))


def _reach(grant: Grant) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = [Proposal.id.is_not(None)]
    if grant.call_id is not None:
        conditions.append(Proposal.call_id == grant.call_id)
    if grant.unit_ids:
        elsewhere = (
            select(Decision.id)
            .join(Application, Application.id == Decision.application_id)
            .where(Decision.proposal_id == Proposal.id, Application.unit_id.not_in(sorted(grant.unit_ids)))
        )
        conditions.append(~elsewhere.exists())
    return and_(*conditions)


def _lines() -> Select[*tuple[Any, ...]]:
    proposer, decider, clearer = aliased(User), aliased(User), aliased(User)
    counts = (
        select(*(func.count().filter(Decision.outcome == name).label(name) for name in _OUTCOMES))
        .where(Decision.proposal_id == Proposal.id)
        .lateral("counts")
    )
    return (
        select(
            Proposal,
            Call.title.label("call_title"),
            Program.name.label("program_name"),
            Call.time_zone,
            Call.place_count,
            proposer.name.label("proposer"),
            decider.name.label("decider"),
            clearer.name.label("clearer"),
            Institution.settings,
            *(counts.c[name] for name in _OUTCOMES),
        )
        .join(Call, Call.id == Proposal.call_id)
        .join(Program, Program.id == Call.program_id)
        .join(proposer, proposer.id == Proposal.proposed_by)
        .join(Institution, Institution.id == Proposal.institution_id)
        .outerjoin(decider, decider.id == Proposal.decided_by)
        .outerjoin(clearer, clearer.id == Proposal.cleared_by)
        .join(counts, true())
    )


_OUTCOMES: Final = ("candidate", "reserve", "not_selected")


def _line(row: Any) -> ListLine:
    proposal: Proposal = row.Proposal
    return ListLine(
        id=proposal.id,
        version=proposal.version,
        state=proposal.state,
        institution_id=proposal.institution_id,
        call_id=proposal.call_id,
        call_title=row.call_title,
        program_name=row.program_name,
        time_zone=row.time_zone,
        place_count=row.place_count,
        candidate_count=row.candidate,
        reserve_count=row.reserve,
        not_selected_count=row.not_selected,
        note=proposal.note,
        proposed_by=row.proposer,
        proposed_by_id=proposal.proposed_by,
        proposed_at=proposal.proposed_at,
        decided_by=row.decider,
        decided_at=proposal.decided_at,
        decision_note=proposal.decision_note,
        release_at=proposal.release_at,
        released_at=proposal.released_at,
        notice_until=proposal.notice_until,
        proposer_ids=frozenset({proposal.proposed_by, proposal.proposed_for}),
        decider_ids=frozenset({proposal.decided_by, proposal.decided_for}),
        cleared_by=row.clearer,
        is_separated=bool(row.settings.get(SEPARATED)),
    )
