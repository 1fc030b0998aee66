"""Every address of the program with something in its placeholders, for tests that go through all of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Flask
from werkzeug.routing import IntegerConverter, Rule

NOBODY = 2_000_000_000
"""An id that no row has."""


@dataclass(frozen=True)
class Address:
    """One address of one page, for one method."""

    endpoint: str
    method: str
    path: str

    @property
    def is_safe(self) -> bool:
        return self.method == "GET"

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def addresses(app: Flask) -> list[Address]:
    """Each rule of the program by each of its methods, pointing at objects that do not exist."""
    return sorted((one for rule in app.url_map.iter_rules() for one in _of(app, rule)), key=str)


def _of(app: Flask, rule: Rule) -> Iterator[Address]:
    with app.test_request_context():
        values = {
            name: NOBODY if isinstance(rule._converters[name], IntegerConverter) else "nothing-of-that-name"
            for name in rule.arguments
        }
        built = app.url_map.bind("localhost").build(rule.endpoint, values)
    for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
        yield Address(rule.endpoint, method, built)
