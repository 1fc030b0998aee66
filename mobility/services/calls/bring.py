"""Makes a draft of a call from a file: with its program and hosts where they are not there yet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select

from mobility.core import eligibility
from mobility.core.access import Action
from mobility.core.calendar.zones import to_instant
from mobility.core.eligibility import Rules
from mobility.core.programs.form import dump_form
from mobility.core.programs.kinds import KINDS
from mobility.core.terms import Actor, Reason, Refused
from mobility.database import db, transaction
from mobility.models import Call, HostOption, Partner, Program
from mobility.queries.zones import zone_of_institution
from mobility.services.calls.call_file import CallFile, read, refusal
from mobility.services.calls.call_record import HostEntry
from mobility.services.calls.reach import permit_making
from mobility.services.casework import audit
from mobility.services.programs.hosts import show_hosts
from mobility.services.programs.setup import keep_definition


def judge(content: bytes, actor: Actor) -> CallFile:
    """Read a file and compare it with what is there. Raises Refused with every fault; writes nothing."""
    permit_making(actor)
    file = read(content)
    faults = list(_faults(file, actor))
    if faults:
        raise refusal(faults)
    return file


def bring(content: bytes, actor: Actor) -> int:
    """Make the draft that a file describes and return its id. Raises Refused as `judge` does."""
    with transaction() as session:
        file = judge(content, actor)
        record = file.record
        partners = _partners(file, actor)
        program = _program(file, actor)
        kind = KINDS[program.kind]
        zone = zone_of_institution(actor.institution_id)
        keep = actor.institution_id
        call = Call(
            institution_id=actor.institution_id,
            program_id=program.id,
            key=record.key,
            edition=record.edition,
            title=record.title,
            opens_at=_instant(record.opens, zone),
            deadline_at=_instant(record.deadline, zone),
            time_zone=zone,
            workflow_id=keep_definition(keep, "workflow", kind.workflow.key, kind.workflow.model_dump(mode="json")),
            questionnaire_id=keep_definition(keep, "questionnaire", kind.form.questionnaire.key, dump_form(kind.form)),
            eligibility_id=_conditions(actor, record.key, record.rules),
            number_prefix=record.number_prefix,
            place_count=record.places,
            school_cap=record.school_cap,
            choice_limit=record.choice_limit,
            first_timers=record.first_timers,
            group_minimum=record.group_minimum,
            fee_minor=record.fee.minor if record.fee else None,
            fee_currency=record.fee.currency if record.fee else None,
            starts_on=record.starts_on,
            notice=record.notice,
            conditions=record.conditions,
            costs=record.costs,
            funding=record.funding,
            contact=record.contact,
            bond=record.bond,
            timetable=[{"on": step.on.isoformat(), "name": step.name.model_dump()} for step in record.timetable],
        )
        session.add(call)
        session.flush()
        session.add_all(
            _option(call, position, entry, partners[entry.partner], actor)
            for position, entry in enumerate(record.hosts, 1)
        )
        show_hosts(program.id, [partners[entry.partner] for entry in record.hosts])
        audit.record(actor, Action.CALL_EDIT, outcome="imported", object_kind="call", object_id=call.id)
        return call.id


def _faults(file: CallFile, actor: Actor) -> Iterator[Reason]:
    record = file.record
    if record.opens >= record.deadline:
        yield file.fault("call_file.closes_first", ("deadline",))
    if _is_there(Call, record.key, actor):
        yield file.fault("call_file.key_taken", ("key",))
    if record.new_program is None and not _is_there(Program, record.program, actor):
        yield file.fault("call_file.no_program", ("program",))
    if record.new_program is not None and _is_there(Program, record.program, actor):
        yield file.fault("call_file.program_there", ("new_program",))
    yield from _faults_of_hosts(file, actor)
    yield from _faults_of_rules(file)


def _faults_of_hosts(file: CallFile, actor: Actor) -> Iterator[Reason]:
    record = file.record
    query = select(Partner.key).where(Partner.institution_id == actor.institution_id)
    known = {*db.session.scalars(query), *(one.key for one in record.partners)}
    seen: set[str] = set()
    for place, host in enumerate(record.hosts):
        if host.partner not in known:
            yield file.fault("call_file.no_partner", ("hosts", place, "partner"), partner=host.partner)
        if host.key in seen:
            yield file.fault("call_file.twice", ("hosts", place, "key"))
        if host.starts_on and host.ends_on and host.starts_on > host.ends_on:
            yield file.fault("call_file.ends_first", ("hosts", place, "ends_on"))
        seen.add(host.key)


def _faults_of_rules(file: CallFile) -> Iterator[Reason]:
    """Rules that are sound one by one, but not together."""
    places: list[tuple[tuple[str | int, ...], Any]] = [(("rules",), file.record.rules)]
    places += [(("hosts", place, "rules"), host.rules) for place, host in enumerate(file.record.hosts)]
    for place, rules in places:
        try:
            Rules(rules=rules)
        except ValueError:
            yield file.fault("call_file.twice", place)


def _is_there(table: type[Call] | type[Program], key: str, actor: Actor) -> bool:
    query = select(table.id).where(table.institution_id == actor.institution_id, table.key == key)
    return db.session.scalar(query) is not None


def _program(file: CallFile, actor: Actor) -> Program:
    record, of_ours = file.record, Program.institution_id == actor.institution_id
    if record.new_program is not None:
        new = record.new_program
        given = {"institution_id": actor.institution_id, "key": record.program, "kind": new.kind}
        db.session.add(Program(**given, name=new.name, summary=new.summary))
        db.session.flush()
    program = db.session.scalars(select(Program).where(of_ours, Program.key == record.program)).one()
    if program.kind not in KINDS:
        raise Refused("call.kind_unknown")
    return program


def _partners(file: CallFile, actor: Actor) -> dict[str, int]:
    """The ids of all hosts by key, those that the file brings added where they are not there."""
    query = select(Partner.key, Partner.id).where(Partner.institution_id == actor.institution_id)
    known = {row.key: row.id for row in db.session.execute(query)}
    new = [
        Partner(institution_id=actor.institution_id, **{name: getattr(one, name) for name in type(one).model_fields})
        for one in file.record.partners
        if one.key not in known
    ]
    db.session.add_all(new)
    db.session.flush()
    return known | {one.key: one.id for one in new}


def _option(call: Call, position: int, entry: HostEntry, partner_id: int, actor: Actor) -> HostOption:
    rules = _conditions(actor, f"{call.key}:{entry.key}"[:64], entry.rules) if entry.rules else None
    return HostOption(
        institution_id=call.institution_id,
        call_id=call.id,
        partner_id=partner_id,
        key=entry.key,
        position=position,
        term=entry.term,
        length_months=entry.months,
        level=entry.level,
        field=entry.field,
        place_count=entry.places,
        languages=list(entry.languages),
        nominate_by=entry.nominate_by,
        starts_on=entry.starts_on,
        ends_on=entry.ends_on,
        note=entry.note,
        eligibility_id=rules,
    )


def _conditions(actor: Actor, key: str, rules: Any) -> int:
    return keep_definition(actor.institution_id, "eligibility", key, eligibility.dump(Rules(rules=rules)))


def _instant(local: datetime, zone: str) -> datetime:
    return to_instant(local.date(), local.time(), zone)
