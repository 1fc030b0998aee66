"""The demo world stands: two universities of the right size that know nothing of each other, and nobody locked out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select

from mobility.cli.demo import facts
from mobility.cli.demo.build import ACCOUNTS, is_built
from mobility.database import Base, db
from mobility.models import Institution, OutboxMessage, Partner, Student, Unit, User
from mobility.queries import school
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
    query = select(func.count()).select_from(table).where(table.__table__.c.institution_id == institution_id, *where)  # type: ignore[arg-type]
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
    nursing = [call for call in school.calls(actor_of(user_id), BUILT_AT) if call.title.en.startswith("Singapore")]
    assert [call.to_check > 5 for call in nursing] == [True]


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
