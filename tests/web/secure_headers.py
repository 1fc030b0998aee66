"""What an answer should tell browsers and does not, for tests that look at a great many answers."""

from __future__ import annotations

from typing import Final

from werkzeug.test import TestResponse

from mobility.web.headers import HEADERS

ALWAYS: Final = {name: value for name, value in HEADERS if name != "Cache-Control"}

STRICTER: Final = frozenset(
    {("Referrer-Policy", "no-referrer"), ("Content-Security-Policy", "sandbox; default-src 'none'")}
)
"""A page behind a one-time link tells even less of where people come from, and a file somebody sent may do less."""


def missing_headers(answer: TestResponse) -> dict[str, str | None]:
    """Each header that differs from what is wanted, as it was given; how long an answer is kept need only be said."""
    given = {name: answer.headers.get(name) for name in ALWAYS}
    wrong = {name: value for name, value in given.items() if value != ALWAYS[name] and (name, value) not in STRICTER}
    return wrong if "Cache-Control" in answer.headers else {**wrong, "Cache-Control": None}
