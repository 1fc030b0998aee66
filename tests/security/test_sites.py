"""Each guard that stands inside a query or a service is held open in turn, and somebody out of reach notices it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import pytest
from flask import Flask

from tests import databases
from tests.security import knocking, sites
from tests.security.knocking import KNOCKS
from tests.security.manifest import ANYBODY, PUBLIC, TWOFOLD, Page
from tests.security.planted import planted_world
from tests.security.sites import OPEN, Sites
from tests.security.trying import MANIFEST, PAGES, expected, open_page, plain, tells_something, tried
from tests.security.world import FOREIGN, World

ELSEWHERE: Final = ("other_", FOREIGN, TWOFOLD)

TWICE: Final = {
    "queries/case.py StaffCase.may: check": "it draws the buttons of a file; each act behind them asks again",
    "services/applications/editing.py open_item: check": "lock_own before it finds the student's own file alone",
    "services/applications/late.py enter: check": "whoever has no student's record is refused in the next line",
    "services/casework/remarks.py add: check": "the scope before it finds only files on which one may remark",
    "services/checks/answer.py _claim: check": "asked_of before it finds only what one's office was asked",
    "services/documents/check.py _claim: check": "checkable before it finds only what one may check",
    "services/language_tests/enter.py _enter: check": "mine before it finds only files in which one may enter a mark",
    "services/vault/keep.py keep: check": "whoever has no student's record is refused in the same line",
}
"""Guards that another one hides, on purpose: the first is a query's reach, which says nothing of why, and a change of
the policy must hold without anybody thinking of the query."""


@dataclass
class Watched:
    """The world, the guards, and who is asked which of them by what."""

    world: World
    sites: Sites
    pages: dict[str, dict[tuple[str, str], None]] = field(default_factory=dict)
    knocks: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    usual: dict[tuple[str, ...], object] = field(default_factory=dict)


@pytest.fixture(scope="module")
def watched(whole_app: Flask) -> Iterator[Watched]:
    found = Sites()
    take_away = sites.install(found)
    with databases.rolled_back(whole_app):
        is_on = whole_app.config.get("WTF_CSRF_ENABLED", True)
        whole_app.config["WTF_CSRF_ENABLED"] = False
        made = Watched(planted_world(whole_app), found)
        _note_pages(made)
        _note_knocks(made)
        yield made
        whole_app.config["WTF_CSRF_ENABLED"] = is_on
    take_away()


def _note_pages(watched: Watched) -> None:
    """Each page is opened once by each role that may, to learn which guards it passes."""
    world = watched.world
    for page in PAGES:
        for method, action in page.actions.items():
            for person in _one_of_each_role(world, action):
                if expected(page, method, person, world) == "opens":
                    watched.sites.asked.clear()
                    open_page(world, page, method, person)
                    for name in watched.sites.asked:
                        watched.pages.setdefault(name, {})[page.endpoint, method] = None


def _one_of_each_role(world: World, action: str) -> list[str]:
    if action == PUBLIC:
        return []
    if MANIFEST.actions[action] == ANYBODY:
        return ["owner"]
    people = {role: person for person, role in reversed(world.roles.items()) if not person.startswith(ELSEWHERE)}
    return [person for role, person in people.items() if MANIFEST.may(action, role)]


def _note_knocks(watched: Watched) -> None:
    for what, knock in KNOCKS.items():
        for person in knocking.people(watched.world, knock):
            watched.sites.asked.clear()
            watched.usual[what, person] = knocking.answer(watched.world, knock, person)
            for name in watched.sites.asked:
                watched.knocks.setdefault(name, []).append((what, person))


def test_no_guard_inside_can_be_taken_away_unnoticed(watched: Watched) -> None:
    guards = [name for name, kind in watched.sites.kinds.items() if kind in OPEN]
    unnoticed = {name for name in guards if not _is_noticed(watched, name)}
    assert unnoticed == set(TWICE)


def _is_noticed(watched: Watched, name: str) -> bool:
    """Whether somebody's page or answer changes, or is no longer what the manifest says, with that guard held open."""
    return any(_page_changes(watched, name, *one) for one in watched.pages.get(name, ())) or any(
        _answer_changes(watched, name, *one) for one in watched.knocks.get(name, ())
    )


def _page_changes(watched: Watched, name: str, endpoint: str, method: str) -> bool:
    page, world = MANIFEST.pages[endpoint], watched.world
    people = [
        person
        for person in world.cookies
        if person.startswith(ELSEWHERE)
        and tells_something(page, method, person, world)
        and MANIFEST.may(page.actions[method], world.roles[person])
    ]
    return any(_differs(watched, name, page, method, person) for person in people)


def _differs(watched: Watched, name: str, page: Page, method: str, person: str) -> bool:
    key = (page.endpoint, method, person)
    if key not in watched.usual:
        watched.usual[key] = plain(open_page(watched.world, page, method, person))
    with watched.sites.open(name):
        found = tried(watched.world, page, method, person)
    is_as_declared = found.outcome == expected(page, method, person, watched.world)
    return not is_as_declared or plain(found.answer) != watched.usual[key]


def _answer_changes(watched: Watched, name: str, what: str, person: str) -> bool:
    with watched.sites.open(name):
        return knocking.answer(watched.world, KNOCKS[what], person) != watched.usual[what, person]
