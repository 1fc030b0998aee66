"""Edits the draft of a call and publishes it; what is published is changed by acts of its own, with people told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm.attributes import flag_modified

from mobility.core.access import Action
from mobility.core.programs.kinds import KINDS
from mobility.core.terms import Actor, Reason, Refused, Text
from mobility.database import db, now, transaction
from mobility.models import Call, CallAttachment, HostOption, Partner, Program
from mobility.services.calls.reach import take
from mobility.services.casework import audit
from mobility.services.notices.reminders import replan_call
from mobility.services.people.permits import permit
from mobility.services.programs.hosts import show_hosts


@dataclass(frozen=True, slots=True)
class Edited:
    """What the form of a draft holds."""

    title: Text
    opens_at: datetime
    deadline_at: datetime
    starts_on: date | None
    place_count: int | None
    school_cap: int | None
    choice_limit: int | None
    first_timers: str
    notice: Text


@dataclass(frozen=True, slots=True)
class EditedHost:
    """One line of the hosts' form. `id` is None for a new option; `is_removed` takes one that was there away."""

    id: int | None
    partner_id: int
    term: str | None
    length_months: int | None
    place_count: int | None
    nominate_by: date | None
    starts_on: date | None
    ends_on: date | None
    is_removed: bool = False


def edit(call_id: int, edited: Edited, hosts: Sequence[EditedHost], actor: Actor, *, version: int | None) -> None:
    """Take over what was typed, as a whole.

    Raises Refused `call.unknown`, `stale.call`, `call.not_draft`, `call.dates_order`, `host.unknown`.
    """
    permit(actor, Action.CALL_EDIT)
    if edited.opens_at >= edited.deadline_at:
        raise Refused("call.dates_order")
    with transaction():
        call = _draft(call_id, actor, version)
        for name in Edited.__slots__:
            setattr(call, name, getattr(edited, name))
        _edit_hosts(call, hosts)
        flag_modified(call, "settings")  # the version counts also where hosts alone were changed, for a second tab
        audit.record(actor, Action.CALL_EDIT, object_kind="call", object_id=call_id)


def open_faults(call_id: int, actor: Actor) -> tuple[Reason, ...]:
    """What keeps a draft from being published; empty where nothing does. Raises Refused `call.unknown`."""
    permit(actor, Action.CALL_EDIT)
    with transaction():
        return tuple(_faults(take(call_id, actor)))


def publish(call_id: int, actor: Actor, *, version: int | None) -> None:
    """Make the draft visible to everybody and plan its reminders.

    Raises Refused `call.unknown`, `stale.call`, `call.not_draft`, or with everything that is missing.
    """
    permit(actor, Action.CALL_EDIT)
    with transaction() as session:
        call = _draft(call_id, actor, version)
        if faults := list(_faults(call)):
            raise Refused(faults[0].code, *faults[1:], **faults[0].params)
        call.state, call.published_at = "published", now()
        session.flush()
        replan_call(call_id)
        audit.record(actor, Action.CALL_EDIT, outcome="published", object_kind="call", object_id=call_id)


def discard(call_id: int, actor: Actor, *, version: int | None) -> None:
    """Throw a draft away. Raises Refused `call.unknown`, `stale.call`, `call.not_draft`."""
    permit(actor, Action.CALL_EDIT)
    with transaction() as session:
        call = _draft(call_id, actor, version)
        for table in (HostOption, CallAttachment):
            session.execute(delete(table).where(table.call_id == call_id))
        audit.record(actor, Action.CALL_EDIT, outcome="discarded", object_kind="call", object_id=call_id)
        session.delete(call)


def _draft(call_id: int, actor: Actor, version: int | None) -> Call:
    call = take(call_id, actor)
    if call.state != "draft":
        raise Refused("call.not_draft")
    if version not in (None, call.version):
        raise Refused("stale.call")
    return call


def _faults(call: Call) -> Iterator[Reason]:
    if call.state != "draft":
        yield Reason("call.not_draft")
    if call.deadline_at <= now():
        yield Reason("call.deadline_passed")
    if not _is_complete(call.title):
        yield Reason("call.no_title")
    if not _is_complete(call.notice):
        yield Reason("call.no_notice")
    program = db.session.get_one(Program, call.program_id)
    has_wishes = program.kind in KINDS and KINDS[program.kind].has_wishes
    count = select(func.count()).where(HostOption.call_id == call.id)
    if has_wishes and not db.session.scalar(count):
        yield Reason("call.no_hosts")
    if has_wishes and call.choice_limit is None:
        yield Reason("call.no_choice_limit")


def _is_complete(text: Text) -> bool:
    return bool(text.en.strip() and text.zh_Hans.strip())


def _edit_hosts(call: Call, hosts: Sequence[EditedHost]) -> None:
    known = {one.id: one for one in db.session.scalars(select(HostOption).where(HostOption.call_id == call.id))}
    partners = set(db.session.scalars(select(Partner.id).where(Partner.institution_id == call.institution_id)))
    for position, host in enumerate(hosts, 1):
        if host.partner_id not in partners or (host.id is not None and host.id not in known):
            raise Refused("host.unknown")
        if host.id is None:
            option = HostOption(institution_id=call.institution_id, call_id=call.id, key=f"h{position}-{call.version}")
            db.session.add(option)
        else:
            option = known[host.id]
        if host.is_removed:
            db.session.delete(option)
            continue
        for name in ("partner_id", "term", "length_months", "place_count", "nominate_by", "starts_on", "ends_on"):
            setattr(option, name, getattr(host, name))
        option.position = position
    show_hosts(call.program_id, [host.partner_id for host in hosts if not host.is_removed])
