"""The eligibility rules of one call as data: published as an immutable version, stored as plain JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import model_validator

from mobility.core.eligibility.kinds import AllOf, AnyOf, AnyRule, Definition, Rule


class Rules(Definition):
    """All rules of one call; every one has to be met. No rules: open to all."""

    rules: tuple[Rule, ...] = ()

    @model_validator(mode="after")
    def _distinct(self) -> Rules:
        seen: set[str] = set()
        for rule in walk(self.rules):
            if rule.key in seen:
                raise ValueError(f"the rule {rule.key!r} comes twice")
            seen.add(rule.key)
        return self


def walk(rules: Iterable[AnyRule]) -> Iterator[AnyRule]:
    """Every rule, those within groups too."""
    for rule in rules:
        yield rule
        if isinstance(rule, AnyOf | AllOf):
            yield from walk(rule.rules)


def parse(stored: Mapping[str, Any]) -> Rules:
    """The rules of plain data, {"rules": […]}. Raises pydantic.ValidationError, which names every fault."""
    return Rules.model_validate(stored)


def dump(rules: Rules) -> dict[str, Any]:
    """The rules as plain JSON; `parse` reads them back equal."""
    return rules.model_dump(mode="json", exclude_none=True)
