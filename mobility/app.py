"""Wires the floors into one program: the only module, besides the command line, that knows all of them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Final

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from mobility import database, secrecy
from mobility.blueprints import DEMO_DESKS, DESKS, NAVIGATION
from mobility.config import Settings
from mobility.services.casework import heads
from mobility.services.notices import sender
from mobility.storage import places
from mobility.tasks import celery as tasks
from mobility.tasks.bell import ring
from mobility.web import (
    assets,
    errors,
    guards,
    headers,
    identity,
    navigation,
    numbers,
    preferences,
    proof,
    strictness,
    templating,
    tracing,
)
from mobility.web.extensions import csrf

TEMPLATES: Final = Path(__file__).resolve().parents[1] / "templates"
SETTINGS: Final = "mobility.settings"


def create_app(settings: Settings) -> Flask:
    """Return the program for these settings. The database need not be reachable yet.

    Raises RuntimeError where two desks claim one address, which is a mistake of ours and not of whoever runs it.
    """
    app = Flask("mobility", template_folder=str(TEMPLATES), static_folder=None)
    templating.prepare(app)
    _configure(app, settings)
    database.init(app, settings.database_url)
    database.install_bell(ring)
    secrecy.configure(settings)
    heads.configure(settings)
    tasks.configure(settings, app.app_context)
    sender.configure(settings)
    places.configure(settings)
    _install_web(app, settings)
    desks = (*DESKS, *(DEMO_DESKS if not settings.is_production else ()))
    for desk in desks:
        app.register_blueprint(desk)
    navigation.install(app, [item for item in NAVIGATION if item.endpoint in app.view_functions])
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.extensions[SETTINGS] = settings
    app.config.update(
        SECRET_KEY=settings.secret_key.get_secret_value(),
        SECRET_KEY_FALLBACKS=[key.get_secret_value() for key in settings.secret_key_fallbacks],
        SESSION_COOKIE_NAME="__Host-mobility" if settings.is_https else "mobility",
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12),
        WTF_CSRF_TIME_LIMIT=None,
        TRUSTED_HOSTS=_trusted_hosts(settings),
    )
    if settings.proxy_count:
        count = settings.proxy_count
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]  # as Flask's documentation does it


def _trusted_hosts(settings: Settings) -> list[str] | None:
    """The host names that pages answer to; None, for any, in a demo on somebody's own machine."""
    named = [settings.host_name, *settings.trusted_hosts]
    return named if settings.is_production else None


def _install_web(app: Flask, settings: Settings) -> None:
    """The order is that of the hooks: an id, the language, who is asking, and only then the door. Headers go around the
    files too."""
    assets.install(app, may_keep=settings.is_production or settings.is_demo)
    headers.install(app, is_https=settings.is_https)
    tracing.install(app, is_behind_proxy=settings.proxy_count > 0)
    preferences.install(app)
    errors.install(app)
    numbers.install(app)
    strictness.install(app, upload_megabytes=settings.upload_megabytes)
    identity.install(app, settings)
    proof.install(app, settings)
    preferences.install_profile(app)
    guards.install(app)
    csrf.init_app(app)
    templating.install(app)
