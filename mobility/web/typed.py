"""What somebody typed into a form that was not saved, so that a page can show it once more."""

from __future__ import annotations

from typing import Final

from flask import request

_NOT_TYPED: Final = ("csrf", "token", "password", "next", "seen", "asked", "fingerprint")
_WORTH_KEEPING: Final = 20
"""Characters from which on a text is shown again, so that nobody has to think of it twice."""


def texts() -> list[str]:
    """The longer texts of this request; never a password or a token."""
    sent = request.form.items()
    return [text for name, text in sent if len(text) >= _WORTH_KEEPING and not any(part in name for part in _NOT_TYPED)]
