"""Numbers in addresses and forms: what the database has no room for is no number, so no page breaks on it."""

from __future__ import annotations

from typing import Any

from flask import Flask, Request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.routing import IntegerConverter, Map

from mobility.queries.keyset import LARGEST


def number(text: str) -> int:
    """The number that stands there. Raises ValueError for anything else and beyond what the database holds."""
    value = int(text)
    if not -LARGEST <= value <= LARGEST:
        raise ValueError(text)
    return value


class Parameters(ImmutableMultiDict[str, str]):
    """What stands behind an address or in a form: `type=int` leaves out what is too large, as it does with words."""

    def get(  # type: ignore[override]  # the library writes the same as five overloads
        self,
        key: str,
        default: Any = None,
        type: Any = None,  # noqa: A002  # the library's name
    ) -> Any:
        """The first value of that name, made by `type`; the default where there is none or it cannot be made."""
        return super().get(key, default, type=number if type is int else type)

    def getlist(self, key: str, type: Any = None) -> list[Any]:  # noqa: A002  # the library's name
        """All values of that name, made by `type`, without those that cannot be made."""
        return super().getlist(key, type=number if type is int else type)


class NumberedRequest(Request):
    """A request whose parameters hold no number that the database cannot."""

    parameter_storage_class = Parameters


class KeyConverter(IntegerConverter):
    """A number in the path; an address with a larger one than any key does not exist."""

    def __init__(self, url_map: Map, *rest: Any, **named: Any) -> None:
        super().__init__(url_map, *rest, **{"max": LARGEST, **named})


def install(app: Flask) -> None:
    """Read every number of every request in this way. Comes before the views, whose addresses it reads."""
    app.request_class = NumberedRequest
    app.url_map.converters["int"] = KeyConverter
