"""The address of a list's next page: the filters stay as they are, the place where it goes on is added."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import request


def next_page(name: str, place: object | None) -> str | None:
    """This page's address with the argument `name` set to `place`; None where nothing follows."""
    if place is None:
        return None
    kept = [(key, value) for key, value in request.args.items(multi=True) if key != name]
    return f"{request.path}?{urlencode([*kept, (name, str(place))])}"
