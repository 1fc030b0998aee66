"""The list of people: found by whatever is known of them, page after page, at the same cost for one and for many."""

from __future__ import annotations

import pytest
from sqlalchemy import insert

from mobility.core.terms import Actor, Role
from mobility.database import db
from mobility.models import User
from mobility.queries import people, person, unit_tree
from mobility.queries.people import Cursor, PeopleFilter
from tests.databases import counted
from tests.factories.people import home, make_institution, make_staff, make_student, make_unit, make_user

pytestmark = pytest.mark.usefixtures("database_session")


@pytest.fixture
def reader() -> Actor:
    return Actor.system(home().id)


@pytest.mark.parametrize(
    "text",
    ["买买提", "买买提•艾力", "maimaiti", "Mai Mai", "mmtal", "MMT@University", "2026ABC", "mmt@university.example"],
)
def test_a_person_is_found_by_name_pinyin_initials_number_and_address(reader: Actor, text: str) -> None:
    make_user(name="张三", email="zhang@university.example")
    wanted = make_student(user=make_user(name="买买提·艾力", email="mmt@university.example"), number="2026ABC01")
    assert [row.id for row in people.search(reader, PeopleFilter(text)).rows] == [wanted.user_id]


def test_signs_of_patterns_are_only_signs(reader: Actor) -> None:
    make_user(name="张三")
    assert people.search(reader, PeopleFilter("%")).rows == ()
    assert people.search(reader, PeopleFilter("_")).rows == ()


def test_the_list_is_narrowed_by_role_unit_and_state(reader: Actor) -> None:
    college = make_unit()
    department = make_unit(parent=college)
    student = make_student(department, name="甲")
    officer = make_staff(Role.OFFICER, unit=department, name="乙")
    head = make_staff(Role.HEAD, name="丙")
    closed = make_user(name="丁", is_active=False)

    def ids(**wanted: object) -> set[int]:
        return {row.id for row in people.search(reader, PeopleFilter(**wanted)).rows}  # type: ignore[arg-type]  # filters by name

    assert ids(role=Role.STUDENT) == {student.user_id}
    assert ids(role=Role.HEAD) == {head.id}
    assert ids(unit_id=college.id) == {student.user_id, officer.id}
    assert ids(is_active=False) == {closed.id}
    assert ids(unit_id=college.id, role=Role.OFFICER, is_active=True, text="乙") == {officer.id}


def test_a_line_tells_roles_in_order_and_the_school(reader: Actor) -> None:
    unit = make_unit()
    student = make_student(unit, name="甲")
    make_staff(Role.HEAD, name="乙")
    rows = people.search(reader, PeopleFilter()).rows
    assert [(row.name, row.roles, row.number) for row in rows] == [
        ("甲", ("student",), student.number),
        ("乙", ("head",), None),
    ]


def test_people_of_another_institution_are_not_listed(reader: Actor) -> None:
    stranger = make_user(make_institution("other"))
    assert people.search(reader, PeopleFilter()).rows == ()
    assert person.person(reader, stranger.id) is None


def test_pages_follow_each_other_without_gap_or_repetition(reader: Actor) -> None:
    for index in range(7):
        make_user(name="李四" if index % 2 else "王五")
    seen: list[int] = []
    page = people.search(reader, PeopleFilter(), size=3)
    seen += [row.id for row in page.rows]
    while page.following is not None:
        page = people.search(reader, PeopleFilter(), page.following, size=3)
        seen += [row.id for row in page.rows]
    everybody = people.search(reader, PeopleFilter(), size=50).rows
    assert seen == [row.id for row in everybody]
    assert len(seen) == 7


@pytest.mark.parametrize("text", [None, "", "x", "7", "-7-a", "７-a", "9" * 30 + "-a"])
def test_a_cursor_that_nobody_wrote_means_the_first_page(text: str | None) -> None:
    assert Cursor.parse(text) is None


def test_a_cursor_survives_the_address_of_the_page() -> None:
    assert Cursor.parse(str(Cursor("ou-yang xiu", 7))) == Cursor("ou-yang xiu", 7)


def test_the_cost_is_the_same_for_one_person_and_for_fifty_thousand(reader: Actor) -> None:
    make_user(name="张三")
    with counted() as few:
        people.search(reader, PeopleFilter("zs"))
    values = [
        {
            "institution_id": reader.institution_id,
            "name": f"张三{n}",
            "sort_key": f"zhang san {n}",
            "search_key": f"zs{n}",
        }
        for n in range(50_000)
    ]
    db.session.execute(insert(User), values)
    with counted() as many:
        page = people.search(reader, PeopleFilter("zs"))
    assert (len(few), len(many), len(page.rows)) == (1, 1, people.PAGE_SIZE)


def test_a_person_is_read_in_three_statements_with_roles_and_sign_ins(reader: Actor) -> None:
    user_id = make_staff(Role.REVIEWER).id
    with counted() as statements:
        found = person.person(reader, user_id)
    assert found is not None
    assert (len(statements), [role.role for role in found.roles], found.sessions) == (3, ["reviewer"], ())


def test_the_tree_of_units_puts_each_below_its_parent(reader: Actor) -> None:
    college = make_unit(sort_key="b")
    make_unit(sort_key="a", code="first")
    department = make_unit(parent=college, sort_key="a")
    make_student(department)
    make_staff(Role.OFFICER, unit=college, name="王芳")
    make_unit(make_institution("other"))
    with counted() as statements:
        tree = unit_tree.tree(reader)
    assert len(statements) == 1
    assert [(unit.code, unit.depth, unit.student_count, unit.officers) for unit in tree] == [
        ("first", 0, 0, ()),
        (college.code, 0, 0, ("王芳",)),
        (department.code, 1, 1, ()),
    ]
