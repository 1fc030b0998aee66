"""The only places a person is sent to: pages of this program, never an address that somebody else made up."""

from __future__ import annotations

import re
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from flask import current_app, redirect, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.wrappers import Response

NEXT: Final = "next"

_PATH: Final = re.compile(r"/(?![/\\])[^\x00-\x20\\\x7f]*")


def safe_path(address: str | None) -> str | None:
    """`address` if it is the path of a page of ours that can be opened by GET, else None."""
    if not address or len(address) > 2000 or not _PATH.fullmatch(address):
        return None
    path = unquote(address.partition("#")[0].partition("?")[0])
    if not _PATH.fullmatch(path):
        return None
    try:
        current_app.create_url_adapter(request).match(path, method="GET")  # type: ignore[union-attr]  # inside a request there is one
    except (HTTPException, RequestRedirect):
        return None
    return address


def safe_next(default: str) -> str:
    """Where the person wanted to go, from the field or the argument `next`; `default` where that is no page of ours."""
    return safe_path(request.form.get(NEXT) or request.args.get(NEXT)) or default


def came_from(default: str = "/") -> str:
    """The page of ours from which this request was sent; `default` where the browser does not say or it was none."""
    parts = urlsplit(request.referrer or "")
    address = parts.path + (f"?{parts.query}" if parts.query else "")
    return (safe_path(address) if parts.netloc == request.host else None) or default


def to(endpoint: str, **values: Any) -> Response:
    """Send on to a page after an act, by GET (303)."""
    return redirect(url_for(endpoint, **values), 303)


def to_next(endpoint: str, **values: Any) -> Response:
    """Send on to where the person wanted to go (`next`), else to the page named here."""
    return redirect(safe_next(url_for(endpoint, **values)), 303)


def back(endpoint: str, **values: Any) -> Response:
    """Send back to the page the act was done on, else to the page named here."""
    return redirect(came_from(url_for(endpoint, **values)), 303)
