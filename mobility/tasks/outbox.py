"""The task that delivers letters."""

from __future__ import annotations

from time import monotonic
from typing import Final

from celery import shared_task

from mobility.services.notices.deliver import BATCH, drain
from mobility.tasks import bell

SECONDS: Final = 4.0
"""How long one task goes on: short, so that a worker that is asked to end ends soon."""


@shared_task(name="outbox.drain")
def drain_outbox() -> int:
    """Deliver what is due, and call a colleague to help where there is more than one batch; answers how many."""
    began, count = monotonic(), 0
    while taken := drain():
        count += taken
        if taken == BATCH and (count == BATCH or monotonic() - began > SECONDS):
            bell.ring()
        if monotonic() - began > SECONDS:
            break
    return count
