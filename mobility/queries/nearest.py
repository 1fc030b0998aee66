"""Finds, for a host whose conditions somebody does not meet, those most like it whose conditions they do meet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from mobility.queries.hosts import Option

MOST: Final = 3
"""As many are named, so that a long list stays readable."""

_WEIGHTS: Final = {"country": 4, "field": 2, "language": 1}
"""The country or region outweighs all else together, the field the language."""


@dataclass(frozen=True, slots=True)
class Near:
    """A host like another one; `shared` says in what: "country", "field", "language"."""

    option: Option
    shared: tuple[str, ...]


def nearest(to: Option, among: Sequence[Option]) -> tuple[Near, ...]:
    """The hosts of `among` most like `to`, the most alike first, in the order of the call where equally alike.

    A host that shares nothing is never named, nor is another offer of the same host.
    """
    alike = [Near(one, _shared(to, one)) for one in among if one.partner_id != to.partner_id]
    found = sorted((near for near in alike if near.shared), key=_weight, reverse=True)
    return tuple(found[:MOST])


def _shared(one: Option, other: Option) -> tuple[str, ...]:
    same = {
        "country": one.country == other.country,
        "field": one.field is not None and one.field == other.field,
        "language": bool(set(one.languages) & set(other.languages)),
    }
    return tuple(name for name, is_shared in same.items() if is_shared)


def _weight(near: Near) -> int:
    return sum(_WEIGHTS[name] for name in near.shared)
