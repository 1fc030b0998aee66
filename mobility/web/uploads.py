"""Files over HTTP: what was chosen in a form, and the header under which a file is given out again."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final
from urllib.parse import quote

from flask import request
from werkzeug.datastructures import FileStorage

from mobility.core.terms import Refused
from mobility.services.applications.making import MOST_BYTES, Upload
from mobility.web.strictness import MEGABYTE, View, repeats

FILE: Final = "file"
"""The name of the field that carries the file."""

_DIGITS: Final = re.compile(r"([0-9]{1,18})")


def uploaded() -> list[Upload]:
    """The files of this request, in the order of their names, numbers as numbers: that in which photos were taken.

    Raises Refused `document.none` where there is none.
    """
    given = sorted((one for one in request.files.getlist(FILE) if one.filename), key=_by_name)
    if not given:
        raise Refused("document.none")
    # werkzeug's IO[bytes] is a BinaryIO
    return [Upload(one.stream, str(one.filename)) for one in given]  # type: ignore[arg-type]  # a stream of bytes


def _by_name(one: FileStorage) -> list[tuple[bool, int, str]]:
    parts = _DIGITS.split((one.filename or "").casefold())
    return [(part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in parts]


def takes_several_files(view: View) -> View:
    """Let a view receive several files at once, together as large as a document of several files may become."""
    view.__dict__["body_bytes"] = MOST_BYTES + MEGABYTE
    return repeats(FILE)(view)


def takes_file_of(byte_count: int) -> Callable[[View], View]:
    """Let a view receive one file of that size, whatever size documents may have."""

    def mark(view: View) -> View:
        view.__dict__["body_bytes"] = byte_count + MEGABYTE
        return view

    return mark


def disposition(file_name: str) -> str:
    """The header value that makes browsers save a file under `file_name`, whatever letters it is written in."""
    plain = "".join(mark if mark.isascii() and mark.isprintable() and mark not in '"\\' else "_" for mark in file_name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file_name, safe='')}"
