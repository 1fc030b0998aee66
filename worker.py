"""Celery's way in: `celery --app worker worker` and `celery --app worker beat`."""

from __future__ import annotations

from mobility import observability
from mobility.app import create_app
from mobility.config import Settings
from mobility.tasks.celery import celery

settings = Settings()
observability.configure(settings.log_level)
create_app(settings)

__all__ = ["celery"]
