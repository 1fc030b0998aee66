"""Every form, sent every column of every table: only what the form shows is ever changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import pytest
from flask import Flask
from sqlalchemy import text
from werkzeug.datastructures import MultiDict

from mobility.database import db
from mobility.models.privacy import models
from tests import databases
from tests.security.manifest import Page, read
from tests.security.trying import address_of, path_of
from tests.security.undoing import put_into_stage, undone
from tests.security.world import World, build

MANIFEST = read()
DOORS = [pytest.param(page, id=page.endpoint) for page in MANIFEST.pages.values() if "POST" in page.actions]

GUARDED: Final = {
    "user": ("institution_id", "password_hash", "email_verified_at", "created_at"),
    "student": ("institution_id", "user_id", "number", "unit_id", "level", "category", "birth_on", "study_status"),
    "application": ("institution_id", "student_id", "call_id", "unit_id", "number", "snapshot"),
    "review": ("institution_id", "application_id", "reviewer_id", "assigned_by"),
    "decision": ("institution_id", "application_id", "proposal_id", "released_at"),
    "offer": ("institution_id", "application_id", "partner_id"),
    "document": ("institution_id", "application_id", "storage_key", "sha256", "uploaded_by"),
    "call": ("institution_id", "program_id", "key", "workflow_id", "questionnaire_id", "eligibility_id", "last_number"),
    "role_grant": ("institution_id", "user_id", "role", "unit_id", "call_id"),
    "institution": ("key", "hosts"),
}
"""What no form but the one that is for it may change in a row that is there."""

MAY: Final = {
    "auth.change_password": {"user.password_hash"},
    "admin.edit_person": {"user.email_verified_at"},  # a new address is not proven
}
"""The forms that are for one of them."""

HOSTILE: Final = {
    "status": "offered",
    "state": "training",
    "score": "100",
    "role": "administrator",
    "is_admin": "1",
    "is_active": "1",
    "user_id": "1",
    "student_id": "1",
    "institution_id": "1",
    "owner_id": "1",
    "released_at": "2020-01-01T00:00:00+00:00",
    "submitted_at": "2020-01-01T00:00:00+00:00",
    "password_hash": "x",
    "quota": "1000",
}


def everything() -> dict[str, str]:
    """A value for every column of every table, by its name."""
    names = {column.name for model in models() for column in model.__table__.columns}
    return {name: HOSTILE.get(name, "1") for name in sorted(names - {"id"})} | HOSTILE


@pytest.fixture(scope="module")
def world(whole_app: Flask) -> Iterator[World]:
    with databases.rolled_back(whole_app):
        is_on = whole_app.config.get("WTF_CSRF_ENABLED", True)
        whole_app.config["WTF_CSRF_ENABLED"] = False
        yield build(whole_app)
        whole_app.config["WTF_CSRF_ENABLED"] = is_on


def rows() -> dict[str, dict[int, Mapping[str, Any]]]:
    """The guarded columns of every row."""
    db.session.expire_all()
    found: dict[str, dict[int, Mapping[str, Any]]] = {}
    for table, columns in GUARDED.items():
        listed = ", ".join(f'"{name}"' for name in columns)
        rows = db.session.execute(text(f'SELECT id, {listed} FROM "{table}"')).mappings()
        found[table] = {row["id"]: dict(row) for row in rows}
    return found


def changed(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    """The guarded columns that differ in a row that was there before."""
    return {
        f"{table}.{name}"
        for table, rows in before.items()
        for key, row in rows.items()
        for name, value in row.items()
        if after[table].get(key, row)[name] != value
    }


@pytest.mark.parametrize("declared", DOORS)
def test_what_a_form_does_not_show_it_does_not_change(world: World, declared: Page) -> None:
    people = [person for person in world.cookies if MANIFEST.may(declared.actions["POST"], world.roles[person])]
    sent = MultiDict({**everything(), **declared.form})
    for person in people[:3]:
        with undone(world.app):
            if declared.about is not None:
                put_into_stage(world.application_id, declared.stage)
            path = path_of(world.app, declared, address_of(world, declared))
            before = rows()
            answer = world.open(person, path, "POST", sent)
            assert answer.status_code != 500, person
            assert changed(before, rows()) <= MAY.get(declared.endpoint, set()), person
