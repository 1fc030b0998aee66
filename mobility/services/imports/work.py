"""The work on an uploaded table: read, compared, written whole in one transaction; safe to run again from its start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from mobility import storage
from mobility.core.terms import Actor, Param, Refused
from mobility.database import db, now, transaction
from mobility.models import ImportRun
from mobility.queries.identity import actor_of
from mobility.queries.imports import remembered
from mobility.services.imports import bring
from mobility.services.imports.ask import CHECK, WRITE
from mobility.services.imports.bring import Report
from mobility.services.imports.reading import READ, Sheet
from mobility.services.jobs import Running, work

MOST_PROBLEMS: Final = 2_000
"""Problems that are kept to be looked at; how many there are is counted in any case."""


@dataclass(frozen=True, slots=True)
class _Taken:
    """What a job needs to know of its import. `is_over`: the work was done by an attempt before."""

    id: int
    kind: str
    mapping: Mapping[str, str] | None
    storage_key: str | None
    line_count: int
    sha256: bytes
    is_over: bool


@work(CHECK)
def check(job: Running) -> Mapping[str, Param]:
    """Say what the table would do, and keep the report."""
    actor, taken = _actor(job), _take(job, "checking")
    if taken.is_over:
        return {}
    try:
        report = bring.rehearse(taken.kind, _read(job, taken, actor), actor, job.tell)
    except Refused as refused:
        _fail(taken.id)
        raise refused from None
    with transaction():
        run = _locked(taken.id)
        if run.state == "checking":
            _keep(run, report)
            run.state = "checked"
    return {}


@work(WRITE)
def write(job: Running) -> Mapping[str, Param]:
    """Import the table. What changed since the check is looked at again; with a problem nothing is written."""
    actor, taken = _actor(job), _take(job, "writing")
    if taken.is_over:
        return {}
    try:
        sheet = _read(job, taken, actor)
    except Refused as refused:
        _fail(taken.id)
        raise refused from None
    with transaction():
        run = _locked(taken.id)
        if run.state != "writing":
            return {}
        report = bring.write(taken.kind, sheet, actor, run.id, job.tell)
        _keep(run, report)
        run.state, run.ended_at = ("done", now()) if report.is_written else ("checked", None)
    return {}


def _actor(job: Running) -> Actor:
    """Who asked, with what they may do now. Raises Refused `import.unknown` for somebody who has left."""
    try:
        return actor_of(job.requested_by or 0)
    except LookupError as left:
        raise Refused("import.unknown") from left


def _take(job: Running, state: str) -> _Taken:
    with transaction():
        run = db.session.scalar(select(ImportRun).where(ImportRun.id == job.params["import_id"]))
        if run is None:
            raise Refused("import.unknown")
        return _Taken(run.id, run.kind, run.mapping, run.storage_key, run.line_count, run.sha256, run.state != state)


def _read(job: Running, taken: _Taken, actor: Actor) -> Sheet:
    if taken.storage_key is None:
        raise Refused("import.file_gone")
    job.tell(READ, 0, taken.line_count)
    content = b"".join(storage.current().read(taken.storage_key, taken.sha256))
    with transaction():
        headings = remembered(actor.institution_id, taken.kind)
    return bring.read(
        taken.kind,
        content,
        actor,
        mapping=taken.mapping,
        remembered=headings,
        tell=job.tell,
    )


def _keep(run: ImportRun, report: Report) -> None:
    plain = report.as_plain()
    run.headings, run.mapping = list(report.headings), dict(report.mapping)
    run.line_count, run.problem_count, run.counts = report.line_count, len(report.problems), dict(report.counts)
    run.problems = [
        {name: one[name] for name in ("line", "column", "code", "params")} for one in plain["problems"][:MOST_PROBLEMS]
    ]
    run.vanished_ids = [one.id for one in report.vanished]
    run.touched_at = now()


def _fail(import_id: int) -> None:
    with transaction():
        run = _locked(import_id)
        run.state, run.touched_at = "failed", now()


def _locked(import_id: int) -> ImportRun:
    query = select(ImportRun).where(ImportRun.id == import_id).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one()
