"""The demo world stands: two universities of the right size that know nothing of each other, and nobody locked out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select

from mobility.cli.demo import ACCOUNTS, facts, hosts
from mobility.cli.demo.build import is_built
from mobility.core.programs import ends
from mobility.core.terms import Actor
from mobility.database import Base, db
from mobility.models import (
    Application,
    AuditEvent,
    Call,
    HostOption,
    Institution,
    LanguageMark,
    LanguageTest,
    OfficeCheck,
    OutboxMessage,
    Partner,
    Placement,
    Student,
    Unit,
    User,
)
from mobility.queries import chain, school
from mobility.queries.hosts import options
from mobility.queries.identity import actor_of
from mobility.services.people.sign_in import sign_in
from tests.cli.demo.conftest import BUILT_AT, PASSWORD


@pytest.fixture
def world(demo_app: Flask) -> Iterator[dict[str, int]]:
    """The ids of the universities by their keys."""
    with demo_app.app_context():
        yield {row.key: row.id for row in db.session.execute(select(Institution.key, Institution.id))}
        db.session.rollback()


def _count(table: type[Base], institution_id: int, *where: object) -> int:
    query = select(func.count()).select_from(table).where(table.__table__.c.institution_id == institution_id, *where)  # type: ignore[arg-type]  # conditions on any table
    return db.session.scalar(query) or 0


def test_both_universities_stand_with_their_students(world: dict[str, int]) -> None:
    assert is_built()
    assert list(world) == list(facts.UNIVERSITIES)
    assert (_count(Student, world["hebmu"]), _count(Student, world["cumtb"])) == (2000, 3000)


def test_the_first_has_32_partners_in_12_countries(world: dict[str, int]) -> None:
    countries = list(db.session.scalars(select(Partner.country).where(Partner.institution_id == world["hebmu"])))
    assert (len(countries), len(set(countries))) == (32, 12)
    assert {"JP", "US", "IE", "RU", "BE", "KR", "AU", "KG"} <= set(countries)


def test_every_school_and_laboratory_has_students(world: dict[str, int]) -> None:
    schools = select(Unit.code).where(Unit.kind.in_(("school", "laboratory")))
    empty = schools.where(~select(Student.id).where(Student.unit_id == Unit.id).exists())
    assert list(db.session.scalars(empty)) == []


@pytest.mark.parametrize("key", facts.UNIVERSITIES)
@pytest.mark.parametrize("name", ACCOUNTS)
def test_every_account_that_is_told_signs_in_at_its_university_alone(
    world: dict[str, int], key: str, name: str
) -> None:
    address = f"{name}@{facts.domain(key)}"
    signed_in = sign_in(world[key], address, PASSWORD)
    assert db.session.get_one(User, signed_in.user_id).institution_id == world[key]
    other = next(one for one in world if one != key)
    found = select(User.id).where(User.institution_id == world[other], User.email == address)
    assert list(db.session.scalars(found)) == []


def test_the_officer_who_is_told_of_has_files_to_check(world: dict[str, int]) -> None:
    address = f"officer@{facts.domain('hebmu')}"
    user_id = db.session.scalars(
        select(User.id).where(User.institution_id == world["hebmu"], User.email == address)
    ).one()
    calls = school.calls(actor_of(user_id), BUILT_AT).lines
    nursing = [call for call in calls if call.title.en.startswith("Singapore")]
    assert [call.to_check > 5 for call in nursing] == [True]


def test_the_second_offers_every_host_with_its_places(world: dict[str, int]) -> None:
    newest = select(func.max(Call.edition)).where(Call.institution_id == world["cumtb"])
    query = (
        select(Partner.country, HostOption.place_count, HostOption.key)
        .join(HostOption, HostOption.partner_id == Partner.id)
        .join(Call, Call.id == HostOption.call_id)
        .where(Call.institution_id == world["cumtb"], Call.edition == newest.scalar_subquery())
    )
    offered = db.session.execute(query).all()
    assert [len(offered) >= 60, len(offered)] == [True, len(hosts.all_hosts())]
    assert sum(one.place_count for one in offered) == sum(host["places"] for host in hosts.all_hosts())
    assert sum(one.country == "HK" for one in offered) == 4
    assert len({one.country for one in offered}) == 27


@pytest.mark.parametrize(
    ("call", "ended_as"),
    [
        ("singapore-nursing-20", {"dispatched", "not_selected", "not_recommended", "not_qualified", "withdrawn"}),
        ("summer-cork-6", {"dispatched", "not_recommended", "not_qualified", "withdrawn", "lapsed", "waitlist_ended"}),
        ("ex-2026-autumn", {"dispatched", "host_refused", "lapsed", "withdrawn", "not_selected", "not_recommended"}),
    ],
)
def test_last_year_is_decided_to_the_end(world: dict[str, int], call: str, ended_as: set[str]) -> None:
    states = _states(call)
    assert states <= {end.key for end in ends.ALL}
    assert states & ended_as >= {"dispatched"}
    assert len(states & ended_as) >= 4


@pytest.mark.parametrize(
    ("call", "stages"),
    [
        ("singapore-nursing-21", {"draft", "school_check"}),
        ("summer-cork-7", {"draft", "school_consent", "admission", "waiting", "confirmation", "payment", "group"}),
        ("summer-cork-7", {"returned_by_school", "returned_by_office"}),
        ("cm-2027-autumn", {"qualification_check", "returned_by_office", "selection"}),
        ("ex-2027-autumn", {"draft", "school_check", "school_list", "returned_by_school"}),
        ("ex-2027-spring", {"selection", "approval", "nomination", "host_decision", "formalities", "reserve"}),
    ],
)
def test_this_year_is_under_way_in_every_stage(world: dict[str, int], call: str, stages: set[str]) -> None:
    assert stages <= _states(call)


def _states(call: str) -> set[str]:
    query = select(Application.state).join(Call, Call.id == Application.call_id).where(Call.key == call)
    return set(db.session.scalars(query.distinct()))


def test_offices_have_answered_and_one_still_has_to(world: dict[str, int]) -> None:
    said = [_count(OfficeCheck, world["hebmu"], OfficeCheck.answer.is_not_distinct_from(one)) for one in ("no", None)]
    assert said == [1, 1]
    assert all(_count(OfficeCheck, institution_id, OfficeCheck.answer == "yes") for institution_id in world.values())


def test_a_language_examiner_has_handed_over_some_marks_entered_one_and_owes_others(world: dict[str, int]) -> None:
    with_office = LanguageMark.handed_over_at.is_not(None)
    assert [_count(LanguageMark, world["hebmu"], one) for one in (with_office, ~with_office)] == [3, 1]
    assert _count(LanguageMark, world["hebmu"], LanguageMark.is_absent) == 1
    examined = select(func.count()).where(Application.call_id == LanguageTest.call_id, Application.state == "selection")
    assert (db.session.scalar(examined) or 0) > 4


def test_some_stays_cut_into_a_term_at_home_and_most_do_not(world: dict[str, int]) -> None:
    open_call = select(Call.id).where(Call.institution_id == world["cumtb"], Call.deadline_at > BUILT_AT)
    offered = options(db.session.scalars(open_call).one(), Actor.system(world["cumtb"]))
    warned = [one for one in offered if one.clashes]
    assert {one.clashes[0].code for one in warned} == {"clash.returns_late"}
    assert 0 < len(warned) < len(offered) / 2


def test_no_host_holds_more_than_its_places(world: dict[str, int]) -> None:
    held = select(func.count()).where(Placement.host_option_id == HostOption.id, Placement.freed_at.is_(None))
    over = select(HostOption.key).where(held.scalar_subquery() > func.coalesce(HostOption.place_count, 0))
    assert list(db.session.scalars(over)) == []
    assert _count(Placement, world["cumtb"]) > 20


def test_everything_that_happened_stands_in_the_audit_and_the_chain_holds(world: dict[str, int]) -> None:
    verdict = chain.verify(())
    assert verdict.findings == ()
    assert verdict.event_count == db.session.scalar(select(func.count(AuditEvent.id)))
    assert {head.institution_key for head in verdict.heads} == set(facts.UNIVERSITIES)


def test_no_row_of_one_university_points_at_a_row_of_the_other(world: dict[str, int]) -> None:
    crossing = []
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_keys:
            target = key.column.table
            if "institution_id" not in table.c or "institution_id" not in target.c:
                continue
            mine, theirs = table.alias(), target.alias()
            query = (
                select(func.count())
                .select_from(mine.join(theirs, mine.c[key.parent.name] == theirs.c[key.column.name]))
                .where(mine.c.institution_id != theirs.c.institution_id)
            )
            if db.session.scalar(query):
                crossing.append(f"{table.name}.{key.parent.name}")
    assert crossing == []


def test_letters_of_the_past_count_as_sent_and_none_failed(world: dict[str, int]) -> None:
    states = select(OutboxMessage.state, func.count()).group_by(OutboxMessage.state)
    found = dict(db.session.execute(states).all())
    assert found.keys() <= {"sent", "inbox_only", "pending", "expired", "unwanted"}
    due = select(func.count()).where(OutboxMessage.state == "pending", OutboxMessage.due_at <= func.mobility_now())
    assert db.session.scalar(due) == 0
