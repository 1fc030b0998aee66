"""An uploaded table as a job: checked, mapped, imported once, whatever is killed or pressed twice."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import func, select, update

from mobility import storage
from mobility.core.terms import Actor, Refused, Role
from mobility.database import db
from mobility.models import AuditEvent, ImportRun, Job, Student
from mobility.queries import imports as reading
from mobility.services import jobs
from mobility.services.imports import ask, work  # noqa: F401 - its kinds of job are known by being imported
from mobility.services.imports.keep import remove_old_files
from tests.factories.calls import NOON
from tests.factories.clock import stop_clock_at
from tests.factories.people import actor, make_staff
from tests.services.imports.tables import brought, line, table

WRONG = table(line(1), line(2, "李?梅"))


def _upload(administrator: Actor, content: bytes) -> reading.Run:
    import_id = ask.upload("students", BytesIO(content), "名单.csv", administrator)
    assert jobs.drain() == 1
    return _run(import_id, administrator)


def _run(import_id: int, someone: Actor) -> reading.Run:
    return reading.run(someone, import_id, ask.kinds_for(someone))


def test_a_sound_table_is_checked_then_imported_and_its_columns_are_remembered(administrator: Actor) -> None:
    content = table(line(1), line(2)).replace("姓名".encode("gb18030"), "现用名".encode("gb18030"))
    checked = _upload(administrator, content)
    assert (checked.state, checked.problem_count, checked.is_ready) == ("checked", 2, False)
    mapping = {**checked.mapping, "name": "现用名", "nonsense": "学号"}
    ask.map_columns(checked.id, mapping, administrator)
    jobs.drain()
    mapped = _run(checked.id, administrator)
    assert (mapped.is_ready, mapped.counts["new"]) == (True, 2)
    assert db.session.scalar(select(func.count(Student.id))) == 0
    ask.start(checked.id, administrator)
    jobs.drain()
    done = _run(checked.id, administrator)
    assert (done.state, db.session.scalar(select(func.count(Student.id)))) == ("done", 2)
    said = db.session.scalars(select(AuditEvent.outcome).where(AuditEvent.object_kind == "import")).all()
    assert said == ["asked", None]
    assert _upload(administrator, content).mapping["name"] == "现用名"


def test_a_job_killed_before_its_end_runs_again_from_its_start_and_changes_nothing_more(administrator: Actor) -> None:
    checked = _upload(administrator, table(line(1)))
    ask.start(checked.id, administrator)
    jobs.drain()
    db.session.execute(update(Job).values(state="waiting", ended_at=None))  # killed after the commit, before its mark
    db.session.commit()
    while jobs.drain():
        continue
    assert (_run(checked.id, administrator).state, db.session.scalar(select(func.count(Student.id)))) == ("done", 1)


def test_what_became_wrong_since_the_check_is_found_and_nothing_is_written(administrator: Actor) -> None:
    checked = _upload(administrator, table(line(1)))
    ask.start(checked.id, administrator)
    make_staff(Role.HEAD, email="s1@university.example")
    jobs.drain()
    again = _run(checked.id, administrator)
    assert (again.state, again.problem_count) == ("checked", 1)
    assert [one.reason.code for one in reading.problems(checked.id, 0)] == ["address.taken"]


def test_an_import_starts_once_and_only_when_it_may(administrator: Actor) -> None:
    wrong, sound = _upload(administrator, WRONG), _upload(administrator, table(line(1)))
    ask.start(sound.id, administrator)
    for someone, import_id, code in (
        (administrator, wrong.id, "import.not_ready"),
        (administrator, sound.id, "import.not_ready"),
        (actor(make_staff(Role.COORDINATOR)), sound.id, "import.unknown"),
        (administrator, 0, "import.unknown"),
    ):
        with pytest.raises(Refused) as refused:
            ask.start(import_id, someone)
        assert refused.value.code == code
    with pytest.raises(Refused, match=r"import\.column_twice"):
        ask.map_columns(wrong.id, {"name": "姓名", "major": "姓名"}, administrator)


def test_a_file_that_is_no_table_fails_with_its_reason(administrator: Actor) -> None:
    failed = _upload(administrator, b"PK\x03\x04 no workbook")
    assert (failed.state, failed.reason and failed.reason.code) == ("failed", "sheet.unreadable")


def test_the_file_and_what_was_quoted_from_it_go_after_a_day(administrator: Actor) -> None:
    run = _upload(administrator, WRONG)
    key = db.session.scalars(select(ImportRun.storage_key)).one()
    assert remove_old_files() == 0
    stop_clock_at(NOON + timedelta(days=1))
    assert (remove_old_files(), remove_old_files()) == (1, 0)
    kept = _run(run.id, administrator)
    assert (kept.has_file, kept.problem_count, reading.problems(run.id, 0)) == (False, 1, ())
    with pytest.raises(storage.Gone):
        list(storage.current().read(str(key), None))
    with pytest.raises(Refused, match=r"import\.file_gone"):
        ask.map_columns(run.id, {}, administrator)


def test_who_vanished_is_shown_page_by_page(administrator: Actor) -> None:
    brought(administrator, table(*(line(number) for number in range(1, 60))))
    run = _upload(administrator, table(line(1)))
    assert (len(run.vanished_ids), len(reading.vanished(run, administrator, 0))) == (58, reading.PAGE_SIZE)
    assert len(reading.vanished(run, administrator, reading.PAGE_SIZE)) == 8
