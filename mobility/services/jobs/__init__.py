"""Work longer than a request: a row in the transaction that wants it, done by the worker, safe to be done again."""

from mobility.services.jobs.execute import drain
from mobility.services.jobs.registry import Running, work
from mobility.services.jobs.requests import request

__all__ = ["Running", "drain", "request", "work"]
