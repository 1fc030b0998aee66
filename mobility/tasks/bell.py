"""Wakes the worker after a commit: best effort, never in the way of the person who committed."""

from __future__ import annotations

from threading import Lock
from time import monotonic
from typing import Any, Final

import kombu.transport.redis  # noqa: F401 - takes half a second, which the first commit should not
from kombu import Connection, pools

from mobility import observability
from mobility.tasks.celery import BROKER_OPTIONS, celery

TASKS: Final = ("outbox.drain", "jobs.drain")

TIMEOUT_SECONDS: Final = 0.2
"""How long a dead Redis may hold up a commit, once."""

SILENT_SECONDS: Final = 5.0
"""How long a Redis that did not answer is left alone; meanwhile the tick finds what is due."""

EXPIRE_SECONDS: Final = 10.0

_OPTIONS: Final = {
    **BROKER_OPTIONS,
    "socket_connect_timeout": TIMEOUT_SECONDS,
    "socket_timeout": TIMEOUT_SECONDS,
    "retry_on_timeout": False,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
}

_log = observability.logger("mobility.bell")
_lock: Final = Lock()
_silent_until: list[float] = [0.0]


def ring() -> None:
    """Ask the worker to look for letters and jobs. Never raises: a bell that is not heard costs one tick."""
    if not celery.conf.broker_url or monotonic() < _silent_until[0]:
        return
    try:
        _send()
    except Exception as error:  # noqa: BLE001 - whatever Redis or the network raise, the commit stands
        with _lock:
            _silent_until[0] = monotonic() + SILENT_SECONDS
        pools.reset()
        _log.warning("bell.unheard", error=type(error).__name__)


def _send() -> None:
    connection = Connection(celery.conf.broker_url, transport_options=_OPTIONS, connect_timeout=TIMEOUT_SECONDS)
    producers: Any = pools.producers[connection]
    with producers.acquire(block=True, timeout=TIMEOUT_SECONDS) as producer:
        for name in TASKS:
            celery.send_task(name, producer=producer, retry=False, expires=EXPIRE_SECONDS, ignore_result=True)
