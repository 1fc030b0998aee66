"""Judges a PDF: complete, readable by everybody, and nothing in it that acts or carries other files.

Terms as in ISO 32000: actions (12.6), embedded files (7.11.4), encryption (7.6). qpdf undoes names that are disguised
by escapes (7.3.5) and repairs broken tables of contents, so that what is looked at is what a viewer would see.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

import pikepdf
from pikepdf.settings import set_qpdf_limits

from mobility.core.terms import Refused
from mobility.storage.inspection import streams

MOST_PAGES: Final = 200
MOST_OBJECTS: Final = 200_000
_TAIL_BYTES: Final = 2048
_FILLING: Final = b"\x00\t\n\x0c\r \x1a"
_UNPACKED_BYTES: Final = 24 * 1024 * 1024
"""The most that one stream of the file's own structure may unpack to."""

_ACTING_KEYS: Final = frozenset({"/JS", "/JavaScript", "/XFA"})
_ACTING_KINDS: Final = frozenset({"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/Rendition"})
_MOVING_KINDS: Final = frozenset({"/RichMedia", "/3D", "/Screen", "/Movie", "/Sound"})
_CARRYING: Final = "/EF"
_HARMLESS_BY_THEMSELVES: Final = frozenset(
    {"/GoTo", "/GoTo3DView", "/Hide", "/Named", "/ResetForm", "/SetOCGState", "/Trans"}
)
"""Actions that may happen without a click: none of them asks for anything outside of the file."""

_MOST_ACTIONS: Final = 1000
_SUSPECT: Final = re.compile(
    rb"/(?:JS|JavaScript|XFA|Launch|SubmitForm|ImportData|GoToE|Rendition|RichMedia|3D|Screen|Movie|Sound|EF"
    rb"|FileAttachment|AA|OpenAction)\b"
)

set_qpdf_limits(
    flate_max_memory=_UNPACKED_BYTES,
    run_length_max_memory=_UNPACKED_BYTES,
    png_max_memory=_UNPACKED_BYTES,
    tiff_max_memory=_UNPACKED_BYTES,
    dct_max_memory=_UNPACKED_BYTES,
)


def check(file: BinaryIO) -> int:
    """Return the number of pages. Raises Refused for a PDF that cannot be taken."""
    _check_end(file)
    try:
        with pikepdf.open(file) as opened:
            return _check_opened(opened)
    except pikepdf.PasswordError:
        raise Refused("document.encrypted") from None
    except (pikepdf.PikepdfError, ValueError, RuntimeError, TypeError, KeyError):
        raise Refused("document.damaged") from None


def _check_end(file: BinaryIO) -> None:
    """A file that was cut off lacks the mark of its end; one with something behind the mark is two files."""
    _before, mark, after = _last_bytes(file).rpartition(b"%%EOF")
    if not mark:
        raise Refused("document.damaged")
    if after:
        raise Refused("document.two_types")


def _last_bytes(file: BinaryIO) -> bytes:
    """The end of the file without the blanks and zeros that some programs fill it up with."""
    end, last = file.seek(0, os.SEEK_END), b""
    while end and not last:
        start = max(0, end - _TAIL_BYTES)
        file.seek(start)
        last, end = file.read(end - start).rstrip(_FILLING), start
    if end and len(last) < _TAIL_BYTES // 2:
        start = max(0, end - _TAIL_BYTES)
        file.seek(start)
        last = file.read(end - start) + last
    file.seek(0)
    return last


def _check_opened(opened: pikepdf.Pdf) -> int:
    if opened.is_encrypted:
        raise Refused("document.encrypted")
    count = _count(opened)
    if len(opened.attachments) or "/Collection" in opened.Root:
        raise Refused("document.embedded_files")
    streams.check(opened)
    for one in opened.objects:
        if _SUSPECT.search(_plain(one)):
            _check_parts(one)
    return count


def _count(opened: pikepdf.Pdf) -> int:
    if len(opened.objects) > MOST_OBJECTS:
        raise Refused("document.unpacks_too_large")
    count = len(opened.pages)
    if count == 0:
        raise Refused("document.damaged")
    if count > MOST_PAGES:
        raise Refused("document.too_many_pages", count=count, most=MOST_PAGES)
    return count


def _plain(one: Any) -> bytes:
    """An object as PDF writes it, of a stream the dictionary alone: enough to clear nearly all of them."""
    if isinstance(one, pikepdf.Stream):
        return one.stream_dict.unparse()
    return one.unparse(resolved=True) if isinstance(one, pikepdf.Object) else b""


def _check_parts(one: Any) -> None:
    for part in _dictionaries(one):
        kind = {str(part.get(key, "")) for key in ("/S", "/Subtype")}
        if _ACTING_KEYS.intersection(part.keys()) or kind & (_ACTING_KINDS | _MOVING_KINDS):
            raise Refused("document.scripts")
        if any(str(action.get("/S", "")) not in _HARMLESS_BY_THEMSELVES for action in _starting(part)):
            raise Refused("document.scripts")
        if _CARRYING in part or "/FileAttachment" in kind:
            raise Refused("document.embedded_files")


def _starting(part: Any) -> Iterator[Any]:
    """The actions that this dictionary starts without a click (12.6.3), and those that follow upon them."""
    by_event = part.get("/AA")
    waiting = [part.get("/OpenAction"), *(by_event.values() if isinstance(by_event, pikepdf.Dictionary) else ())]
    for action in waiting:
        if isinstance(action, pikepdf.Dictionary) and len(waiting) < _MOST_ACTIONS:
            yield action
            after = action.get("/Next")
            waiting.extend(after if isinstance(after, pikepdf.Array) else [after])


def _dictionaries(one: Any) -> Iterator[Any]:
    """Every dictionary that is written inside this object; what it only refers to is an object of its own."""
    waiting = [one.stream_dict if isinstance(one, pikepdf.Stream) else one]
    is_first = True
    while waiting:
        part = waiting.pop()
        if not is_first and getattr(part, "is_indirect", False):
            continue
        is_first = False
        if isinstance(part, pikepdf.Dictionary):
            yield part
            waiting.extend(part.values())
        elif isinstance(part, pikepdf.Array):
            waiting.extend(part)
