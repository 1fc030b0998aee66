"""Headers that tell browsers what they may do with our pages, on every answer: pages, errors and files alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final

from flask import Flask, Response, g

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

POLICY: Final = "; ".join(  # noqa: FLY002 - one directive a line is easier to judge
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",  # the style sheet draws ticks and arrows as data images
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""No inline script or style anywhere, so no nonce either: nothing that an early refusal could forget to set."""

HEADERS: Final = (
    ("Content-Security-Policy", POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Origin-Agent-Cluster", "?1"),
    (
        "Permissions-Policy",
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), midi=(), "
        "payment=(), usb=()",
    ),
    ("Cache-Control", "no-store"),
)
STAY_SECURE: Final = ("Strict-Transport-Security", "max-age=63072000; includeSubDomains")


class SecureHeaders:
    """Adds to each answer of the wrapped program those headers that the answer does not set itself."""

    def __init__(self, wrapped: WSGIApplication, *, is_https: bool) -> None:
        self._wrapped = wrapped
        self._headers = (*HEADERS, STAY_SECURE) if is_https else HEADERS

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Callable[[bytes], object]:
            given = {name.lower() for name, _value in headers}
            missing = [header for header in self._headers if header[0].lower() not in given]
            return start_response(status, [*headers, *missing], *error)

        return self._wrapped(environ, start)


def install(app: Flask, *, is_https: bool) -> None:
    """Wrap the program, static files included, and tell caches what they may keep of its pages."""
    app.wsgi_app = SecureHeaders(app.wsgi_app, is_https=is_https)  # type: ignore[method-assign]  # as Flask's documentation does it
    app.after_request(_tell_caches)


def _tell_caches(response: Response) -> Response:
    """What a signed-in person sees is kept nowhere; a public page may be kept by the browser that asks again."""
    actor = g.get("actor")
    if "Cache-Control" not in response.headers:
        is_private = response.status_code >= 400 or actor is None or actor.user_id is not None
        response.headers["Cache-Control"] = "no-store" if is_private else "private, no-cache"
    response.vary.update(("Cookie", "Accept-Language"))
    return response
