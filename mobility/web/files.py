"""Gives a stored file out: always as an attachment, never shown by the browser inside one of our pages."""

from __future__ import annotations

from typing import Final

from flask import Response

from mobility.services.applications.download import Opened
from mobility.web.uploads import disposition

PICTURE_SECONDS: Final = 600
"""How long a reader's own browser may keep a picture: a document never changes, but the right to see it may end."""


def picture_given_out(picture: bytes) -> Response:
    """The answer that carries a page as a picture that we painted, for a page of ours to show."""
    answer = Response(picture, mimetype="image/png")
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["Cache-Control"] = f"private, max-age={PICTURE_SECONDS}"
    return answer


def given_out(opened: Opened) -> Response:
    """The answer that carries the file, whole, under its own name."""
    download = opened.download
    answer = Response(opened.chunks, mimetype=download.media_type)
    answer.headers["Content-Disposition"] = disposition(download.file_name)
    answer.headers["Content-Length"] = str(download.byte_count)
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.headers["Cache-Control"] = "no-store"
    return answer
