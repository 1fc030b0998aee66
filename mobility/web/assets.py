"""Style sheets, scripts and pictures: where they lie, and addresses that change with their content."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

from flask import Flask
from whitenoise import WhiteNoise

STATIC: Final = Path(__file__).parent / "static"
PREFIX: Final = "static"
_YEAR: Final = 365 * 24 * 3600


def install(app: Flask, *, may_keep: bool) -> None:
    """Serve the files below /static. `may_keep`: browsers keep them for a year, since the address tells the content."""
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]  # as Flask's documentation does it
        app.wsgi_app, root=STATIC, prefix=PREFIX, max_age=_YEAR if may_keep else 0, autorefresh=not may_keep
    )


def asset(path: str) -> str:
    """The address of a file below static/. Raises FileNotFoundError for a file that is not there."""
    return f"/{PREFIX}/{path}?v={_fingerprint(path, (STATIC / path).stat().st_mtime_ns)}"


@cache
def _fingerprint(path: str, _changed_at: int) -> str:
    return hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:10]
