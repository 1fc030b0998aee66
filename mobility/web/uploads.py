"""Files over HTTP: a single upload out of a form, and the header under which one is given out again."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from flask import request

from mobility.core.terms import Refused
from mobility.services.applications.documents import Upload

FILE: Final = "file"
"""The name of the field that carries the file."""


def uploaded() -> Upload:
    """The file of this request. Raises Refused `document.none` where none was chosen."""
    given = request.files.get(FILE)
    if given is None or not given.filename:
        raise Refused("document.none")
    return Upload(given.stream, given.filename)  # type: ignore[arg-type]  # werkzeug's IO[bytes] is a BinaryIO


def disposition(file_name: str) -> str:
    """The header value that makes browsers save a file under `file_name`, whatever letters it is written in."""
    plain = "".join(mark if mark.isascii() and mark.isprintable() and mark not in '"\\' else "_" for mark in file_name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file_name, safe='')}"
