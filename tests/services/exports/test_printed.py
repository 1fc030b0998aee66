"""A list of the office as a workbook: head, fixed columns and boxes on every sheet, no formula, names that fit."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from sqlalchemy import ColumnElement, update

from mobility.core.terms import Actor, Refused, Role, Text
from mobility.database import db, transaction
from mobility.i18n import use_locale
from mobility.models import AuditEvent, Call, RoleGrant, User
from mobility.queries.exports import export
from mobility.queries.lists import About
from mobility.services import jobs
from mobility.services.exports import ask, work
from mobility.services.exports.keep import open_export
from mobility.services.exports.writers import sheet_name
from tests.factories.calls import NOON, make_call, make_partner
from tests.factories.cases import make_application, make_offer
from tests.factories.people import actor, make_grant, make_staff, make_student, make_unit

WORK = work.write_list
"""The worker knows this kind of job because it imports the module that does it, as this one does."""


def _written(key: str, call: Call, who: Actor) -> Workbook:
    with use_locale("zh_Hans"):
        job_id = ask.office_list(key, About(call.id), who)
    assert jobs.drain() == 1
    return load_workbook(BytesIO(b"".join(open_export(job_id, who).chunks)))


def test_every_host_has_its_sheet_with_head_columns_and_boxes(call: Call, coordinator: Actor) -> None:
    names = ("里昂大学", "里昂大学", "=1+1/[A]")
    for place, host in enumerate(names, 1):
        partner = make_partner(name=Text(en=host, zh_Hans=host))
        file = make_application(call, make_student(name=f"=黄蓉{place}"), state="signing")
        make_offer(file, partner_id=partner.id, state="confirmed")
    book = _written("nomination", call, coordinator)
    assert book.sheetnames == ["里昂大学", "里昂大学 (2)", "=1+1__A_"]
    for place, sheet in enumerate(book.worksheets, 1):
        cells = [cell for row in sheet.iter_rows() for cell in row]
        assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
        assert sheet["A1"].value == f"河北医科大学 · {call.title.zh_Hans}"
        assert sheet["A2"].value == "校际提名名单"
        assert str(sheet["A3"].value).endswith("2026年10月12日 · 1人")
        assert [sheet.cell(4, column).value for column in (1, 2, 4)] == ["序号", "证件姓（拉丁字母）", "姓名"]
        assert [sheet.cell(5, column).value for column in (1, 4)] == [1, f"=黄蓉{place}"]
        boxes = {cell.value for cell in cells if (cell.row or 0) > 5 and cell.value}
        assert boxes == {"制表人、日期", "国际处负责人签字、日期", "国际处盖章"}


def test_an_empty_list_an_unknown_one_and_one_out_of_reach_are_not_written(call: Call, coordinator: Actor) -> None:
    for key, about, who, code in (
        ("nomination", About(call.id), coordinator, "export.nobody"),
        ("files", About(call.id), coordinator, "list.unknown"),
        ("school", About(call.id), actor(make_staff(Role.COORDINATOR, call=make_call())), "call.unknown"),
        ("school", About(call.id), actor(make_staff(Role.AUDITOR)), "access.role"),
    ):
        with pytest.raises(Refused, match=code.replace(".", r"\.")):
            ask.office_list(key, about, who)


def test_a_list_is_written_of_what_its_asker_reaches_by_then(call: Call) -> None:
    kept, lost = make_unit(), make_unit()
    user = make_staff(Role.COORDINATOR, unit=kept)
    make_grant(user, Role.HEAD, unit=lost)
    for unit, name in ((kept, "丁一"), (lost, "王二")):
        make_application(call, make_student(unit, name=name), state="selection")
    asker = actor(user)
    job_id = ask.office_list("examination", About(call.id), asker)
    _end(RoleGrant.role == Role.HEAD)
    assert jobs.drain() == 1
    book = load_workbook(BytesIO(b"".join(open_export(job_id, asker).chunks)))
    assert {cell.value for sheet in book for row in sheet for cell in row} & {"丁一", "王二"} == {"丁一"}
    of_the_call = actor(make_staff(Role.COORDINATOR, call=call))
    late_id = ask.office_list("examination", About(call.id), of_the_call)
    make_grant(db.session.get_one(User, of_the_call.user_id), Role.COORDINATOR, call=make_call())
    _end(RoleGrant.call_id == call.id)
    jobs.drain()
    late = export(of_the_call, late_id)
    assert (late.state, late.reason and late.reason.code) == ("failed", "call.unknown")


def _end(which: ColumnElement[bool]) -> None:
    with transaction():
        db.session.execute(update(RoleGrant).where(which).values(ended_at=NOON))


def test_the_audit_names_the_list(call: Call, coordinator: Actor) -> None:
    make_application(call, state="selection")
    job_id = ask.office_list("examination", About(call.id), coordinator)
    event = db.session.query(AuditEvent).one()
    assert (event.action, event.outcome, event.object_id) == ("lists.print", "exported", job_id)
    assert event.params == {"count": 1, "list": "examination", "call_id": call.id}
    assert export(coordinator, job_id).state == "waiting"


@pytest.mark.parametrize(
    ("title", "taken", "name"),
    [
        ("Lyon", (), "Lyon"),
        ("Lyon", ("lyon",), "Lyon (2)"),
        ("a" * 40, (), "a" * 31),
        ("a" * 40, ("a" * 31,), "a" * 27 + " (2)"),
        ("'x'", (), "x"),
        ("", (), "1"),
        ("a:b*c", (), "a_b_c"),
    ],
)
def test_names_of_worksheets(title: str, taken: tuple[str, ...], name: str) -> None:
    assert sheet_name(title, taken) == name
