"""Each list and table that leaves the program holds the kinds of personal data that are declared for it, no others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Final

import pytest
from flask import Flask
from sqlalchemy import LargeBinary, func, select, text
from werkzeug.test import TestResponse

from mobility.database import db
from mobility.models import Job
from mobility.queries.lists import CATALOG
from mobility.services import jobs
from mobility.services.exports import work  # noqa: F401 - its kinds of job are known by being imported
from mobility.services.exports.writers import FORMATS
from tests import databases
from tests.factories.calls import NOON
from tests.security import planted
from tests.security.planted import planted_world
from tests.security.trying import MANIFEST, address_of, path_of
from tests.security.undoing import put_into_stage, undone
from tests.security.world import World

STAGES: Final = {"notice": "public_notice", "nomination": "contract", "going": "contract", "unanswered": "contract"}
"""Where an application stands when it is on a list."""

EVERYWHERE: Final = (
    "UPDATE proposal SET state = 'released', released_at = :now, notice_until = :later WHERE id = :proposal",
    "UPDATE decision SET released_at = :now WHERE application_id = :id",
    "UPDATE offer SET state = 'confirmed' WHERE application_id = :id",
    """INSERT INTO school_list (institution_id, call_id, unit_id, version, handed_in_at)
       SELECT institution_id, call_id, unit_id, 1, :now FROM application WHERE id = :id""",
)
"""What else lets an application stand on each list."""


@pytest.fixture(scope="module")
def world(whole_app: Flask) -> Iterator[World]:
    with databases.rolled_back(whole_app):
        is_on = whole_app.config.get("WTF_CSRF_ENABLED", True)
        whole_app.config["WTF_CSRF_ENABLED"] = False
        yield planted_world(whole_app)
        whole_app.config["WTF_CSRF_ENABLED"] = is_on


def test_a_canary_sits_in_every_column_about_people(world: World) -> None:
    codes = planted.CODES | {name for name, column in planted.personal() if planted.is_one_of_few(column)}
    without = {
        name
        for name, column in planted.personal()
        if name not in planted.NUMBERS and not _has_canary(name, is_bytes=isinstance(column.type, LargeBinary))
    }
    assert without == codes | planted.NEEDED_BY_THE_TEST | planted.KEYS


def _has_canary(name: str, *, is_bytes: bool) -> bool:
    table, column = name.split(".")
    said = f"encode(\"{column}\", 'escape')" if is_bytes else f'"{column}"::text'
    return bool(db.session.scalar(text(f"SELECT count(*) FROM \"{table}\" WHERE {said} LIKE '%zq%'")))


def test_every_list_is_declared() -> None:
    assert set(MANIFEST.lists) == {"files", *CATALOG}


@pytest.mark.parametrize("form", FORMATS)
def test_a_table_of_files_holds_what_is_declared(world: World, form: str) -> None:
    with on_every_list(world, "selection"):
        assert exported(world, address(world, "coordinator.export_files"), {"form": form}) == MANIFEST.lists["files"]


@pytest.mark.parametrize("key", CATALOG)
def test_a_list_holds_what_is_declared_on_the_screen_and_as_a_workbook(world: World, key: str) -> None:
    with on_every_list(world, STAGES.get(key, "selection")):
        path = address(world, "coordinator.office_list", key=key)
        assert kinds(world, world.open("coordinator", path, "GET")) == MANIFEST.lists[key]
        assert exported(world, address(world, "coordinator.export_list", key=key)) == MANIFEST.lists[key]


@contextmanager
def on_every_list(world: World, stage: str) -> Iterator[None]:
    """Inside the block the application stands on every list that has those of that stage."""
    about = {"id": world.application_id, "proposal": world.objects["proposal"]["proposal_id"]}
    with undone(world.app):
        put_into_stage(world.application_id, stage)
        for statement in EVERYWHERE:
            db.session.execute(text(statement), {"now": NOON, "later": NOON + timedelta(days=5), **about})
        db.session.commit()
        yield


def address(world: World, endpoint: str, **more: object) -> str:
    page = MANIFEST.pages[endpoint]
    return path_of(world.app, page, {**address_of(world, page), **more})


def exported(world: World, path: str, form: Mapping[str, str] | None = None) -> frozenset[str]:
    """The kinds in a file that the worker writes for the coordinator."""
    assert world.open("coordinator", path, "POST", form or {}).status_code == 303
    job_id = db.session.scalars(select(func.max(Job.id))).one()
    assert jobs.drain() == 1
    answer = world.open("coordinator", address(world, "coordinator.export_file", job_id=job_id), "GET")
    assert answer.status_code == 200
    return kinds(world, answer)


def kinds(world: World, answer: TestResponse) -> frozenset[str]:
    """The kinds of what is said of students."""
    found = planted.found_in(answer)
    return MANIFEST.kinds_of(name for name, row in found if not name.startswith("user.") or row in world.students)
