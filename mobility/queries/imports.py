"""Reads imports for whoever may bring their kind: the list, one with its report, and who vanished."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import and_, column, func, select

from mobility.core.terms import Actor, Reason, Refused, Text
from mobility.database import db
from mobility.models import ImportRun, Job, Student, Unit, User

KEPT_FOR: Final = timedelta(days=1)
"""How long the file and what was quoted from it are kept after the last act on it."""

PAGE_SIZE: Final = 50


@dataclass(frozen=True, slots=True)
class RunRow:
    """A line of the list of imports."""

    id: int
    kind: str
    state: str
    file_name: str
    counts: Mapping[str, int]
    problem_count: int
    requested_by: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class RunProblem:
    """What is wrong, in which line and column ("" for the whole line)."""

    line: int
    column: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Run:
    """An import as it stands. While a job works on it, `done_count` of `total_count` are done in its `phase`.

    `attempt` counts from 1; those before were stopped before their end. `is_left`: so was this one, and it begins anew.
    """

    id: int
    kind: str
    state: str
    file_name: str
    has_file: bool
    headings: tuple[str, ...]
    mapping: Mapping[str, str]
    line_count: int
    problem_count: int
    kept_problem_count: int
    counts: Mapping[str, int]
    vanished_ids: tuple[int, ...]
    done_count: int
    total_count: int | None
    phase: str | None
    attempt: int
    is_left: bool
    reason: Reason | None
    kept_until: datetime

    @property
    def is_at_work(self) -> bool:
        return self.state in {"checking", "writing"}

    @property
    def is_ready(self) -> bool:
        """Whether it can be imported: looked at, without a problem, and the file is there."""
        return self.state == "checked" and self.problem_count == 0 and self.has_file and self.line_count > 0


@dataclass(frozen=True, slots=True)
class VanishedRow:
    """Somebody or something that was not in the file."""

    number: str
    name: str


def runs(actor: Actor, kinds: Sequence[str], before: int | None = None) -> tuple[RunRow, ...]:
    """The institution's imports of these kinds, the newest first, a page of them and one more."""
    query = (
        select(
            *(ImportRun.id, ImportRun.kind, ImportRun.state, ImportRun.file_name, ImportRun.counts),
            ImportRun.problem_count,
            User.name.label("requested_by"),
            ImportRun.created_at,
        )
        .join(User, User.id == ImportRun.requested_by)
        .where(ImportRun.institution_id == actor.institution_id, ImportRun.kind.in_(kinds))
    )
    if before is not None:
        query = query.where(ImportRun.id < before)
    rows = db.session.execute(query.order_by(ImportRun.id.desc()).limit(PAGE_SIZE + 1))
    return tuple(RunRow(**row._asdict()) for row in rows)


def run(actor: Actor, import_id: int, kinds: Sequence[str]) -> Run:
    """One import of these kinds. Raises Refused `import.unknown` for another's and for none alike."""
    is_left = and_(Job.state == "waiting", Job.attempts > 0, Job.lease_until < func.clock_timestamp())
    query = select(
        *(ImportRun, Job.state, Job.done_count, Job.total_count, Job.result, Job.attempts), is_left
    ).outerjoin(Job, Job.id == ImportRun.job_id)
    wanted = query.where(
        ImportRun.id == import_id, ImportRun.institution_id == actor.institution_id, ImportRun.kind.in_(kinds)
    )
    found = db.session.execute(wanted).one_or_none()
    if found is None:
        raise Refused("import.unknown")
    row, job_state, done_count, total_count, result, attempts, left = found
    has_failed = job_state == "failed" and row.state not in {"checked", "done"}
    return Run(
        id=row.id,
        kind=row.kind,
        state="failed" if has_failed else row.state,
        file_name=row.file_name,
        has_file=row.storage_key is not None,
        headings=tuple(row.headings),
        mapping=row.mapping or {},
        line_count=row.line_count,
        problem_count=row.problem_count,
        kept_problem_count=len(row.problems),
        counts=row.counts,
        vanished_ids=tuple(row.vanished_ids),
        done_count=done_count or 0,
        total_count=total_count,
        phase=(result or {}).get("phase"),
        attempt=max(1, attempts or 0),
        is_left=bool(left),
        reason=_why(result) if has_failed else None,
        kept_until=row.touched_at + KEPT_FOR,
    )


def problems(import_id: int, start: int) -> tuple[RunProblem, ...]:
    """A page of what is wrong, from the problem with that index on; of an import that `run` has answered."""
    kept: list[dict[str, Any]] = db.session.scalars(select(ImportRun.problems).where(ImportRun.id == import_id)).one()
    return tuple(
        RunProblem(one["line"], one["column"], Reason(one["code"], one["params"]))
        for one in kept[start : start + PAGE_SIZE]
    )


def vanished(of: Run, actor: Actor, start: int) -> tuple[VanishedRow, ...]:
    """A page of who was not in the file, as they are called now."""
    ids = of.vanished_ids[start : start + PAGE_SIZE]
    if not ids:
        return ()
    query = _NAMED[of.kind].where(column("id").in_(ids), column("institution_id") == actor.institution_id)
    found = {row[0]: (row[1] or "", row[2]) for row in db.session.execute(query)}
    return tuple(
        VanishedRow(number, name.zh_Hans if isinstance(name, Text) else name)
        for number, name in (found[one] for one in ids if one in found)
    )


_NAMED: Final[Mapping[str, Any]] = {
    "students": select(Student.id, Student.number, Student.name),
    "staff": select(User.id, User.email, User.name),
    "units": select(Unit.id, Unit.code, Unit.name),
}


def remembered(institution_id: int, kind: str) -> dict[str, str]:
    """Under which headings the columns stood when such a table was last imported."""
    query = select(ImportRun.mapping).where(
        ImportRun.institution_id == institution_id, ImportRun.kind == kind, ImportRun.state == "done"
    )
    return db.session.scalar(query.order_by(ImportRun.id.desc()).limit(1)) or {}


def _why(result: Mapping[str, Any] | None) -> Reason:
    """Why a job failed, as the job says it."""
    told = result or {"reason": "job.failed"}
    return Reason(told["reason"], told.get("params", {}))
