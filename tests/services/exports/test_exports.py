"""Files of the desk as tables: what the filter finds and the asker reaches, whole, safe to open, gone after a day."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select, update

from mobility import storage
from mobility.core.terms import Actor, Refused, Role
from mobility.database import db, transaction
from mobility.i18n import use_locale
from mobility.models import Application, AuditEvent, Call, Job, RoleGrant
from mobility.queries.desk import FileFilter
from mobility.queries.exports import export
from mobility.services import jobs
from mobility.services.exports import ask, work
from mobility.services.exports.keep import open_export, remove_old
from mobility.services.exports.safe import is_formula_like
from tests.databases import counted
from tests.factories.calls import NOON, make_call
from tests.factories.cases import make_application
from tests.factories.clock import stop_clock_at
from tests.factories.many import make_many
from tests.factories.people import actor, home, make_staff, make_student, make_unit, make_user

HOSTILE = (
    *("=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1", "=cmd|' /C calc'!A0", "＝1+1", "＋1"),
    *("－1", "＠SUM(A1)", "%0A=1+1", "|calc", "\u3000=1+1", "\ufeff=1+1", '=HYPERLINK("http://a.example")', "+-@=1"),
    "-2+3+cmd|' /C calc'!A0",
)

WORKS = (work.write_files, work.write_list)
"""The worker knows these kinds of job because it imports the module that does them, as this one does."""


def _file(call: Call, name: str = "黄蓉", state: str = "selection", **columns: object) -> Application:
    return make_application(call, make_student(name=name), state=state, **columns)


def _written(who: Actor, wanted: FileFilter | None = None, form: str = "xlsx") -> bytes:
    job_id = ask.files(wanted or FileFilter(), form, who)
    assert jobs.drain() == 1
    return b"".join(open_export(job_id, who).chunks)


def _workbook(content: bytes) -> list[list[object]]:
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    assert [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type == "f"] == []
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def _lines(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))


def test_twenty_hostile_beginnings() -> None:
    assert len(set(HOSTILE)) == 20
    assert [text for text in HOSTILE if not is_formula_like(text)] == []
    assert [text for text in ("黄蓉", "2026-10", "a=b", "", "·", "1-2") if is_formula_like(text)] == []


def test_a_workbook_reopened_holds_no_formula_and_the_same_words(call: Call, coordinator: Actor) -> None:
    for name in HOSTILE:
        _file(call, name)
    rows = _workbook(_written(coordinator))
    assert sorted(str(row[1]) for row in rows[1:]) == sorted(name.replace("\r", "_x000D_") for name in HOSTILE)


def test_plain_text_reopened_has_no_field_that_begins_like_a_formula(call: Call, coordinator: Actor) -> None:
    for name in HOSTILE:
        _file(call, name)
    lines = _lines(_written(coordinator, form="csv"))
    assert [cell for line in lines for cell in line if is_formula_like(cell)] == []
    assert sorted(line[1] for line in lines[1:]) == sorted(f"'{name}" for name in HOSTILE)


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_it_is_written_in_the_language_of_who_asked(call: Call, coordinator: Actor, form: str) -> None:
    file = _file(call, "单雄信·阿里", due_at=NOON, school_outcome="recommended", school_rank=3)
    with use_locale("zh_Hans"):
        content = _written(coordinator, form=form)
        name = export(coordinator, db.session.scalars(select(Job.id)).one()).file["file_name"]
    head, row = _workbook(content) if form == "xlsx" else _lines(content)
    found = dict(zip(head, row, strict=True))
    assert (found["姓名"], found["申请编号"], found["阶段"]) == ("单雄信·阿里", file.number, "校内选拔")
    assert (found["推荐结果"], str(found["排序"])) == ("推荐", "3")
    assert found["办理期限"] == (datetime(2026, 10, 12, 12) if form == "xlsx" else "2026-10-12 12:00")  # noqa: DTZ001 - cells of a table have no zone
    assert name == f"申请汇总表-2026-10-12.{form}"


def test_it_holds_what_the_filter_finds_in_the_order_of_the_list(call: Call, coordinator: Actor) -> None:
    other = make_call()
    for name in ("丁一", "王二", "张三"):
        _file(call, name)
    _file(call, "赵五", "draft")
    _file(other, "李四")
    _file(call, "周六", "training")
    lines = _lines(_written(coordinator, FileFilter(call.id, "selection", sort="-name"), "csv"))
    assert [line[1] for line in lines[1:]] == ["张三", "王二", "丁一"]


def test_everybody_gets_what_they_reach_and_no_more(call: Call, coordinator: Actor) -> None:
    _file(call, "丁一")
    _file(make_call(), "王二")
    one_call = actor(make_staff(Role.COORDINATOR, call=call))
    assert [line[1] for line in _lines(_written(one_call, form="csv"))[1:]] == ["丁一"]
    mixed = make_staff(Role.AUDITOR)
    with pytest.raises(Refused, match=r"access\.role"):
        ask.files(FileFilter(), "csv", actor(mixed))
    db.session.add(RoleGrant(institution_id=home().id, user_id=mixed.id, role=Role.COORDINATOR, call_id=call.id))
    db.session.commit()
    assert [line[1] for line in _lines(_written(actor(mixed), form="csv"))[1:]] == ["丁一"]


def test_a_file_of_one_s_own_is_in_no_table_of_one_s_own(call: Call) -> None:
    me = make_staff(Role.COORDINATOR)
    make_application(call, make_student(user=me), state="selection")
    with pytest.raises(Refused, match=r"export\.nobody"):
        ask.files(FileFilter(), "csv", actor(me))


def test_who_lost_the_role_meanwhile_gets_nothing(call: Call, coordinator: Actor) -> None:
    _file(call)
    job_id = ask.files(FileFilter(), "csv", coordinator)
    with transaction():
        db.session.execute(update(RoleGrant).values(ended_at=NOON))
    jobs.drain()
    found = export(coordinator, job_id)
    assert (found.state, found.reason and found.reason.code) == ("failed", "access.role")


def test_a_file_that_left_the_scope_meanwhile_is_left_out(call: Call) -> None:
    kept, lost = make_unit(), make_unit()
    user = make_user()
    grant = RoleGrant(institution_id=home().id, user_id=user.id, role=Role.COORDINATOR, unit_id=kept.id)
    db.session.add_all([grant, RoleGrant(institution_id=home().id, user_id=user.id, role=Role.HEAD, unit_id=lost.id)])
    db.session.commit()
    for unit, name in ((kept, "丁一"), (lost, "王二")):
        make_application(call, make_student(unit, name=name), state="selection")
    asker = actor(user)
    job_id = ask.files(FileFilter(), "csv", asker)
    with transaction():
        db.session.execute(update(RoleGrant).where(RoleGrant.role == Role.HEAD).values(ended_at=NOON))
    jobs.drain()
    assert [line[1] for line in _lines(b"".join(open_export(job_id, asker).chunks))[1:]] == ["丁一"]


def test_one_file_and_a_thousand_cost_the_same(coordinator: Actor) -> None:
    costs = []
    for count in (1, 1, 1000):  # the first also reads what a session keeps
        call = make_call()
        make_many(call, count)
        with counted() as asked:
            job_id = ask.files(FileFilter(call.id), "xlsx", coordinator)
        with counted() as done:
            jobs.drain()
        costs.append((len(asked), len(done)))
        assert export(coordinator, job_id).done_count == count
        assert len(_workbook(b"".join(open_export(job_id, coordinator).chunks))) == count + 1
    assert costs[1] == costs[2]


def test_a_worker_killed_in_the_middle_leaves_nothing_that_the_next_stumbles_over(
    call: Call, coordinator: Actor
) -> None:
    _file(call)
    job_id = ask.files(FileFilter(), "csv", coordinator)
    key = db.session.scalar(select(Job.params["key"].astext).where(Job.id == job_id))
    assert key is not None
    storage.current().put(key, BytesIO(b"half of a tab"), 1000)
    jobs.drain()
    assert len(_lines(b"".join(open_export(job_id, coordinator).chunks))) == 2


def test_after_a_day_the_file_and_the_names_are_gone(call: Call, coordinator: Actor) -> None:
    _file(call)
    job_id = ask.files(FileFilter(), "csv", coordinator)
    jobs.drain()
    key = db.session.scalar(select(Job.params["key"].astext).where(Job.id == job_id))
    assert key is not None
    stop_clock_at(NOON + timedelta(hours=23, minutes=59))
    assert remove_old() == 0
    assert export(coordinator, job_id).has_file
    stop_clock_at(NOON + timedelta(hours=24))
    assert (remove_old(), remove_old()) == (1, 0)
    assert not export(coordinator, job_id).has_file
    assert db.session.scalar(select(Job.params)) == {}
    with pytest.raises(storage.Gone):
        open_export(job_id, coordinator)
    with pytest.raises(storage.Gone):
        b"".join(storage.current().read(key, None))


def test_another_s_export_is_not_there(call: Call, coordinator: Actor) -> None:
    _file(call)
    job_id = ask.files(FileFilter(), "csv", coordinator)
    with pytest.raises(Refused, match=r"export\.unknown"):
        open_export(job_id, coordinator)  # not written yet
    jobs.drain()
    with pytest.raises(Refused, match=r"export\.unknown"):
        open_export(job_id, actor(make_staff(Role.COORDINATOR)))


def test_the_audit_says_who_took_what(call: Call, coordinator: Actor) -> None:
    _file(call)
    job_id = ask.files(FileFilter(call.id, text="huang"), "csv", coordinator)
    jobs.drain()
    open_export(job_id, coordinator)
    rows = db.session.execute(select(AuditEvent).order_by(AuditEvent.id)).scalars().all()
    assert [(row.action, row.outcome, row.object_id, row.params) for row in rows] == [
        ("files.export", None, job_id, {"count": 1, "kind": "csv", "call_id": call.id}),
        ("files.export", "downloaded", job_id, {}),
    ]


@pytest.mark.parametrize("form", ["", "pdf", "XLSX"])
def test_a_form_that_we_do_not_write_is_refused(call: Call, coordinator: Actor, form: str) -> None:
    _file(call)
    with pytest.raises(Refused, match=r"export\.unknown_form"):
        ask.files(FileFilter(), form, coordinator)
    assert db.session.scalar(select(func.count()).select_from(Job)) == 0
