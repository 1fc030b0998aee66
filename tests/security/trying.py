"""Tries a page as somebody of the world, and says what came of it in the words of the manifest."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from flask import Flask
from sqlalchemy import Engine, event
from werkzeug.test import TestResponse

from tests.security import planted
from tests.security.manifest import TWOFOLD, Manifest, Page, read
from tests.security.undoing import put_into_stage, undone
from tests.security.world import ANONYMOUS, FOREIGN, NOTHING, World

MANIFEST: Final[Manifest] = read()
PAGES: Final = tuple(MANIFEST.pages.values())
WRITES: Final = ("INSERT", "UPDATE", "DELETE")
OWN: Final = frozenset(
    {"application", "document", "receipt", "review", "office_check", "office_letter", "language_test"}
)
"""What staff who are the student themselves do not reach as staff."""

OF_THE_STUDENT: Final = frozenset(
    {"student", "student_fact", "answers", "document", "vault_file", "fee", "outbox_message", "giving_up"}
)
"""What a student knows of themselves."""

OF_AN_APPLICATION: Final = OF_THE_STUDENT | {"application", "review", "remark", "office_check", "language_mark", "user"}
"""What whoever is the student themselves finds nowhere as staff, since there is no other student in the world."""

_PASSING: Final = re.compile(r'nonce="[^"]*"|href="[^"]*"|name="csrf_token"[^>]*|value="[^"]*"[^>]*name="csrf_token"')


@dataclass(frozen=True)
class Tried:
    """What came of a request: the outcome in one sentence, the answer, what it showed, and whether the audit knows."""

    outcome: str
    answer: TestResponse
    shown: frozenset[str]
    leaves_a_trace: bool


def expected(page: Page, method: str, person: str, world: World) -> str:
    """What the manifest says of it: "opens", "not there" or "asks to sign in"."""
    action = page.actions[method]
    role = world.roles[person]
    if not MANIFEST.may(action, role):
        return "asks to sign in" if person == ANONYMOUS else "not there"
    if person.startswith(TWOFOLD) and page.about in OWN:
        return "opens" if MANIFEST.may(action, "student") and MANIFEST.reaches(page.about, "owner") else "not there"
    is_theirs = page.roles is None or role in page.roles
    return "opens" if is_theirs and MANIFEST.reaches(page.about, person) else "not there"


def tells_something(page: Page, method: str, person: str, world: World) -> bool:
    """Without the role nobody gets as far as to be told from another: the first person of each role is enough.

    Who is student and staff is tried where staff may do the act and a student alone may not.
    """
    action = page.actions[method]
    if person.startswith(TWOFOLD):
        about_files = page.about in OWN or page.about in (None, "call", "school_list", "proposal")
        return about_files and not MANIFEST.may(action, "student") and MANIFEST.may(action, world.roles[person])
    role = world.roles[person]
    return MANIFEST.may(action, role) or person == next(one for one in world.roles if world.roles[one] == role)


def tried(world: World, page: Page, method: str, person: str) -> Tried:
    """One request, undone afterwards; its outcome tells what was written, and shown, that should not have been."""
    written: list[str] = []
    answer = open_page(world, page, method, person, written=written)
    outcome = outcome_of(answer)
    shown = _shown(world, answer, person)
    if outcome != "opens" and written:
        outcome += f", and wrote {written}"
    if extra := shown - allowed(page, person, world):
        outcome += f", and showed {sorted(extra)}"
    leaves_a_trace = any(statement.startswith("INSERT INTO audit_event") for statement in written)
    return Tried(outcome, answer, shown, leaves_a_trace)


def _shown(world: World, answer: TestResponse, person: str) -> frozenset[str]:
    """The columns in an answer without what is about the reader; a name of staff is told from one of a student."""
    shown = set()
    for name, row in planted.found_in(answer):
        table, column = name.split(".")
        is_account = table == "user" and row == world.user_ids.get(person)
        is_own = world.roles[person] == "student" and _is_own(table, row, person)
        if is_account or is_own or _is_holder(world, name, row, person):
            continue
        if (table, row) in world.abroad:
            if not person.startswith(FOREIGN):
                shown.add(f"foreign.{name}")
            continue
        shown.add(f"staff.{column}" if table == "user" and row not in world.students else name)
    return frozenset(shown)


def _is_holder(world: World, name: str, row: int, person: str) -> bool:
    """Whether a deputy reads whom they act for, which every page tells them."""
    is_deputy = world.user_ids.get(person) == world.objects["deputy"]["deputy_id"]
    return is_deputy and name == "user.name" and row == world.objects["deputy"]["user_id"]


def _is_own(table: str, row: int, person: str) -> bool:
    """Whether a student reads of themselves: another's record has a row of its own, all else is the owner's."""
    return table in OF_THE_STUDENT and (person == "owner" or table == "student")


def allowed(page: Page, person: str, world: World) -> frozenset[str]:
    """The columns that somebody may find on a page."""
    if not MANIFEST.reaches(page.holds, person):
        return frozenset()
    shown = MANIFEST.shown(page, world.roles[person])
    is_twofold = person.startswith(TWOFOLD)
    return frozenset(name for name in shown if not (is_twofold and name.split(".")[0] in OF_AN_APPLICATION))


@contextmanager
def _noted(written: list[str]) -> Iterator[None]:
    """Note each statement that changes at least one row."""

    def note(_connection: object, cursor: Any, statement: str, *_rest: object) -> None:
        if statement.lstrip().upper().startswith(WRITES) and cursor.rowcount > 0:
            written.append(statement)

    event.listen(Engine, "after_cursor_execute", note)
    try:
        yield
    finally:
        event.remove(Engine, "after_cursor_execute", note)


def open_page(
    world: World,
    page: Page,
    method: str,
    person: str,
    *,
    is_unknown: bool = False,
    written: list[str] | None = None,
) -> TestResponse:
    """One request, undone afterwards; what it changes is noted in `written`."""
    address = address_of(world, page, is_unknown=is_unknown)
    with undone(world.app):
        if page.about is not None:
            put_into_stage(world.application_id, page.stage)
        world.take_role(person)
        path = path_of(world.app, page, address)
        data: Mapping[str, Any] | None = page.form if method == "POST" else None
        with _noted([] if written is None else written):
            return world.open(person, path, method, data)


def address_of(world: World, page: Page, *, is_unknown: bool = False) -> dict[str, Any]:
    """What stands in the address of a page: an object of the world, or one that does not exist."""
    address = {**world.address(page.about), **page.given}
    if not is_unknown:
        return address
    kept = {} if page.about == "own_result" else page.given
    return {name: NOTHING if name.endswith("_id") else "no-such-thing" for name in address} | dict(kept)


def path_of(app: Flask, page: Page, address: Mapping[str, Any]) -> str:
    """The path of a page with what stands in it."""
    adapter = app.url_map.bind("localhost")
    rule = next(rule for rule in app.url_map.iter_rules() if rule.endpoint == page.endpoint)
    return adapter.build(page.endpoint, {name: address[name] for name in rule.arguments})


def outcome_of(answer: TestResponse) -> str:
    """An answer in the words of the manifest."""
    if answer.status_code == 303 and answer.location.startswith("/sign-in?"):
        return "asks to sign in"
    if answer.status_code == 404:
        return "not there"
    return "breaks" if answer.status_code == 500 else "opens"


def plain(answer: TestResponse) -> tuple[int, str]:
    """The answer without its address, its request's number and the tokens of its forms."""
    return answer.status_code, _PASSING.sub("", answer.text).replace(answer.headers["X-Request-ID"], "")
