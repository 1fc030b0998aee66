"""A person's data, given out whole and taken out for good; what was counted, decided and sealed stays sound."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import NullPool, create_engine, func, inspect, select, text

from mobility import storage
from mobility.core.access import Action
from mobility.database import db, transaction
from mobility.models import Application, AuditEvent, Student, StudentFact, User
from mobility.services.casework import heads
from mobility.services.notices.outbox import post
from mobility.services.people import credentials, sessions
from tests.factories.calls import NOON, make_call
from tests.factories.clock import stop_clock_at
from tests.factories.files import pdf
from tests.factories.filled import ANSWERS, begin_filled, hand_in, put
from tests.factories.people import actor, make_fact, make_student, make_unit
from tests.privacy.conftest import Place

NAME, NUMBER, LATIN = "金丝雀", "CANARY0042", "Jinsique"
PHONE, ADDRESS, AGENT = "13900004242", "canary42@university.example", "CanaryBrowser/42"
CANARIES = (NAME, NUMBER, LATIN, PHONE, ADDRESS, AGENT, "why-canary-42", "paper-canary-42", "1999-12-31")


@pytest.fixture
def canary(place: Place) -> int:
    """The user id of a student who handed in an application full of canaries, beside another who did the same."""
    stop_clock_at(NOON)
    call, unit = make_call(), make_unit()
    student = make_student(unit, name=NAME, number=NUMBER, latin_given_name=LATIN, birth_on=date(1999, 12, 31))
    user = db.session.get_one(User, student.user_id)
    user.phone, user.email, user.search_key = PHONE, ADDRESS, NAME
    db.session.commit()
    make_fact(student, "average", {"value": 88.5})
    other = make_student(unit, name="另一人")
    kept = ANSWERS["motivation"]["why_nursing"]
    ANSWERS["motivation"]["why_nursing"] = f"why-canary-42 {kept}"
    hand_in(call, actor(student))
    ANSWERS["motivation"]["why_nursing"] = kept
    draft = begin_filled(make_call(), actor(student))
    put(draft, "transcript", actor(student), pdf("canary"), "paper-canary-42.pdf")
    begin_filled(call, actor(other))
    with transaction():
        sessions.begin(db.session.get_one(User, student.user_id), AGENT)
        post("password_changed", student.user_id, institution_id=student.institution_id, dedupe_key="canary")
    credentials.ask_reset(student.institution_id, ADDRESS)
    user_id = student.user_id
    db.session.remove()
    return user_id


def dump(place: Place) -> dict[str, str]:
    """Every row of every table as text, bytes as they would be read."""
    engine = create_engine(place.urls.superuser, poolclass=NullPool)
    with engine.connect() as connection:
        tables = inspect(connection).get_table_names()
        return {
            name: "\n".join(connection.scalars(text(f'SELECT row_to_json(t)::text FROM "{name}" t'))) for name in tables
        }


def found(place: Place) -> dict[str, list[str]]:
    """The canaries that each table holds, spelled out or as the hexadecimal of their bytes."""
    whole = dump(place)
    seen = {
        name: [one for one in CANARIES if one in rows or json.dumps(one)[1:-1] in rows or one.encode().hex() in rows]
        for name, rows in whole.items()
    }
    return {name: canaries for name, canaries in seen.items() if canaries}


def counts(place: Place) -> dict[str, int]:
    gone = {"user_session", "one_time_link", "audit_event", "audit_seal"}
    return {name: rows.count("\n") for name, rows in dump(place).items() if name not in gone}


def test_the_zip_holds_everything_of_the_person_and_nothing_of_others(place: Place, canary: int) -> None:
    zipped = place.folder / "canary.zip"
    done = place.run("export-person", ADDRESS, str(zipped))
    assert done.exit_code == 0, done.output
    assert zipped.stat().st_mode & 0o777 == 0o600
    with ZipFile(zipped) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    words = b"\n".join(value for name, value in content.items() if name.endswith(".json")).decode()
    assert [one for one in CANARIES if one not in words] == []
    assert "另一人" not in words
    assert {"user.json", "student.json", "application.json", "submission.json", "section_answers.json"} <= set(content)
    assert [value[:4] for name, value in content.items() if name.startswith("documents/")] == [b"%PDF"] * 3
    assert {"password_hash", "secret_hash", "token_hash"} & set(words.replace('"', " ").split()) == set()
    assert len(json.loads(content["application.json"])) == 2
    again = place.run("export-person", ADDRESS, str(zipped))
    assert (again.exit_code, "there already" in again.output) == (1, True)


def test_after_an_erasure_nothing_of_the_person_is_left_and_everything_else_is(place: Place, canary: int) -> None:
    before = counts(place)
    assert found(place).keys() >= {"user", "student", "section_answers", "submission", "outbox_message", "document"}
    keys = files()
    assert all(storage.current().read(key, None) for key in keys)
    heads.export()
    done = place.run("erase-person", NUMBER, "--yes")
    assert done.exit_code == 0, done.output
    assert found(place) == {}
    assert counts(place) == before
    for key in keys:
        with pytest.raises(storage.Gone):
            list(storage.current().read(key, None))
    row = db.session.execute(
        select(User.name, User.email, User.is_active, Student.number, Student.level, Student.entry_year)
        .join(Student, Student.user_id == User.id)
        .where(User.id == canary)
    ).one()
    assert tuple(row) == (f"#{canary}", None, False, f"#{canary}", 6, 2026)
    assert place.run("verify-audit").exit_code == 0


def test_what_is_counted_stays_and_the_audit_keeps_the_number(place: Place, canary: int) -> None:
    states = counted()
    place.run("erase-person", ADDRESS, "--yes")
    assert counted() == states
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == Action.PERSON_ERASE)).one()
    assert (event.object_kind, event.object_id, event.actor_role) == ("user", canary, "system")
    assert db.session.scalars(select(AuditEvent.id).where(AuditEvent.actor_id == canary)).all() != []


def test_after_an_older_backup_the_erasures_are_repeated(place: Place, canary: int) -> None:
    place.run("erase-person", ADDRESS, "--yes")
    with transaction():
        user = db.session.get_one(User, canary)
        user.name, user.email = NAME, ADDRESS
        fact = db.session.scalars(select(StudentFact)).one()
        fact.value = {"value": 88.5}
    assert found(place) != {}
    done = place.run("erase-person", "--again", "--yes")
    assert done.exit_code == 0, done.output
    assert found(place) == {}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nobody@university.example", "--yes"), "There is no such person."),
        ((), "Name one person, or give --again."),
        (("a", "--again"), "Name one person, or give --again."),
    ],
)
def test_whoever_cannot_be_meant_is_told(place: Place, arguments: tuple[str, ...], said: str) -> None:
    done = place.run("erase-person", *arguments)
    assert done.exit_code != 0
    assert said in done.output


def files() -> list[str]:
    keys = list(
        db.session.scalars(
            text(
                "SELECT storage_key FROM document d JOIN application a ON a.id = application_id "
                "JOIN student s ON s.id = student_id WHERE s.number = :n"
            ).bindparams(n=NUMBER)
        )
    )
    db.session.rollback()
    return keys


def counted() -> list[Any]:
    rows = db.session.execute(
        select(Application.state, Student.level, Student.category, func.count())
        .join(Student, Student.id == Application.student_id)
        .group_by(Application.state, Student.level, Student.category)
        .order_by(Application.state)
    ).all()
    db.session.rollback()
    return [tuple(row) for row in rows]
