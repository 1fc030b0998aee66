"""Reads the access manifest: what each act, page and object is declared to open to."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from mobility.core.programs import exchange, scholarship, summer_school

MANIFEST: Final = Path(__file__).with_name("access.toml")
METHODS: Final = ("GET", "POST")
PUBLIC: Final = "public"
ANYBODY: Final = "anybody"
EVERYBODY: Final = "everybody"
LIVE_ONES: Final = "every stage but an end"
WORKFLOWS: Final = (scholarship.WORKFLOW, exchange.WORKFLOW, summer_school.WORKFLOW)
LIVE: Final = frozenset(key for workflow in WORKFLOWS for key in workflow.live_keys)
TWOFOLD: Final = "owner_"
"""Before a role: the student whose application it is, who holds that role too."""


@dataclass(frozen=True)
class Page:
    """One endpoint as it is declared."""

    endpoint: str
    actions: Mapping[str, str]
    about: str | None = None
    stage: str = "qualification_check"
    given: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)
    only: str | None = None
    roles: frozenset[str] | None = None
    shows: frozenset[str] = frozenset()
    of: str | None = None

    @property
    def holds(self) -> str:
        """Whose reach it takes to find personal data here: the object's, or that of what is listed."""
        return self.of or self.about or "application"


@dataclass(frozen=True)
class Manifest:
    """The whole file."""

    actions: Mapping[str, Any]
    reach: Mapping[str, Any]
    besides: Mapping[str, frozenset[str]]
    pages: Mapping[str, Page]
    states: Mapping[str, frozenset[str]]
    kinds: Mapping[str, frozenset[str]]
    sees: Mapping[str, frozenset[str]]
    lists: Mapping[str, frozenset[str]]

    def may(self, action: str, role: str | None) -> bool:
        """Whether somebody in that role (None: nobody signed in) may do the act at all."""
        if action == PUBLIC:
            return True
        roles = self.actions[action]
        return role is not None and (roles == ANYBODY or role in roles)

    def is_for_anybody(self, action: str) -> bool:
        """Whether no role is asked for."""
        return action == PUBLIC or self.actions[action] == ANYBODY

    def reaches(self, about: str | None, person: str) -> bool:
        """Whether that person of the tests reaches the object, their role allowing the act."""
        if about is None:
            return True
        people, person = self.reach[about], person.removeprefix(TWOFOLD)
        return not person.startswith("foreign_") and (people == EVERYBODY or person in people)

    def shown(self, page: Page, role: str | None) -> frozenset[str]:
        """The columns that a page may show to somebody in that role who reaches what it is about."""
        return self.columns(page.shows & self.sees.get(role or "", frozenset()))

    def columns(self, kinds: frozenset[str]) -> frozenset[str]:
        return frozenset(column for kind in kinds for column in self.kinds[kind])

    def kinds_of(self, columns: Iterable[str]) -> frozenset[str]:
        """The kinds that those columns are of; a column that is of none stands for itself."""
        named = frozenset(columns)
        found = {kind for kind, names in self.kinds.items() if not names.isdisjoint(named)}
        return frozenset(found) | (named - self.columns(frozenset(self.kinds)))


def read() -> Manifest:
    """The manifest as it lies beside this module."""
    raw = tomllib.loads(MANIFEST.read_text(encoding="utf-8"))
    besides = _sets(raw["besides"])
    pages = {name: _page(name, page) for name, page in raw["pages"].items()}
    return Manifest(
        actions=raw["actions"],
        reach=raw["reach"],
        besides=besides,
        pages=pages,
        states={action: _stages(found) for action, found in raw["states"].items()},
        kinds=_sets(raw["kinds"]),
        sees=_words(raw["sees"]),
        lists=_words(raw["lists"]),
    )


def _stages(said: str) -> frozenset[str]:
    """Stages by their keys, or all of every workflow in which an application can still move."""
    return LIVE if said == LIVE_ONES else frozenset(said.split())


def _sets(raw: Mapping[str, list[str]]) -> dict[str, frozenset[str]]:
    return {name: frozenset(found) for name, found in raw.items()}


def _words(raw: Mapping[str, str]) -> dict[str, frozenset[str]]:
    return {name: frozenset(found.split()) for name, found in raw.items()}


def _page(endpoint: str, raw: dict[str, Any]) -> Page:
    known = {"about", "stage", "with", "form", "only", "roles", "shows", "of", *METHODS}
    if unknown := raw.keys() - known:
        raise ValueError(f"{endpoint} declares {sorted(unknown)}, which means nothing")
    return Page(
        endpoint=endpoint,
        actions={method: raw[method] for method in METHODS if method in raw},
        about=raw.get("about"),
        stage=raw.get("stage", "qualification_check"),
        given=raw.get("with", {}),
        form=raw.get("form", {}),
        only=raw.get("only"),
        roles=frozenset(raw["roles"]) if "roles" in raw else None,
        shows=frozenset(raw.get("shows", "").split()),
        of=raw.get("of"),
    )
