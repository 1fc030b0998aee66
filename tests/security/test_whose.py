"""Each comparison with who acts is taken away in turn, and somebody is answered otherwise than before.

The functions that compare are found by reading the source and asked directly, about what the world has, by people of it
and of another university: some thousandths of a second each, where a page takes as many hundredths.
"""

from __future__ import annotations

import ast
import inspect
import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from types import GeneratorType
from typing import Any, Final

import pytest
from flask import Flask
from sqlalchemy import ColumnElement, CompoundSelect, Engine, Select, event, func, select
from sqlalchemy import inspect as state_of
from sqlalchemy.exc import SAWarning, SQLAlchemyError

from mobility.core.terms import Actor, Refused
from mobility.database import Base, db
from mobility.models import (
    Application,
    CalendarFeed,
    User,
)
from mobility.queries.identity import actor_of
from mobility.secrecy import Undecipherable
from mobility.services.casework import reading
from mobility.services.people import factors
from tests import databases
from tests.factories.cases import make_review
from tests.factories.people import home
from tests.security import sites
from tests.security.asking import BESIDES, given
from tests.security.sites import OPEN, ROOT, Sites
from tests.security.twin import make_twin
from tests.security.undoing import put_into_stage, undone
from tests.security.world import World, build

WHO: Final = (
    *("owner", "coordinator", "foreign_coordinator", "foreign_administrator", "administrator", "reviewer"),
    *("officer", "head", "vice_dean", "foreign_student", "foreign_examiner"),
)

HIDDEN: Final[Mapping[str, tuple[str, ...]]] = {
    "whose it is, is asked besides, and everybody is of one institution": (
        "queries/exports.py export: Job.institution_id == actor.institution_id",
        "queries/inbox.py _shown: OutboxMessage.institution_id == actor.institution_id",
        "queries/jobs.py job_state: Job.institution_id == actor.institution_id",
        "queries/person.py own_details: Student.institution_id == actor.institution_id",
        "queries/review.py _mine: Review.institution_id == actor.institution_id",
        "queries/vault.py _own: VaultFile.institution_id == actor.institution_id",
        "queries/waiting.py _owed_by: Review.institution_id == actor.institution_id",
        "services/applications/documents.py remove: Document.institution_id == actor.institution_id",
        "services/people/records.py _own: Student.institution_id == actor.institution_id",
        "services/review/claim.py _find: Review.institution_id == actor.institution_id",
    ),
    "the call or the units of one's role are of the institution, and asked besides": (
        "queries/calls.py in_reach: Call.institution_id == actor.institution_id (2)",
        "queries/pipeline.py _shown: Call.institution_id == actor.institution_id",
        "queries/exceptions.py search: AuditEvent.institution_id == actor.institution_id",
        "services/school/approving.py _claim: SchoolList.institution_id == actor.institution_id",
    ),
    "it counts for units, of which only those of the institution are shown": (
        "queries/unit_tree.py tree: RoleGrant.institution_id == actor.institution_id",
        "queries/unit_tree.py tree: Student.institution_id == actor.institution_id",
    ),
    "one's own row is only locked": (
        "services/people/calendar_feed.py _lock: User.id == actor.user_id",
        "services/vault/keep.py _keep: Student.id == actor.student_id",
    ),
    "it limits how much one keeps, and opens nothing": (
        "services/vault/keep.py _keep: VaultFile.student_id == actor.student_id (2)",
    ),
    "only the program itself is let in, for the accounts of a demo": (
        "services/people/credentials.py set_passwords: User.institution_id == actor.institution_id",
    ),
    "what is found must have signed the challenge of this very sign-in": (
        "services/people/passkeys.py use: SecondFactor.user_id == actor.user_id",
    ),
}
"""Comparisons that nobody can notice, by the reason why they open nothing."""


@dataclass
class Asked:
    """The world, the comparisons, and what each function answers whom as it is, and which of them it made."""

    world: World
    sites: Sites
    actors: Mapping[str, Actor]
    given: Mapping[str, Any]
    changed: list[int] = field(default_factory=list)
    usual: dict[tuple[str, str], tuple[str, frozenset[str]]] = field(default_factory=dict)


@pytest.fixture(scope="module")
def asked(whole_app: Flask) -> Iterator[Asked]:
    found = Sites()
    take_away = sites.install(found)
    with databases.rolled_back(whole_app):
        world = build(whole_app)
        _more_to_find(world)
        make_twin()
        actors = {person: actor_of(world.user_ids[person]) for person in WHO}
        made = Asked(world, found, actors, given(world))

        def note(_connection: object, cursor: Any, statement: str, *_rest: object) -> None:
            if statement.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
                made.changed.append(cursor.rowcount)

        event.listen(Engine, "after_cursor_execute", note)
        yield made
        event.remove(Engine, "after_cursor_execute", note)
    take_away()


def _more_to_find(world: World) -> None:
    """What somebody has that others have not: a feed, an app not yet confirmed, a reading of scores, and terms.

    And two who review one file, and one who may not.
    """
    put_into_stage(world.application_id, "selection")
    mine = {"institution_id": home().id, "user_id": world.user_ids["owner"]}
    other_reviewer = db.session.get_one(User, world.user_ids["other_reviewer"])
    file, head = (
        db.session.get_one(Application, world.application_id),
        db.session.get_one(User, world.user_ids["head"]),
    )
    make_review(file, other_reviewer)
    make_review(file, head, conflict_reason="a relative")
    db.session.add(CalendarFeed(**mine, secret_hash=b"feed"))
    db.session.get_one(User, world.user_ids["owner"]).password_hash = None
    db.session.get_one(User, world.user_ids["other_student"]).email = None
    term = {"name": {"en": "Autumn", "zh_Hans": "秋季"}, "starts_on": "2026-09-01", "ends_on": "2027-01-31"}
    home().settings = {"home_terms": [term]}
    db.session.commit()
    reading.note_scores(actor_of(world.user_ids["coordinator"]), world.application_id)
    factors.begin_app(actor_of(world.user_ids["coordinator"]))


def test_no_comparison_with_who_acts_can_be_taken_away_unnoticed(asked: Asked) -> None:
    names = [name for name, kind in asked.sites.kinds.items() if kind not in OPEN]
    unnoticed = {name for name in names if not any(_notices(asked, name, person) for person in WHO)}
    assert unnoticed == {name for names in HIDDEN.values() for name in names}


def test_only_queries_and_services_compare_with_who_acts() -> None:
    others = [
        path
        for room in ("blueprints", "web", "tasks", "cli", "mail")
        for path in (ROOT / "mobility" / room).rglob("*.py")
    ]
    found = [
        (path.name, ast.unparse(node))
        for path in others
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Compare) and sites.tells_whose(node)
    ]
    assert found == []


def _notices(asked: Asked, name: str, person: str) -> bool:
    function = name.split(": ", maxsplit=1)[0]
    usual, compared = _usual(asked, function, person)
    if name not in compared:
        return False
    for way in asked.sites.ways(name):
        with asked.sites.open(name, way):
            if _answer(asked, function, person) != usual:
                return True
    return False


def _usual(asked: Asked, function: str, person: str) -> tuple[str, frozenset[str]]:
    key = (function, person)
    if key not in asked.usual:
        asked.sites.asked.clear()
        said = _answer(asked, function, person)
        asked.usual[key] = said, frozenset(asked.sites.asked)
    return asked.usual[key]


def _answer(asked: Asked, function: str, person: str) -> str:
    """What somebody is answered and how many rows it changed, or why they are refused; undone afterwards."""
    called = _found(function)
    wanted = inspect.signature(called).parameters
    with undone(asked.world.app):
        known = {**asked.given, "actor": asked.actors[person], **_besides(asked.world, function)}
        arguments = {name: known[name] for name in wanted if name in known}
        asked.changed.clear()
        try:
            said = _said(called(**arguments))
        except Refused as refused:
            said = f"refused {refused.code}"
        except (LookupError, SQLAlchemyError, AttributeError, Undecipherable) as error:
            said = f"broke: {type(error).__name__}"
    return f"{said} {asked.changed}"


def _besides(world: World, function: str) -> Mapping[str, Any]:
    return BESIDES[function](world) if function in BESIDES else {}


def _found(function: str) -> Any:
    file, name = function.split(" ")
    found: Any = import_module("mobility." + file.removesuffix(".py").replace("/", "."))
    for part in name.split("."):
        found = getattr(found, part)
    return found


def _said(answer: Any) -> str:
    """An answer in words; of a condition or a query, what it finds."""
    if isinstance(answer, GeneratorType):
        answer = list(answer)
    if isinstance(answer, ColumnElement):
        answer = (answer,)
    if isinstance(answer, tuple | list) and any(isinstance(one, ColumnElement) for one in answer):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SAWarning)  # a condition about two tables is joined by its caller
            return str(db.session.scalar(select(func.count()).where(*answer)))
    if isinstance(answer, Select | CompoundSelect):
        return _said([tuple(row) for row in db.session.execute(answer)])
    if isinstance(answer, tuple | list):
        return str([_said(one) for one in answer])
    if isinstance(answer, Base):
        return str(state_of(answer).identity)
    return re.sub(" at 0x[0-9a-f]+", "", repr(answer))
