"""The clock that ticks: Celery's own, which remembers nothing between starts and leaves a sign of life."""

from __future__ import annotations

from datetime import timedelta
from time import monotonic
from typing import Any, Final

from celery.beat import Scheduler
from sqlalchemy.exc import SQLAlchemyError

from mobility import observability
from mobility.services.heartbeat import beat
from mobility.tasks.celery import in_context

SIGN_SECONDS: Final = 15.0
LONG_AGO: Final = timedelta(days=1)

_log = observability.logger("mobility.clock")


class Ticker(Scheduler):
    """Ticks at its start and then at intervals, so it needs no file; two of them tick twice, which harms nothing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._signed_at: float | None = None

    def setup_schedule(self) -> None:
        """Take everything for due: after a stop there may be letters that have waited long."""
        super().setup_schedule()
        for entry in self.schedule.values():
            entry.last_run_at = entry.default_now() - LONG_AGO

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Send what is due and answer the seconds until the next tick."""
        seconds: float = super().tick(*args, **kwargs)
        if self._signed_at is None or monotonic() - self._signed_at >= SIGN_SECONDS:
            self._sign()
        return seconds

    def _sign(self) -> None:
        self._signed_at = monotonic()
        try:
            with in_context():
                beat("beat")
        except SQLAlchemyError as error:
            _log.warning("clock.no_sign", exc_info=error)
