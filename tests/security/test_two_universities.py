"""Nothing of one university shows in the other: no page, list, count, search or suggestion, whoever opens it."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import select

from mobility.database import db
from mobility.models import Application, Call, Partner, ProgramPartner, Student, Unit, User, UserSession
from mobility.queries.identity import actor_of
from mobility.queries.lists import files
from tests import databases
from tests.factories.calls import NOON
from tests.security.manifest import Page, read
from tests.security.world import ANONYMOUS, FOREIGN, World, build

MANIFEST = read()
LISTS = [page for page in MANIFEST.pages.values() if page.about is None and not page.given and "GET" in page.actions]
"""Pages that are about nothing in particular: lists, searches, first pages, forms that offer a choice."""

NARROWED = ("q", "text", "person", "name", "number", "search")
"""What searches are called in addresses; whoever does not know one ignores it."""


@pytest.fixture(scope="module")
def world(whole_app: Flask) -> Iterator[World]:
    with databases.rolled_back(whole_app):
        yield build(whole_app)


@pytest.fixture(scope="module")
def marks(world: World) -> dict[str, str]:
    """One unmistakable word for each thing of the first university, and where a search would look for it."""
    application = db.session.get_one(Application, world.application_id)
    call = db.session.get_one(Call, application.call_id)
    student = db.session.get_one(Student, application.student_id)
    host = db.session.scalars(
        select(Partner).join(ProgramPartner).where(ProgramPartner.program_id == call.program_id)
    ).first()
    assert host is not None
    words = {
        "student": "Zhuangzhou",
        "person": "Huishi",
        "unit": "Academy of Butterflies",
        "call": "Grand Tour of Penglai",
        "host": "University of Fusang",
        "number": str(application.number),
    }
    user = db.session.get_one(User, student.user_id)
    user.name = student.name = user.search_key = user.sort_key = words["student"]
    other = db.session.scalars(select(User).where(User.name == "黄蓉")).one()
    other.name = other.search_key = words["person"]
    unit = db.session.get_one(Unit, application.unit_id)
    for row, key, column in ((unit, "unit", "name"), (call, "call", "title"), (host, "host", "name")):
        text = getattr(row, column)
        setattr(row, column, text.model_copy(update={"en": words[key], "zh_Hans": words[key]}))
    call.deadline_at = max(call.deadline_at, NOON)
    db.session.commit()
    return words


def _shown(world: World, person: str, page: Page, query: str) -> str:
    """All that a page says and links to, without what the search itself says again."""
    rule = next(rule for rule in world.app.url_map.iter_rules() if rule.endpoint == page.endpoint)
    answer = world.open(person, f"{rule.rule}?{query}", "GET")
    if answer.status_code != 200 or "html" not in answer.headers["Content-Type"]:
        return "" if answer.status_code != 200 else answer.get_data(as_text=True)
    tree = BeautifulSoup(answer.get_data(as_text=True), "html.parser")
    for field in tree.find_all("input"):
        field.decompose()
    for link in tree.find_all(["a", "form", "link"]):
        for name in ("href", "action"):
            if name in link.attrs:
                link[name] = str(link[name]).partition("?")[0]
    return str(tree)


@pytest.mark.parametrize("page", LISTS, ids=lambda page: page.endpoint)
def test_no_list_and_no_search_shows_anything_of_the_other(world: World, marks: dict[str, str], page: Page) -> None:
    queries = ["", urlencode(dict.fromkeys(NARROWED, marks["student"])), urlencode(dict.fromkeys(NARROWED, "a"))]
    found = [
        (person, word)
        for person in world.cookies
        if person.startswith(FOREIGN)
        for query in queries
        if (shown := _shown(world, person, page, query))
        for word in marks.values()
        if word in shown
    ]
    assert found == []


def test_the_marks_are_really_shown_at_home(world: World, marks: dict[str, str]) -> None:
    """Otherwise the test above could not fail."""
    pages = MANIFEST.pages
    home = _shown(world, "coordinator", pages["coordinator.files"], "")
    assert marks["student"] in home
    assert marks["unit"] in home
    assert marks["call"] in home
    assert marks["number"] in _shown(world, "coordinator", pages["coordinator.files"], f"text={marks['number']}")
    assert marks["call"] in _shown(world, ANONYMOUS, pages["public.catalog"], "")
    assert marks["person"] in _shown(world, "administrator", pages["admin.people"], "")


def test_an_export_of_the_other_s_files_is_empty(world: World) -> None:
    foreign = actor_of(_user_of(world, f"{FOREIGN}coordinator"))
    own = actor_of(_user_of(world, "coordinator"))
    assert len(list(files([world.application_id], own, NOON))) == 1
    assert list(files([world.application_id], foreign, NOON)) == []


def _user_of(world: World, person: str) -> int:
    return db.session.scalars(select(UserSession.user_id).where(UserSession.id == world.own_sessions[person])).one()
