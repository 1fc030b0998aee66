"""Which language and which light a page is shown in: the person's choice, else what the browser asks for."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Final

from flask import Flask, Response, current_app, g, request

from mobility.core.terms import LOCALES
from mobility.i18n import negotiate, use_locale, use_zone

LANGUAGE: Final = "lang"
THEME: Final = "theme"
THEMES: Final = ("auto", "light", "dark")

_YEAR: Final = 366 * 24 * 3600


def install(app: Flask) -> None:
    """Speak the chosen language from the first hook to the last, errors included. A choice is an argument of any page's
    address (`?lang=zh_Hans`, `?theme=dark`), so it works without script and keeps the person where they are."""
    app.before_request(_begin)
    app.after_request(_remember)
    app.teardown_request(_end)


def install_profile(app: Flask) -> None:
    """Take up the profile's choice once the person is known; installed after the hook that finds out who is asking."""
    app.before_request(_adopt_profile)


def theme() -> str:
    """The theme to draw the page in: "light", "dark", or "auto" for what the device says."""
    return _chosen(THEME, THEMES) or _of_profile("theme", THEMES) or "auto"


def remember(response: Response, name: str, value: str) -> None:
    """Keep a choice (`LANGUAGE` or `THEME`) in this browser for a year, as the profile page does after saving."""
    response.set_cookie(
        name, value, max_age=_YEAR, secure=current_app.config["SESSION_COOKIE_SECURE"], httponly=True, samesite="Lax"
    )


def _begin() -> None:
    g.preferences = ExitStack()
    g.preferences.enter_context(use_locale(_chosen(LANGUAGE, LOCALES) or _of_browser()))


def _adopt_profile() -> None:
    visit = g.get("visit")
    if visit is None:
        return
    g.preferences.enter_context(use_zone(visit.home.time_zone))
    own = _of_profile("locale", LOCALES)
    if own and not _chosen(LANGUAGE, LOCALES):
        g.preferences.enter_context(use_locale(own))


def _remember(response: Response) -> Response:
    for name, known in ((LANGUAGE, LOCALES), (THEME, THEMES)):
        asked = request.args.get(name)
        if asked is not None and asked in known:
            remember(response, name, asked)
    return response


def _end(_error: BaseException | None) -> None:
    stack: ExitStack | None = g.pop("preferences", None)
    if stack is not None:
        stack.close()


def _chosen(name: str, known: tuple[str, ...]) -> str | None:
    return next((value for value in (request.args.get(name), request.cookies.get(name)) if value in known), None)


def _of_browser() -> str:
    return negotiate(request.headers.get("Accept-Language"))


def _of_profile(name: str, known: tuple[str, ...]) -> str | None:
    visit = g.get("visit")
    own: str | None = getattr(visit.identity, name, None) if visit is not None else None
    return own if own in known else None
