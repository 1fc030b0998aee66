"""Every page asks as often for a thousand rows as for one, and no list shows what its reader may not reach."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import text

from mobility.database import db
from mobility.models import (
    Application,
    AuditEvent,
    Call,
    Decision,
    Job,
    LanguageMark,
    OfficeCheck,
    OutboxMessage,
    Partner,
    Proposal,
    Review,
    Student,
    Unit,
    User,
)
from tests import databases
from tests.databases import counted
from tests.factories.many import make_many
from tests.security.manifest import Page, read
from tests.security.trying import address_of, path_of
from tests.security.undoing import put_into_stage, undone
from tests.security.world import ANONYMOUS, World, build

MANIFEST = read()
PAGES = [
    page for page in MANIFEST.pages.values() if "GET" in page.actions and page.about not in ("no_letter", "no_calendar")
]
LISTS = [page for page in PAGES if page.about is None and not page.given]
MOST: Final = 12
ROWS: Final = 1000
NAME: Final = "Zhuangzhou"
"""The student whose application everything is about."""

ELSEWHERE: Final = (
    *(ANONYMOUS, "other_student", "other_officer", "other_vice_dean", "other_reviewer", "other_checker"),
    "other_examiner",
    "other_call_coordinator",
)
"""People of the same university who reach nothing of the application: another school's, another call's, nobody's."""
LARGE: Final = (2**63 - 1, 2**63)
"""The largest number that the database takes for a key, and the first that it does not."""
PLACES: Final = ("2026-11-01T00:00:00+00:00~%(n)s", "%(n)s~%(n)s", "%(n)s-a")
"""The forms in which the address says where a list goes on, besides a number alone."""


@pytest.fixture(scope="module")
def world(whole_app: Flask) -> Iterator[World]:
    with databases.rolled_back(whole_app):
        made = build(whole_app)
        file = db.session.get_one(Application, made.application_id)
        student = db.session.get_one(Student, file.student_id)
        student.name = db.session.get_one(User, student.user_id).name = NAME
        db.session.commit()
        yield made


def test_pages_cost_the_same_for_one_row_and_for_a_thousand(world: World) -> None:
    _costs(world)  # what every process reads once, such as parsed definitions
    one = _costs(world)
    with undone(world.app):
        _grow(world)
        thousand = _costs(world)
    assert thousand == one
    assert {name: cost for name, cost in one.items() if cost > MOST} == {}


@pytest.mark.parametrize("person", ELSEWHERE)
def test_no_list_shows_what_its_reader_may_not_reach(world: World, person: str) -> None:
    file = db.session.get_one(Application, world.application_id)
    words = (NAME, str(file.number))
    shown = {page.endpoint: _said(world, page, person) for page in LISTS}
    assert {name for name, said in shown.items() if any(word in said for word in words)} == set()


def test_the_words_are_really_shown_to_those_who_reach_it(world: World) -> None:
    pages = MANIFEST.pages
    for person, name in {"coordinator": "coordinator.files", "checker": "checker.queue"}.items():
        assert NAME in _said(world, pages[name], person), person


def test_a_number_that_the_database_cannot_hold_breaks_no_page(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    broken, tried = [], set()
    for page in PAGES:
        address, person = address_of(world, page), _reader(world, page)
        path = path_of(world.app, page, address)
        asked = _asked(world, person, path, monkeypatch)
        tried |= {(page.endpoint, name) for name in asked}
        large = [
            f"{path}?{urlencode({name: form % {'n': number}})}"
            for name, forms in asked.items()
            for form in forms
            for number in LARGE
        ]
        large += [
            path_of(world.app, page, {**address, name: LARGE[-1]})
            for name, value in address.items()
            if isinstance(value, int)
        ]
        broken += [each for each in large if world.open(person, each, "GET").status_code == 500]
    assert broken == []
    assert {("coordinator.home", "after"), ("coordinator.files", "after"), ("public.catalog", "before")} <= tried


def _asked(world: World, person: str, path: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, tuple[str, ...]]:
    """What a page looks for behind its address and that is a number or holds one, with the forms it may have."""
    asked: dict[str, tuple[str, ...]] = {}
    parameters = world.app.request_class.parameter_storage_class
    given = parameters.get

    def get(arguments: Any, name: str, default: Any = None, **how: Any) -> Any:
        if how.get("type") is int or name in ("after", "before"):
            asked[name] = ("%(n)s",) if "type" in how else PLACES
        return given(arguments, name, default, **how)

    with monkeypatch.context() as patch:
        patch.setattr(parameters, "get", get)
        world.open(person, path, "GET")
    return asked


def _said(world: World, page: Page, person: str) -> str:
    path = path_of(world.app, page, address_of(world, page))
    answer = world.open(person, path, "GET")
    return answer.get_data(as_text=True) if answer.status_code == 200 and answer.mimetype == "text/html" else ""


def _costs(world: World) -> dict[str, int]:
    """The statements of each page that opens, asked for by the first of those who may."""
    costs: dict[str, int] = {}
    for page in PAGES:
        path = path_of(world.app, page, address_of(world, page))
        with undone(world.app):
            if page.about is not None:
                put_into_stage(world.application_id, page.stage)
            person = _reader(world, page)
            with counted() as sent:
                answer = world.open(person, path, "GET")
        if answer.status_code == 200 and answer.mimetype == "text/html":
            costs[page.endpoint] = len(sent)
    return costs


def _reader(world: World, page: Page) -> str:
    return next(
        person
        for person, role in world.roles.items()
        if MANIFEST.may(page.actions["GET"], role)
        and MANIFEST.reaches(page.about, person)
        and (page.roles is None or role in page.roles)
    )


def _grow(world: World) -> None:
    """A thousand files beside the one, each with what hangs on it, and a thousand of everything else that is listed."""
    file = db.session.get_one(Application, world.application_id)
    call, unit = db.session.get_one(Call, file.call_id), db.session.get_one(Unit, file.unit_id)
    make_many(call, ROWS, state="qualification_check", unit_id=unit.id, school_outcome="recommended")
    _copy(OutboxMessage, application_id="many.id", dedupe_key="'many:' || many.id", message_id="'<' || many.id || '>'")
    _copy(Call, key="'many-' || many.id", number_prefix="'M' || many.id")
    _copy(Partner, key="'many-' || many.id")
    _copy(Proposal, state="'returned'")
    hanging: tuple[type[Any], ...] = (OfficeCheck, Review, Decision, LanguageMark, AuditEvent)
    for model in hanging:
        _copy(model, application_id="many.id")
    _copy(Job)
    db.session.commit()


def _copy(model: type[Any], **changed: str) -> None:
    """A copy of the first row for each of the many applications, `many` in the SQL of what is changed."""
    table = model.__table__
    names = [column.name for column in table.columns if column.name != "id" and column.computed is None]
    values = ", ".join(changed.get(name, f'one."{name}"') for name in names)
    columns = ", ".join(f'"{name}"' for name in names)
    statement = f"""
        INSERT INTO "{table.name}" ({columns})
        SELECT {values} FROM (SELECT * FROM "{table.name}" ORDER BY id LIMIT 1) AS one
          JOIN application AS many ON many.number LIKE 'MANY-%'
    """
    db.session.execute(text(statement))
