"""Staff, units and fees from tables: made and changed, never ended, moved or taken back."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from mobility.core.terms import Actor, Role
from mobility.database import db
from mobility.models import Application, Fee, RoleGrant, Unit, User
from tests.factories.cases import make_application
from tests.factories.hosts import make_summer_school
from tests.factories.people import actor, make_staff
from tests.services.imports.tables import brought, table, told

STAFF = "邮箱,姓名,角色,单位"
UNITS = "单位代码,单位名称,英文名称,单位类别,上级单位代码"


def test_staff_come_with_a_role_and_whoever_is_not_in_the_file_keeps_theirs(
    administrator: Actor, nursing: Unit
) -> None:
    content = table("l@u.example,李芳,officer,N", "w@u.example,王伟,负责人,", head=STAFF)
    report = brought(administrator, content, "staff")
    assert (told(report), report.counts["new"], report.counts["vanished"]) == ([], 2, 1)
    query = select(RoleGrant.role, RoleGrant.unit_id).join(User, User.id == RoleGrant.user_id)
    grants = db.session.execute(query.where(User.email.endswith("u.example")).order_by(User.email)).all()
    assert [tuple(grant) for grant in grants] == [("officer", nursing.id), ("head", None)]
    assert brought(administrator, content, "staff").counts["same"] == 2


@pytest.mark.parametrize(
    ("line", "column", "code"),
    [
        ("l@u.example,李芳,officer,", "unit", "import.unit_needed"),
        ("l@u.example,李芳,officer,天文", "unit", "import.unit_unknown"),
        ("l@u.example,李芳,administrator,", "role", "import.unknown_word"),
        ("l@u.example,,head,", "name", "import.needed_of_new"),
        ("known@u.example,李芳,head,", "", "import.another_person"),
    ],
)
def test_what_is_wrong_with_staff_is_told(administrator: Actor, line: str, column: str, code: str) -> None:
    make_staff(Role.REVIEWER, email="known@u.example", name="王伟")
    assert told(brought(administrator, table(line, head=STAFF), "staff")) == [(2, column, code)]


def test_units_are_made_below_each_other_and_renamed_but_not_moved(administrator: Actor, nursing: Unit) -> None:
    content = table("L,技能实验室,Skills Laboratory,实验室,C", "C,临床系,Clinic,系,N", head=UNITS)
    assert brought(administrator, content, "units").counts["new"] == 2
    units = {unit.code: unit for unit in db.session.scalars(select(Unit))}
    assert units["L"].path == [nursing.id, units["C"].id, units["L"].id]
    renamed = brought(administrator, table("C,临床医学系,Clinic,系,N", head=UNITS), "units")
    assert (renamed.counts["changed"], units["C"].name.zh_Hans) == (1, "临床医学系")
    moved = brought(administrator, table("C,临床医学系,Clinic,系,L", head=UNITS), "units")
    assert told(moved) == [(2, "parent", "import.unit_moved")]


def test_units_in_a_circle_and_below_nothing_are_told(administrator: Actor) -> None:
    content = table("A,甲,A,系,B", "B,乙,B,系,A", "D,丁,D,系,X", "D,丁,D,系,", head=UNITS)
    assert told(brought(administrator, content, "units")) == [
        (2, "parent", "import.unit_circle"),
        (3, "parent", "import.unit_circle"),
        (4, "parent", "import.unit_unknown"),
        (5, "code", "import.code_twice"),
    ]


FEES = "申请编号,缴费日期,缴费金额,币种"


@pytest.fixture
def waiting() -> Application:
    """An application whose fee of 1,280 yuan is waited for."""
    application = make_application(make_summer_school(), state="payment", number="SS-1")
    fee = {"amount_minor": 128_000, "currency": "CNY"}
    db.session.add(Fee(institution_id=application.institution_id, application_id=application.id, **fee))
    db.session.commit()
    return application


def test_a_fee_is_recorded_through_the_door_once(waiting: Application) -> None:
    coordinator = actor(make_staff(Role.COORDINATOR))
    content = table("SS-1,2026-10-10,1280.00,CNY", head=FEES)
    assert told(brought(coordinator, content, "fees")) == []
    db.session.expire_all()
    assert (waiting.state, db.session.scalars(select(Fee.state)).one()) == ("group", "paid")
    assert brought(coordinator, content, "fees").counts == {"new": 0, "changed": 0, "same": 1, "vanished": 0}


@pytest.mark.parametrize(
    ("line", "column", "code"),
    [
        ("SS-2,2026-10-10,1280,CNY", "number", "import.application_unknown"),
        ("SS-1,2026-10-10,1200,CNY", "amount", "import.amount_differs"),
        ("SS-1,2026-10-10,1280,USD", "currency", "import.amount_differs"),
        ("SS-1,2030-10-10,1280,CNY", "paid_on", "outcome.date_ahead"),
        ("SS-1,,1280,CNY", "paid_on", "import.needed"),
    ],
)
def test_a_fee_that_does_not_fit_is_told(waiting: Application, line: str, column: str, code: str) -> None:
    coordinator = actor(make_staff(Role.COORDINATOR))
    assert told(brought(coordinator, table(line, head=FEES), "fees")) == [(2, column, code)]
    assert waiting.state == "payment"
