"""Says to people what is wrong with the place where files are kept; to those who look after it, the log does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from mobility import observability
from mobility.core.terms import Refused
from mobility.storage import Damaged, Gone, Unavailable

_log: Final = observability.logger("mobility.documents")


@contextmanager
def told() -> Iterator[None]:
    """Raise Refused `document.store_silent` and `document.not_intact` for what the store raises inside."""
    try:
        yield
    except Unavailable as silent:
        _log.error("store.unavailable", error=str(silent))
        raise Refused("document.store_silent") from silent
    except (Gone, Damaged) as fault:
        _log.error("document.fault", error=type(fault).__name__, key=str(fault))
        raise Refused("document.not_intact") from fault
