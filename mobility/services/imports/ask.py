"""Takes an uploaded table and asks for the work on it: the check, another check, the import."""

from __future__ import annotations

from collections.abc import Mapping
from typing import BinaryIO, Final

from sqlalchemy import select

from mobility import storage
from mobility.core.access import Action, check
from mobility.core.terms import Actor, Param, Refused
from mobility.database import db, now, transaction
from mobility.models import ImportRun, Job
from mobility.services import jobs
from mobility.services.casework import audit
from mobility.services.imports.bring import kind_of
from mobility.services.imports.kinds import KINDS
from mobility.services.imports.reading import MOST_BYTES

CHECK, WRITE = "import.check", "import.write"
_WORKING: Final = ("checking", "writing")
_MEGABYTE: Final = 1024 * 1024


def kinds_for(actor: Actor) -> tuple[str, ...]:
    """The kinds that this person may bring, in their order."""
    return tuple(key for key, kind in KINDS.items() if check(actor, kind.action) is None)


def upload(kind: str, file: BinaryIO, file_name: str, actor: Actor) -> int:
    """Keep the file and ask for its check; return the import's id. Nothing of it is read here.

    Raises Refused `sheet.too_large`, and what `kind_of` raises.
    """
    kind_of(kind, actor)
    key = storage.new_key(actor.institution_id)
    try:
        stored = storage.current().put(key, file, MOST_BYTES)
    except storage.TooLarge as large:
        raise Refused("sheet.too_large", megabytes=MOST_BYTES // _MEGABYTE) from large
    with transaction() as session:
        assert actor.user_id is not None  # nobody uploads without being signed in
        run = ImportRun(
            institution_id=actor.institution_id,
            kind=kind,
            state="checking",
            file_name=file_name[:255],
            storage_key=key,
            byte_count=stored.byte_count,
            sha256=stored.sha256,
            requested_by=actor.user_id,
        )
        session.add(run)
        session.flush()
        run.job_id = jobs.request(CHECK, {"import_id": run.id}, actor)
        return run.id


def map_columns(import_id: int, mapping: Mapping[str, str], actor: Actor) -> None:
    """Take over which column stands under which heading, where that is said, and ask for the check anew.

    So does one whose work failed: nothing of it was written, and the file is there.

    Raises Refused `import.unknown`, `import.not_ready`, `import.file_gone` or `import.column_twice`.
    """
    with transaction():
        run = _locked(import_id, actor)
        _ready(run, "checked", "failed", *_WORKING if _has_failed(run) else ())
        known = {column.key for column in KINDS[run.kind].columns}
        chosen = {key: heading for key, heading in mapping.items() if key in known and heading in run.headings}
        if len(set(chosen.values())) < len(chosen):
            raise Refused("import.column_twice")
        run.mapping, run.state, run.touched_at = chosen or None, "checking", now()
        run.job_id = jobs.request(CHECK, {"import_id": run.id}, actor)


def start(import_id: int, actor: Actor) -> None:
    """Ask for the import of a table that was checked without a problem.

    Raises Refused `import.unknown`, `import.not_ready` (it runs or ran already, or has a problem), `import.file_gone`.
    """
    with transaction():
        run = _locked(import_id, actor)
        _ready(run, "checked")
        if run.problem_count or not run.line_count:
            raise Refused("import.not_ready")
        run.state, run.touched_at = "writing", now()
        run.job_id = jobs.request(WRITE, {"import_id": run.id}, actor)
        said: dict[str, Param] = {"kind": run.kind, **run.counts}
        audit.record(actor, Action.DATA_IMPORT, outcome="asked", object_kind="import", object_id=run.id, params=said)


def _has_failed(run: ImportRun) -> bool:
    """Whether the work on it was given up, which only its job knows."""
    return db.session.scalar(select(Job.state).where(Job.id == run.job_id)) == "failed"


def _ready(run: ImportRun, *states: str) -> None:
    if run.state not in states:
        raise Refused("import.not_ready")
    if run.storage_key is None:
        raise Refused("import.file_gone")


def _locked(import_id: int, actor: Actor) -> ImportRun:
    query = select(ImportRun).where(ImportRun.id == import_id, ImportRun.institution_id == actor.institution_id)
    run = db.session.scalar(query.with_for_update().execution_options(populate_existing=True))
    if run is None or run.kind not in kinds_for(actor):
        raise Refused("import.unknown")
    return run
