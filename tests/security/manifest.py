"""Reads the access manifest: what each act, page and object is declared to open to."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

MANIFEST: Final = Path(__file__).with_name("access.toml")
METHODS: Final = ("GET", "POST")
PUBLIC: Final = "public"
ANYBODY: Final = "anybody"
EVERYBODY: Final = "everybody"


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


@dataclass(frozen=True)
class Manifest:
    """The whole file."""

    actions: Mapping[str, Any]
    reach: Mapping[str, Any]
    besides: Mapping[str, frozenset[str]]
    pages: Mapping[str, Page]

    def may(self, action: str, role: str | None) -> bool:
        """Whether somebody in that role (None: nobody signed in) may do the act at all."""
        if action == PUBLIC:
            return True
        roles = self.actions[action]
        return role is not None and (roles == ANYBODY or role in roles)

    def reaches(self, about: str | None, person: str) -> bool:
        """Whether that person of the tests reaches the object, their role allowing the act."""
        if about is None:
            return True
        people = self.reach[about]
        return not person.startswith("foreign_") and (people == EVERYBODY or person in people)


def read() -> Manifest:
    """The manifest as it lies beside this module."""
    raw = tomllib.loads(MANIFEST.read_text(encoding="utf-8"))
    besides = {name: frozenset(found) for name, found in raw["besides"].items()}
    pages = {name: _page(name, page) for name, page in raw["pages"].items()}
    return Manifest(raw["actions"], raw["reach"], besides, pages)


def _page(endpoint: str, raw: dict[str, Any]) -> Page:
    known = {"about", "stage", "with", "form", "only", "roles", *METHODS}
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
    )
