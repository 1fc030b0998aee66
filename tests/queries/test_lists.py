"""The lists of the office: who stands on each, with which fields, sheet by sheet, and for whom there is none."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from mobility.core.terms import Actor, Role, Text
from mobility.database import db
from mobility.i18n import use_locale
from mobility.models import Application, Call, Choice, Decision, HostOption, Offer, SchoolList
from mobility.queries import lists
from mobility.queries.lists import About, Cell, Table
from tests import databases
from tests.databases import counted
from tests.factories.calls import NOON, make_call, make_partner
from tests.factories.cases import make_application, make_decision, make_offer, make_proposal, make_review
from tests.factories.clock import stop_clock_at
from tests.factories.many import make_many
from tests.factories.people import actor, make_staff, make_student, make_unit, make_user
from tests.servers import DatabaseUrls

SECRET = {"birth_on", "phone", "email", "student_number", "nationality", "gender", "mean_score", "school_rank"}


@pytest.fixture(scope="module", autouse=True)
def tidied(worker_database: DatabaseUrls) -> None:
    databases.tidy(worker_database)


@pytest.fixture(autouse=True)
def at_noon(database_session: Session) -> None:
    stop_clock_at(NOON)


@pytest.fixture
def call() -> Call:
    return make_call()


@pytest.fixture
def coordinator() -> Actor:
    return actor(make_staff(Role.COORDINATOR))


def _file(call: Call, name: str, state: str, **columns: object) -> Application:
    return make_application(call, make_student(name=name), state=state, **columns)


def _table(key: str, call: Call, who: Actor, **about: int) -> Table:
    return lists.table(lists.CATALOG[key], About(call.id, **about), who, NOON)


def _column(table: Table, key: str) -> list[Cell]:
    place = [column.key for column in table.listed.columns].index(key)
    return [row[place] for sheet in table.sheets for row in sheet.rows]


def test_the_seven_lists_in_the_order_of_the_work() -> None:
    keys = ("school", "proposed", "notice", "nomination", "going", "examination", "unanswered")
    assert tuple(lists.CATALOG) == keys


def test_the_school_s_list_is_there_when_it_is_handed_in_ranked_and_by_school(call: Call, coordinator: Actor) -> None:
    nursing, law = (make_unit(name=Text(en=name, zh_Hans=name), sort_key=name) for name in ("Nursing", "Law"))
    placed = [
        ("王二", nursing, "recommended", 2),
        ("丁一", nursing, "recommended", 1),
        ("张三", nursing, "alternate", 1),
    ]
    for name, unit, outcome, rank in [
        *placed,
        ("李四", nursing, "not_recommended", None),
        ("赵五", law, "recommended", 1),
    ]:
        columns = {"state": "qualification_check", "school_outcome": outcome, "school_rank": rank}
        make_application(call, make_student(unit, name=name), **columns)
    handed_in = {"institution_id": call.institution_id, "call_id": call.id, "handed_in_at": NOON}
    db.session.add(SchoolList(**handed_in, unit_id=nursing.id))
    db.session.commit()
    table = _table("school", call, coordinator)
    assert [(sheet.title, len(sheet.rows)) for sheet in table.sheets] == [("Nursing", 4)]
    assert _column(table, "name") == ["丁一", "王二", "张三", "李四"]
    assert _column(table, "recommendation") == ["recommended", "recommended", "alternate", "not recommended"]
    db.session.add(SchoolList(**handed_in, unit_id=law.id))
    db.session.commit()
    both = _table("school", call, coordinator)
    assert [sheet.title for sheet in both.sheets] == ["Law", "Nursing"]
    assert [sheet.title for sheet in _table("school", call, coordinator, unit_id=law.id).sheets] == ["Law"]


def _option(call: Call, name: str, **columns: object) -> HostOption:
    partner = make_partner(name=Text(en=name, zh_Hans=name), country="HK")
    given = {"institution_id": call.institution_id, "call_id": call.id, "partner_id": partner.id, "key": name}
    row = HostOption(**given, place_count=5, term="2027-spring", length_months=5, starts_on=date(2027, 2, 1), **columns)
    db.session.add(row)
    db.session.commit()
    return row


def test_the_proposed_list_stands_by_host_with_alternates_in_order_and_exceptions(
    call: Call, coordinator: Actor
) -> None:
    first, second = _option(call, "Lyon", position=1), _option(call, "Oslo", position=2)
    proposal = make_proposal(call, make_staff(Role.COORDINATOR))
    reviewer = make_staff(Role.REVIEWER)
    chosen = [("丁一", first, "candidate", None), ("王二", first, "reserve", 2), ("张三", first, "reserve", 1)]
    for name, option, outcome, position in [
        *chosen,
        ("李四", second, "candidate", None),
        ("赵五", None, "not_selected", None),
    ]:
        file = _file(call, name, "approval", school_outcome="recommended")
        make_review(file, reviewer, score=80, submitted_at=NOON)
        make_decision(proposal, file, outcome, position=position, host_option_id=option.id if option else None)
        if name == "丁一" and option:
            wish = {"institution_id": call.institution_id, "application_id": file.id}
            db.session.add(Choice(**wish, host_option_id=option.id, rank=2))
            db.session.commit()
    table = _table("proposed", call, coordinator)
    assert [(sheet.title, len(sheet.rows)) for sheet in table.sheets] == [
        ("Lyon", 3),
        ("Oslo", 1),
        ("No host named", 1),
    ]
    assert _column(table, "name") == ["丁一", "张三", "王二", "李四", "赵五"]
    assert _column(table, "count") == [1, 2, 3, 1, 1]
    assert _column(table, "wish") == [2, None, None, None, None]
    assert _column(table, "exception") == [None, *(["This host is none of the student’s wishes"] * 3), None]
    assert [str(mean) for mean in _column(table, "mean_score")] == ["80.00"] * 5
    one = _table("proposed", call, coordinator, partner_id=second.partner_id)
    assert _column(one, "name") == ["李四"]
    assert [name.en for _id, name in lists.hosts(call.id, coordinator)] == ["Lyon", "Oslo"]


def test_the_notice_list_holds_no_more_than_the_law_lets_it_and_only_while_it_runs(
    call: Call, coordinator: Actor
) -> None:
    assert SECRET.isdisjoint(column.key for column in lists.CATALOG["notice"].columns)
    until = NOON + timedelta(hours=1)
    proposal = make_proposal(call, make_staff(Role.COORDINATOR), state="released", released_at=NOON, notice_until=until)
    for name, outcome, position in (
        ("丁一", "candidate", None),
        ("王二", "reserve", 1),
        ("张三", "not_selected", None),
    ):
        file = _file(call, name, "public_notice")
        make_decision(proposal, file, outcome, position=position, released_at=NOON)
    gone = _file(call, "赵五", "withdrawn")
    make_decision(proposal, gone, "candidate", released_at=NOON)
    with counted() as sent:
        assert _column(_table("notice", call, coordinator), "name") == ["丁一", "王二"]
    assert [word for word in ("birth_on", "phone", "email", "student.number") if word in " ".join(sent)] == []
    over = lists.table(lists.CATALOG["notice"], About(call.id), coordinator, until)
    before = lists.table(lists.CATALOG["notice"], About(call.id), coordinator, NOON - timedelta(seconds=1))
    assert (over.count, before.count) == (0, 0)


def test_the_nomination_list_says_what_hosts_ask_for(call: Call, coordinator: Actor) -> None:
    option = _option(call, "Lyon")
    student = make_student(
        name="吕布",
        latin_family_name="LYU",
        latin_given_name="BU",
        birth_on=date(2004, 5, 6),
        level=7,
        gender="male",
        nationality="CN",
    )
    file = make_application(call, student, state="signing")
    make_offer(file, partner_id=option.partner_id, host_option_id=option.id, state="confirmed")
    make_offer(
        _file(call, "貂蝉", "signing"), partner_id=option.partner_id, host_option_id=option.id, state="confirmed"
    )
    make_offer(_file(call, "张三", "contract"), partner_id=option.partner_id)
    make_offer(_file(call, "李四", "withdrawn_after_confirmation"), partner_id=option.partner_id, state="confirmed")
    table = _table("nomination", call, coordinator)
    assert [sheet.title for sheet in table.sheets] == ["Lyon"]
    row = dict(zip([column.key for column in table.listed.columns], table.sheets[0].rows[0], strict=True))
    assert _column(table, "name") == ["吕布", "貂蝉"]
    assert (row["latin_family_name"], row["latin_given_name"], row["birth_on"]) == ("LYU", "BU", date(2004, 5, 6))
    assert (row["gender"], row["nationality"]) == ("male", "China")
    assert (row["term"], row["length"]) == ("Spring semester 2027", 5)
    assert row["level"] == "master’s"
    assert _column(table, "nationality") == ["China", None]


def test_the_list_for_other_offices_names_place_and_time(call: Call, coordinator: Actor) -> None:
    option = _option(call, "HKU")
    for name, state in (("丁一", "confirmed"), ("王二", "open")):
        make_offer(
            _file(call, name, "formalities"), partner_id=option.partner_id, host_option_id=option.id, state=state
        )
    with use_locale("zh_Hans"):
        table = _table("going", call, coordinator)
    assert _column(table, "name") == ["丁一"]
    assert (_column(table, "region"), _column(table, "starts_on")) == (["中国香港"], [date(2027, 2, 1)])


def test_the_attendance_list_has_seats_and_room_for_signatures(call: Call, coordinator: Actor) -> None:
    for name, state in (("丁一", "selection"), ("王二", "selection"), ("张三", "funder_exam"), ("李四", "training")):
        _file(call, name, state)
    table = _table("examination", call, coordinator)
    assert [(sheet.title, len(sheet.rows)) for sheet in table.sheets] == [
        ("Funder's examination", 1),
        ("Home selection", 2),
    ]
    assert (_column(table, "seat"), _column(table, "signature")) == ([1, 1, 2], [None] * 3)


def test_the_contact_list_names_those_we_wait_for_with_their_telephone(call: Call, coordinator: Actor) -> None:
    unit = make_unit()
    for name, state in (
        ("丁一", "contract"),
        ("王二", "returned_by_office"),
        ("张三", "selection"),
        ("李四", "withdrawn"),
    ):
        user = make_user(name=name, phone="+86 138 0000 0000")
        make_application(call, make_student(unit, user=user), state=state, due_at=NOON)
    make_application(call, make_student(unit, name="赵五"), state="draft")
    table = _table("unanswered", call, coordinator)
    assert _column(table, "name") == ["丁一", "王二"]
    assert _column(table, "phone") == ["+86 138 0000 0000"] * 2
    assert _column(table, "stage") == ["Offer to be confirmed", "Returned by the international office"]


@pytest.mark.parametrize("key", list(lists.CATALOG))
def test_nobody_gets_a_list_of_what_they_do_not_reach(call: Call, key: str) -> None:
    _world(call)
    outside = [make_staff(Role.COORDINATOR, call=make_call()), make_staff(Role.AUDITOR), make_staff(Role.OFFICER)]
    assert [_table(key, call, actor(person)).count for person in outside] == [0, 0, 0]
    inside = [make_staff(Role.COORDINATOR, call=call), make_staff(Role.HEAD)]
    assert [_table(key, call, actor(person)).count > 0 for person in inside] == [True, True]


def _world(call: Call) -> None:
    """Somebody for every list."""
    until = NOON + timedelta(days=1)
    proposal = make_proposal(call, make_staff(Role.COORDINATOR), state="released", released_at=NOON, notice_until=until)
    listed = _file(call, "丁一", "public_notice", school_outcome="recommended", school_rank=1)
    make_decision(proposal, listed, "candidate", released_at=NOON)
    handed_in = {"institution_id": call.institution_id, "call_id": call.id, "unit_id": listed.unit_id}
    db.session.add(SchoolList(**handed_in, handed_in_at=NOON))
    make_offer(_file(call, "王二", "signing"), state="confirmed")
    make_offer(_file(call, "张三", "contract"))
    _file(call, "李四", "selection")


@pytest.mark.parametrize("key", list(lists.CATALOG))
def test_one_line_and_a_thousand_cost_the_same(key: str, coordinator: Actor) -> None:
    costs = []
    for count in (1, 1000):
        call = make_call()
        _many(call, key, count)
        _table(key, call, coordinator)  # reads the definitions that this process then keeps
        with counted() as sent:
            assert _table(key, call, coordinator).count == count
        costs.append(len(sent))
    assert costs[0] == costs[1] <= 2


def _many(call: Call, key: str, count: int) -> None:
    """That many files that stand on that list of the call."""
    state = {"examination": "selection", "unanswered": "contract", "notice": "public_notice"}.get(key, "signing")
    make_many(call, count, state=state, school_outcome="recommended")
    files = db.session.execute(select(Application.id, Application.unit_id).where(Application.call_id == call.id)).all()
    of_call = {"institution_id": call.institution_id}
    until = NOON + timedelta(days=1)
    proposal = make_proposal(call, make_staff(Role.COORDINATOR), state="released", released_at=NOON, notice_until=until)
    offered = {"partner_id": make_partner().id, "confirm_by": NOON, "state": "confirmed"}
    decided = {"proposal_id": proposal.id, "outcome": "candidate", "released_at": NOON}
    if key in ("proposed", "notice"):
        db.session.execute(insert(Decision), [{**of_call, **decided, "application_id": file.id} for file in files])
    elif key in ("nomination", "going"):
        db.session.execute(insert(Offer), [{**of_call, **offered, "application_id": file.id} for file in files])
    db.session.add(SchoolList(**of_call, call_id=call.id, unit_id=files[0].unit_id, handed_in_at=NOON))
    db.session.commit()
