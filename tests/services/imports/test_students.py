"""Students from the registry: all or none, again and again, by number; what students keep themselves stays."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from mobility.core.access import Action
from mobility.core.terms import Actor, Refused, Role
from mobility.database import db
from mobility.models import AuditEvent, OutboxMessage, Student, StudentFact, Unit, User
from mobility.queries.students import as_plain, record_of
from mobility.services.imports import bring
from mobility.services.notices.deliver import drain
from tests.factories.calls import NOON
from tests.factories.cases import make_application
from tests.factories.clock import stop_clock_at
from tests.factories.people import actor, make_fact, make_institution, make_staff, make_student, make_unit
from tests.services.imports.tables import HEAD, brought, line, table, told


def _count(model: type[Student | User | StudentFact]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_new_people_come_with_account_and_facts_and_the_same_file_changes_nothing(
    administrator: Actor, nursing: Unit
) -> None:
    head = f"{HEAD},平均绩点,绩点满分,专业排名,专业人数,雅思成绩,雅思考试日期,有无不及格,交换生项目参加年份,性别,国籍"
    content = table(
        line(1, "阿卜杜拉·买买提", rest=",3.4,4.0,5,80,6.5,2026-05-01,否,2024,男,中国"),
        line(2, "单雄信", rest=",,,,,,,,,,"),
        head=head,
    )
    first = brought(administrator, content)
    assert (told(first), first.counts) == ([], {"new": 2, "changed": 0, "same": 0, "vanished": 0})
    student = db.session.scalars(select(Student).where(Student.number == "1")).one()
    assert (student.name, student.unit_id, student.level, student.field) == ("阿卜杜拉·买买提", nursing.id, 6, "0913")
    assert (student.gender, student.nationality) == ("male", "CN")
    facts = db.session.execute(select(StudentFact.key, StudentFact.value, StudentFact.source)).all()
    assert {fact.key: (fact.value, fact.source) for fact in facts} == {
        "gpa": ({"value": 3.4}, "records"),
        "rank": ({"position": 5, "of": 80}, "records"),
        "language:ielts": ({"score": 6.5, "taken_on": "2026-05-01"}, "records"),
        "has_fails": ({"value": False}, "records"),
        "participation:exchange": ({"year": 2024}, "records"),
    }
    user = db.session.get_one(User, db.session.scalars(select(Student.user_id).where(Student.number == "2")).one())
    assert (user.sort_key, user.email, user.email_verified_at) == ("shan xiong xin", "s2@university.example", None)
    for dot in "•.":
        again = brought(administrator, content.replace("·".encode("gb18030"), dot.encode("gb18030")))
        assert again.counts == {"new": 0, "changed": 0, "same": 2, "vanished": 0}
    assert (student.version, _count(StudentFact)) == (1, 5)


def test_one_wrong_cell_and_nothing_is_written(administrator: Actor) -> None:
    before = _count(User)
    report = brought(administrator, table(line(1), line(2, "李?梅"), line(3)))
    assert (told(report), report.is_written) == ([(3, "name", "import.question_mark")], False)
    assert (_count(User), _count(Student)) == (before, 0)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([line(1), line(1, "李秀宁").replace("s1@", "t1@")], [(3, "number", "import.two_people")]),
        ([line(1), line(1).replace("s1@", "t1@")], [(3, "number", "import.number_twice")]),
        ([line(1), line(2).replace("s2@", "S1@")], [(3, "email", "import.address_twice")]),
        ([line(1, unit="天文学院")], [(2, "unit", "import.unit_unknown")]),
        ([line(1).replace("2006-05-04", "2006-02-30")], [(2, "birth_on", "sheet.date_impossible")]),
        ([line(1).replace("2006-05-04", "2020-05-04")], [(2, "birth_on", "import.birth_impossible")]),
        ([line(1).replace("s1@university.example", "nobody")], [(2, "email", "address.impossible")]),
        ([line(1).replace("本科", "初中")], [(2, "level", "import.unknown_word")]),
        ([line(1).replace("913", "9999")], [(2, "field", "import.field_unknown")]),
        ([line(1).replace("4年", "四")], [(2, "program_years", "import.whole_number")]),
        ([line(1).replace("张三丰", "")], [(2, "name", "import.needed_of_new")]),
        ([line(1)[1:]], [(2, "number", "import.needed")]),
    ],
)
def test_what_is_wrong_is_told_by_line_and_column(
    administrator: Actor, lines: list[str], expected: list[tuple[int, str, str]]
) -> None:
    assert told(brought(administrator, table(*lines))) == expected


@pytest.mark.parametrize(
    ("head", "cells", "column", "code"),
    [
        ("平均绩点,绩点满分", "4.2,4.0", "gpa", "fact.mark_outside"),
        ("平均绩点", "3.2", "gpa_scale", "fact.scale"),
        ("平均分", "101", "average", "fact.mark_outside"),
        ("平均分,成绩日期", "90,2030-01-01", "marks_on", "fact.in_future"),
        ("平均分,成绩日期", "90,2020-01-01", "marks_on", "fact.before_entry"),
        ("专业排名,专业人数", "81,80", "rank", "fact.rank"),
        ("雅思成绩,雅思考试日期", "9.5,2026-05-01", "ielts", "fact.score_outside"),
        ("雅思成绩", "6.5", "ielts_on", "import.needed"),
        ("四级成绩", "100", "cet4", "fact.score_outside"),
    ],
)
def test_a_mark_outside_its_scale_is_told(administrator: Actor, head: str, cells: str, column: str, code: str) -> None:
    report = brought(administrator, table(line(1, rest=f",{cells}"), head=f"{HEAD},{head}"))
    assert told(report) == [(2, column, code)]


def test_a_table_of_marks_alone_changes_marks_alone_and_says_so_in_the_audit(administrator: Actor) -> None:
    brought(administrator, table(line(1)))
    student = db.session.scalars(select(Student)).one()
    make_fact(student, "average", {"value": 70}, scale="100", source="declared")
    report = brought(administrator, table("1,81.5", head="学号,加权平均分"))
    assert report.counts == {"new": 0, "changed": 1, "same": 0, "vanished": 0}
    fact = db.session.execute(select(StudentFact.value, StudentFact.source)).one()
    assert tuple(fact) == ({"value": 81.5}, "records")
    of_student = select(AuditEvent.params).where(
        AuditEvent.action == Action.DATA_IMPORT, AuditEvent.object_id == student.id
    )
    assert db.session.scalars(of_student.where(AuditEvent.object_kind == "student")).all() == [{"columns": "average"}]


def test_what_students_keep_themselves_is_filled_in_once_and_then_left_alone(administrator: Actor) -> None:
    student = make_student(number="7", name="张三丰")
    user = db.session.get_one(User, student.user_id)
    verified = user.email
    head = "学号,姓名,邮箱,手机号,姓氏拼音,名字拼音"
    first = brought(administrator, table("7,张三丰,other@university.example,13800000000,zhang,sanfeng", head=head))
    assert first.counts["changed"] == 1
    db.session.expire_all()
    assert (user.email, user.phone, student.latin_family_name) == (verified, "13800000000", "ZHANG")
    second = brought(administrator, table("7,张三丰,other@university.example,13900000000,chang,sanfeng", head=head))
    assert second.counts["same"] == 1


def test_a_number_that_now_names_somebody_else_is_stopped(administrator: Actor) -> None:
    brought(administrator, table(line(1)))
    other = line(1, "李秀宁").replace("2006-05-04", "2005-01-01")
    assert told(brought(administrator, table(other))) == [(2, "", "import.another_person")]
    assert brought(administrator, table(line(1, "张叁丰"))).counts["changed"] == 1


def test_an_address_of_somebody_else_is_stopped(administrator: Actor) -> None:
    make_staff(Role.HEAD, email="S1@university.example")
    assert told(brought(administrator, table(line(1)))) == [(2, "email", "address.taken")]


def test_whoever_is_not_in_the_file_is_listed_and_stays(administrator: Actor, nursing: Unit) -> None:
    make_student(nursing, number="8", name="孙悟空")
    make_student(nursing, number="9", study_status="graduated")
    make_student(make_unit(), number="10")
    report = brought(administrator, table(line(1)))
    assert [(one.number, one.name) for one in report.vanished] == [("8", "孙悟空")]
    assert _count(Student) == 4


def test_a_change_of_school_leaves_applications_where_they_began(administrator: Actor, nursing: Unit) -> None:
    brought(administrator, table(line(1)))
    student = db.session.scalars(select(Student)).one()
    application = make_application(student=student)
    medicine = make_unit(code="M")
    report = brought(administrator, table("1,M,硕士", head="学号,学院,培养层次"))
    assert report.counts["changed"] == 1
    db.session.expire_all()
    assert (student.unit_id, student.level, application.unit_id) == (medicine.id, 7, nursing.id)
    said = db.session.scalars(select(AuditEvent.params).where(AuditEvent.outcome == "student_changed")).one()
    assert (said["unit_from"], said["unit_to"], said["level_from"], said["level_to"]) == (nursing.id, medicine.id, 6, 7)


def test_only_who_may_bring_a_kind_brings_it(administrator: Actor) -> None:
    coordinator = actor(make_staff(Role.COORDINATOR))
    for someone, kind, code in (
        (coordinator, "students", "access.role"),
        (administrator, "fees", "access.role"),
        (actor(make_student()), "students", "access.role"),
        (administrator, "rooms", "import.unknown_kind"),
    ):
        with pytest.raises(Refused) as refused:
            bring.read(kind, table(line(1)), someone)
        assert refused.value.code == code


def test_another_university_is_neither_seen_nor_touched(administrator: Actor) -> None:
    abroad = make_unit(make_institution("abroad"))
    make_student(abroad, number="1", name="另一个人")
    assert brought(administrator, table(line(1))).counts == {"new": 1, "changed": 0, "same": 0, "vanished": 0}


def test_who_has_open_files_is_told_once_that_the_record_changed_and_nobody_else_is(administrator: Actor) -> None:
    head = f"{HEAD},加权平均分"

    def rows(mark: int) -> bytes:
        return table(*(line(number, rest=f",{mark}") for number in range(1, 5)), head=head)

    brought(administrator, rows(84))
    for number, states in (("1", ("school_check", "selection")), ("2", ("withdrawn",)), ("3", ("draft",))):
        student = db.session.scalars(select(Student).where(Student.number == number)).one()
        handed_in: dict[str, Any] = {} if "draft" in states else {"snapshot": as_plain(record_of(student.id))}
        for state in states:
            make_application(student=student, state=state, **handed_in)
    assert (brought(administrator, rows(84)).counts["changed"], _letters()) == (0, [])
    assert (brought(administrator, rows(76)).counts["changed"], _letters()) == (4, ["1"])
    stop_clock_at(NOON + timedelta(hours=1))
    brought(administrator, rows(70))
    assert _letters() == ["1", "1"]
    stop_clock_at(NOON + timedelta(hours=2))
    brought(administrator, rows(84))
    assert (_letters(), drain()) == (["1", "1"], 2)
    assert set(db.session.scalars(select(OutboxMessage.state))) == {"unwanted"}


def _letters() -> list[str]:
    query = select(Student.number).join(OutboxMessage, OutboxMessage.user_id == Student.user_id)
    return list(db.session.scalars(query.where(OutboxMessage.notice == "facts_changed").order_by(OutboxMessage.id)))
