"""What no page of ours would ever send is refused before a view reads it: repeated fields, oversized bodies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

from flask import Flask, abort, current_app, request

View = TypeVar("View", bound=Callable[..., Any])

MEGABYTE: Final = 1024 * 1024
TYPED_MEGABYTES: Final = 4
"""What may be typed into one form; files come on top."""
QUESTIONS: Final = "q_"
"""The beginning of the names of run-time forms' fields; `forms.dynamic` knows which of them may come repeatedly."""


def repeats(*names: str) -> Callable[[View], View]:
    """Let a view receive these fields more than once, such as the ticks of a list; all others come at most once."""

    def mark(view: View) -> View:
        view.__dict__["repeated_fields"] = frozenset(names)
        return view

    return mark


def install(app: Flask, *, upload_megabytes: int) -> None:
    """Limit what a request may carry, and refuse a field that comes twice (400)."""
    app.config.update(
        MAX_CONTENT_LENGTH=(upload_megabytes + 1) * MEGABYTE,
        MAX_FORM_MEMORY_SIZE=TYPED_MEGABYTES * MEGABYTE,
        MAX_FORM_PARTS=1000,
    )
    app.before_request(_limit_typed)
    app.before_request(_allow_files)
    app.before_request(_refuse_zeros)
    app.before_request(_refuse_repeated)


def _limit_typed() -> None:
    """Where no file can come, the whole body is typed: the parser itself limits that only beside files."""
    if request.mimetype == "application/x-www-form-urlencoded":
        request.max_content_length = TYPED_MEGABYTES * MEGABYTE


def _allow_files() -> None:
    """A view that takes several files at once says how many bytes may come."""
    view = current_app.view_functions.get(request.endpoint or "")
    if (most := getattr(view, "body_bytes", None)) is not None:
        request.max_content_length = most


def _refuse_zeros() -> None:
    """No address of ours holds a zero byte, and the database takes none."""
    if "\x00" in request.path or any("\x00" in value for values in request.args.listvalues() for value in values):
        abort(400)


def _refuse_repeated() -> None:
    if request.method in {"GET", "HEAD", "OPTIONS"} or request.endpoint is None:
        return
    view = current_app.view_functions[request.endpoint]
    may_repeat: frozenset[str] = getattr(view, "repeated_fields", frozenset())
    sent: list[tuple[str, list[Any]]] = [*request.form.lists(), *request.files.lists()]
    if any(len(values) > 1 and name not in may_repeat and not name.startswith(QUESTIONS) for name, values in sent):
        abort(400)
