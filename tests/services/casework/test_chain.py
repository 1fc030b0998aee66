"""The chain over the audit: what it tells of seven ways to falsify it, and that a crowd cannot tear it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Barrier

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import NullPool, create_engine, select, text

from mobility import secrecy
from mobility.app import create_app
from mobility.cli import main
from mobility.core.access import Action
from mobility.core.terms import Actor, Param, Refused, Role
from mobility.database import db, transaction
from mobility.models import AuditEvent, AuditSeal, User
from mobility.queries import chain as reading
from mobility.services.casework import audit, chain, heads
from tests import databases
from tests.conftest import settings_of
from tests.databases import counted
from tests.factories.people import actor, make_institution, make_staff
from tests.servers import DatabaseUrls

EXPORTED = 12
"""Events that are older than the exported head; three more are younger."""


@dataclass
class Place:
    """A program on a database of its own, its data folder, and the owner's hand in its tables."""

    app: Flask
    urls: DatabaseUrls
    folder: Path
    environment: dict[str, str]

    def as_owner(self, *statements: str) -> None:
        """What somebody does who administers the database and is up to no good."""
        engine = create_engine(self.urls.superuser, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with engine.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))

    def verify(self, *options: str) -> Result:
        db.session.remove()
        return CliRunner().invoke(main, ["verify-audit", *options], env=self.environment)

    def findings(self) -> set[tuple[str, int | None]]:
        """The kinds of what is wrong, each with its position."""
        done = self.verify("--json")
        told = json.loads(done.output)
        assert done.exit_code == (1 if told["findings"] else 0)
        assert told["is_sound"] is not bool(told["findings"])
        return {(one["kind"], one["position"]) for one in told["findings"]}


@pytest.fixture
def place(fresh_database: Callable[[], DatabaseUrls], redis_url: str, tmp_path: Path) -> Iterator[Place]:
    urls = fresh_database()
    settings = settings_of(urls, redis_url, tmp_path)
    environment = {
        "DATABASE_URL": urls.app,
        "MIGRATION_DATABASE_URL": urls.owner,
        "REDIS_URL": redis_url,
        "MOBILITY_DATA_DIR": str(tmp_path),
        "MOBILITY_AUDIT_KEY": settings.audit_key.get_secret_value(),
        "MOBILITY_SECRET_KEY": settings.secret_key.get_secret_value(),
    }
    app = create_app(settings)
    with app.app_context():
        yield Place(app, urls, tmp_path, environment)
    databases.disconnect(app)


@pytest.fixture
def who(place: Place) -> Actor:
    """Whose acts fill the audit: twelve that are exported, then three."""
    found = actor(make_staff(Role.ADMINISTRATOR))
    act(found, EXPORTED)
    assert heads.export() == 1
    act(found, 3)
    return found


def act(who: Actor, count: int) -> None:
    for number in range(count):
        with transaction():
            params: dict[str, Param] = {
                "number": number,
                "score": 0.5,
                "at": "2026-10-01T09:00:00+00:00",
                "key": "语言",
                "of": 1e20,
            }
            audit.record(who, Action.PEOPLE_EDIT, object_kind="user", object_id=number, params=params)


def test_an_audit_that_nobody_touched_is_sound(place: Place, who: Actor) -> None:
    assert place.findings() == set()
    assert place.verify().output == "The audit is sound: 15 events in 1 chains.\n"


def test_1_an_event_that_was_edited_is_found(place: Place, who: Actor) -> None:
    event = event_at(5)
    place.as_owner(f"UPDATE audit_event SET params = '{{\"number\": 99}}' WHERE id = {event}")
    assert place.findings() == {("changed", 5)}
    assert place.verify().output == (f"home: event {event} at position 5 was changed, swapped or put in afterwards.\n")


@pytest.mark.parametrize(
    "change",
    [
        "happened_at = happened_at + interval '1 microsecond'",
        "actor_id = NULL",
        "actor_role = 'head'",
        "action = 'roles.edit'",
        "outcome = 'approved'",
        "object_kind = 'student'",
        "object_id = 77",
        "to_state = 'training'",
        "is_quiet = true",
        "params = params - 'score'",
    ],
)
def test_each_column_of_an_event_is_covered(place: Place, who: Actor, change: str) -> None:
    place.as_owner(f"UPDATE audit_event SET {change} WHERE id = {event_at(5)}")
    assert place.findings() == {("changed", 5)}


def test_2_an_event_that_was_deleted_is_found(place: Place, who: Actor) -> None:
    event = event_at(5)
    place.as_owner(f"DELETE FROM audit_seal WHERE event_id = {event}", f"DELETE FROM audit_event WHERE id = {event}")
    assert place.findings() == {("missing", 5), ("changed", 6)}


def test_3_events_that_were_swapped_are_found(place: Place, who: Actor) -> None:
    five, six = event_at(5), event_at(6)
    place.as_owner(
        f"UPDATE audit_event a SET params = b.params, object_id = b.object_id, happened_at = b.happened_at "
        f"FROM audit_event b WHERE (a.id, b.id) IN (({five}, {six}), ({six}, {five}))"
    )
    assert place.findings() == {("changed", 5), ("changed", 6)}
    place.as_owner(
        f"UPDATE audit_event a SET params = b.params, object_id = b.object_id, happened_at = b.happened_at "
        f"FROM audit_event b WHERE (a.id, b.id) IN (({five}, {six}), ({six}, {five}))",
        f"UPDATE audit_seal SET position = -1 WHERE event_id = {five}",
        f"UPDATE audit_seal SET position = 5 WHERE event_id = {six}",
        f"UPDATE audit_seal SET position = 6 WHERE event_id = {five}",
    )
    assert place.findings() == {("changed", 5), ("changed", 6), ("changed", 7)}


def test_4_an_event_that_was_put_in_is_found(place: Place, who: Actor) -> None:
    columns = "institution_id, happened_at, actor_id, actor_role, action, object_kind, object_id, is_quiet, params"
    put_in = f"INSERT INTO audit_event ({columns}) SELECT {columns} FROM audit_event WHERE id = {event_at(5)}"
    place.as_owner(put_in)
    assert place.findings() == {("unsealed", None)}
    place.as_owner(
        "UPDATE audit_seal SET position = -position - 1 WHERE position > 5",
        "UPDATE audit_seal SET position = -position WHERE position < 0",
        "INSERT INTO audit_seal (event_id, institution_id, position, mac) "
        "SELECT (SELECT max(id) FROM audit_event), institution_id, 6, mac FROM audit_seal WHERE position = 5",
        "UPDATE audit_head SET position = position + 1",
    )
    assert place.findings() == {("changed", 6), ("export", EXPORTED)}


def test_5_a_tail_that_was_cut_off_is_found(place: Place, who: Actor) -> None:
    cut_off(place, after=9)
    assert place.findings() == {("export", EXPORTED)}


def test_6_a_suffix_that_was_rewritten_even_with_the_key_is_found(place: Place, who: Actor) -> None:
    cut_off(place, after=9)
    act(who, 6)
    assert heads_now() == 15
    assert place.findings() == {("export", EXPORTED)}


def test_7_an_old_table_that_was_put_back_is_found(place: Place, who: Actor) -> None:
    tables = ("audit_event", "audit_seal", "audit_head")
    place.as_owner(*(f"CREATE TABLE old_{name} AS TABLE {name}" for name in tables))
    act(who, 5)
    assert heads.export() == 1
    put_back = [f"INSERT INTO {name} OVERRIDING SYSTEM VALUE TABLE old_{name}" for name in tables]
    place.as_owner("TRUNCATE audit_seal, audit_event, audit_head", *put_back)
    assert place.findings() == {("export", 20)}
    act(who, 9)
    assert place.findings() == {("export", 20)}


def test_a_head_that_was_set_back_and_an_exported_line_that_was_altered_are_found(place: Place, who: Actor) -> None:
    place.as_owner("UPDATE audit_head SET position = 14")
    assert place.findings() == {("head", 14)}
    place.as_owner("UPDATE audit_head SET position = 15")
    file = place.folder / "audit" / "heads.jsonl"
    assert file.stat().st_mode & 0o777 == 0o600
    kept = file.read_text()
    file.write_text(kept.replace('"position": 12', '"position": 11'))
    assert place.findings() == {("file", 11)}
    file.write_text("not a line\n")
    assert place.findings() == {("file", None)}


def test_without_the_key_no_seal_can_be_made(place: Place, who: Actor) -> None:
    secrecy.use(secrecy.Keys(audit=b"another key"))
    act(who, 1)
    assert place.findings() == {("changed", 16)}


def test_a_head_that_did_not_move_is_not_exported_again(place: Place, who: Actor) -> None:
    assert heads.export() == 1
    assert heads.export() == 0
    assert len((place.folder / "audit" / "heads.jsonl").read_text().splitlines()) == 2


def test_each_institution_has_a_chain_of_its_own(place: Place, who: Actor) -> None:
    other = actor(make_staff(Role.ADMINISTRATOR, institution=make_institution("other")))
    with transaction():
        audit.record(other, Action.PEOPLE_EDIT, object_kind="user", object_id=1)
        audit.record(who, Action.PEOPLE_EDIT, object_kind="user", object_id=1)
    assert [(head.institution_key, head.position) for head in reading.heads()] == [("home", 16), ("other", 1)]
    assert place.findings() == set()


def test_a_chain_that_begins_late_takes_in_what_is_there(place: Place) -> None:
    who = actor(make_staff(Role.ADMINISTRATOR))
    copy_in(who, 3)
    act(who, 1)
    assert heads_now() == 4
    copy_in(who, 2_500)
    assert {kind for kind, _position in place.findings()} == {"unsealed"}
    assert chain.seal_the_rest(who.institution_id) == 2_500
    assert place.findings() == set()


def test_a_crowd_appends_without_a_gap_and_without_a_deadlock(place: Place) -> None:
    """Half of them hold their own person's row, whom the other half's events name."""
    people = [make_staff(Role.ADMINISTRATOR) for _ in range(4)]
    actors, ids = [actor(one) for one in people], [one.id for one in people]
    db.session.remove()
    start = Barrier(8)

    def work(number: int) -> None:
        with place.app.app_context():
            start.wait()
            for turn in range(10):
                with transaction():
                    if number % 2:
                        db.session.scalar(select(User).where(User.id == ids[number // 2]).with_for_update())
                    who = actors[(number // 2 + turn) % 4] if number % 2 == 0 else actors[number // 2]
                    audit.record(who, Action.PEOPLE_EDIT, object_kind="user", object_id=turn)
            db.session.remove()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    assert heads_now() == 80
    assert place.findings() == set()


def test_many_events_of_one_transaction_cost_two_statements(place: Place, who: Actor) -> None:
    def recording(count: int) -> int:
        with counted() as sent, transaction():
            for number in range(count):
                audit.record(who, Action.PEOPLE_EDIT, object_kind="user", object_id=number)
        return len([one for one in sent if "audit_seal" in one or "audit_head" in one])

    assert (recording(1), recording(500)) == (2, 2)
    assert place.findings() == set()


def test_what_was_rolled_back_is_not_in_the_chain(place: Place, who: Actor) -> None:
    with pytest.raises(Refused):
        break_off(who)
    with transaction():
        nested = db.session.begin_nested()
        audit.record(who, Action.PEOPLE_EDIT, object_kind="user", object_id=2)
        nested.rollback()
        audit.record(who, Action.PEOPLE_EDIT, object_kind="user", object_id=3)
    assert heads_now() == 16
    assert place.findings() == set()


def break_off(who: Actor) -> None:
    with transaction():
        audit.record(who, Action.PEOPLE_EDIT, object_kind="user", object_id=1)
        raise Refused("user.unknown")


def event_at(position: int) -> int:
    found = db.session.scalar(select(AuditSeal.event_id).where(AuditSeal.position == position))
    db.session.rollback()
    assert found is not None
    return found


def heads_now() -> int:
    [head] = reading.heads()
    db.session.rollback()
    return head.position


def cut_off(place: Place, *, after: int) -> None:
    """Take the tail away and set the head to what it was then: inside the database nothing is wrong any more."""
    first = event_at(after + 1)
    place.as_owner(
        f"DELETE FROM audit_seal WHERE event_id >= {first}",
        f"DELETE FROM audit_event WHERE id >= {first}",
        f"UPDATE audit_head SET position = {after}, mac = (SELECT mac FROM audit_seal WHERE position = {after})",
    )


def copy_in(who: Actor, count: int) -> None:
    """Events that came by another way than `audit.record`, as a history that is copied in."""
    rows = [
        AuditEvent(
            institution_id=who.institution_id,
            actor_id=who.user_id,
            actor_role="administrator",
            action="people.edit",
            object_kind="user",
            object_id=number,
            params={},
        )
        for number in range(count)
    ]
    db.session.add_all(rows)
    db.session.commit()
