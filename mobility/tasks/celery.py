"""The Celery object. Redis only rings: losing all it holds loses nothing, since every task reads what is due itself."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Final

from celery import Celery, Task, signals
from kombu import Queue

from mobility import observability
from mobility.config import Settings
from mobility.core.terms import LOCALES
from mobility.database import db
from mobility.i18n import catalog_of
from mobility.tasks.schedule import SCHEDULE

QUEUE: Final = "mobility"
SOFT_SECONDS: Final = 60
HARD_SECONDS: Final = 90

BROKER_OPTIONS: Final[dict[str, Any]] = {
    # Longer than any task runs, so that no message is given to a second worker while the first is at it.
    "visibility_timeout": 300,
    # A killed worker's messages are looked for every five seconds, and a killed searcher stops nobody for long.
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "unacked_mutex_expire": 10,
}

MODULES: Final = ("audit", "counts", "documents", "heartbeat", "jobs", "outbox", "reminders", "retention", "sweeps")

Context = Callable[[], AbstractContextManager[Any]]

_context: list[Context] = []


class InContext(Task):  # type: ignore[type-arg]  # generic in the stubs alone
    """A task inside the program's context, with its id on every log line."""

    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        with _context[0](), observability.bound(task_id=self.request.id, task_name=self.name):
            return super().__call__(*args, **kwargs)


celery: Final = Celery("mobility", task_cls=InContext, include=[f"{__package__}.{name}" for name in MODULES])
celery.conf.update(
    accept_content=["json"],
    task_serializer="json",
    result_serializer="json",
    task_ignore_result=True,
    task_queues=[Queue(QUEUE)],
    task_default_queue=QUEUE,
    task_create_missing_queues=False,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_soft_time_limit=SOFT_SECONDS,
    task_time_limit=HARD_SECONDS,
    worker_prefetch_multiplier=1,
    worker_cancel_long_running_tasks_on_connection_loss=False,
    worker_enable_remote_control=False,
    worker_hijack_root_logger=False,
    worker_redirect_stdouts=False,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    broker_transport_options=BROKER_OPTIONS,
    timezone="UTC",
    enable_utc=True,
    beat_schedule=SCHEDULE,
    beat_scheduler="mobility.tasks.clock:Ticker",
    beat_max_loop_interval=5,
)


def configure(settings: Settings, context: Context) -> None:
    """Tell Celery where Redis is and in which context tasks run; called by create_app, which alone knows both."""
    celery.conf.update(broker_url=settings.redis_url)
    _context[:] = [context]


def in_context() -> AbstractContextManager[Any]:
    """The program's context, for what runs beside the tasks."""
    return _context[0]()


@signals.setup_logging.connect
def _keep_our_logging(**_given: object) -> None:
    """Celery asks whoever answers this signal to see to the logs, which `observability.configure` has done.

    A line for each tick that found nothing would bury the lines that matter.
    """
    for name in ("celery.beat", "celery.worker.strategy", "celery.worker.request", "celery.app.trace"):
        logging.getLogger(name).setLevel(logging.WARNING)


@signals.worker_init.connect
def warm(**_given: object) -> None:
    """Read the catalogs of messages once, before the worker's processes are forked, instead of once in each."""
    for locale in LOCALES:
        catalog_of(locale)


@signals.worker_process_init.connect
def _leave_the_parents_connections(**_given: object) -> None:
    """A process that was forked must not speak on the database connections of its parent."""
    with in_context():
        db.engine.dispose(close=False)
