"""The program as a WSGI server sees it."""

from __future__ import annotations

from flask import Flask

from mobility import observability
from mobility.app import create_app
from mobility.config import Settings


def application() -> Flask:
    """The whole program, wired by the settings of the environment."""
    settings = Settings()
    observability.configure(settings.log_level)
    return create_app(settings)
