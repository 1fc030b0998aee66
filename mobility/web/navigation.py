"""The way through the program: each desk names its pages for the navigation, the policy says who sees them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import Flask, current_app, request, url_for

from mobility.core.access import POLICY, check
from mobility.i18n import LazyText
from mobility.web.guards import action_of, actor

_KEY: Final = "mobility.navigation"


@dataclass(frozen=True, slots=True)
class Item:
    """One entry: the page it leads to and its label. It is shown to whoever may open the page."""

    endpoint: str
    label: LazyText
    also: tuple[str, ...] = ()
    """Further endpoints, or beginnings of them such as "student.", whose pages lie below this one."""


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as it is drawn; `is_here` when the page shown is this one or lies below it."""

    label: str
    url: str
    is_here: bool


def install(app: Flask, items: Sequence[Item]) -> None:
    """Take the desks' entries, in their order. Raises LookupError for a page that does not exist."""
    for item in items:
        if item.endpoint not in app.view_functions:
            raise LookupError(f"the navigation leads to {item.endpoint!r}, which is no page")
    app.extensions[_KEY] = tuple(items)


def links() -> list[Link]:
    """The entries that the person asking may open."""
    items: tuple[Item, ...] = current_app.extensions.get(_KEY, ())
    return [Link(str(item.label), url_for(item.endpoint), _is_here(item)) for item in items if _is_open(item)]


def first_own() -> str | None:
    """The first page that one of the person's roles opens and not everybody may see: where their work begins."""
    items: tuple[Item, ...] = current_app.extensions.get(_KEY, ())
    return next((item.endpoint for item in items if _needs_role(item) and _is_open(item)), None)


def url_if_there(endpoint: str, **values: Any) -> str | None:
    """The address of a page, or None where no desk offers it (the demo's inbox in production, say)."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else None


def _needs_role(item: Item) -> bool:
    action = action_of(current_app, item.endpoint)
    return action is not None and not POLICY[action].is_for_anybody_signed_in


def _is_open(item: Item) -> bool:
    action = action_of(current_app, item.endpoint)
    return action is None or check(actor(), action) is None


def _is_here(item: Item) -> bool:
    here = request.endpoint or ""
    return here == item.endpoint or any(
        here == one or (one.endswith(".") and here.startswith(one)) for one in item.also
    )
