"""An id for each request, on its answer and on every line it logs, so that a person's report finds its lines."""

from __future__ import annotations

import re
from time import perf_counter
from typing import Final
from uuid import uuid4

from flask import Flask, Response, g, request
from structlog.contextvars import bind_contextvars, unbind_contextvars

from mobility.observability import logger

HEADER: Final = "X-Request-ID"

_log: Final = logger("mobility.web")
_QUIET: Final = frozenset({"health.healthz", "health.readyz", "health.statusz"})
_KNOWN: Final = re.compile(r"[A-Za-z0-9-]{8,64}")


def install(app: Flask, *, is_behind_proxy: bool) -> None:
    """Give each request an id; an id that a reverse proxy of ours has given is kept."""

    @app.before_request
    def _begin() -> None:
        given = request.headers.get(HEADER, "") if is_behind_proxy else ""
        g.request_id = given if _KNOWN.fullmatch(given) else uuid4().hex
        g.began = perf_counter()
        bind_contextvars(request_id=g.request_id)

    @app.after_request
    def _answer(response: Response) -> Response:
        response.headers[HEADER] = request_id()
        if request.endpoint not in _QUIET:
            _log.info("request", method=request.method, endpoint=request.endpoint, status=response.status_code,
                      milliseconds=round(1000 * (perf_counter() - g.get("began", perf_counter()))))  # fmt: skip
        return response

    @app.teardown_request
    def _end(_error: BaseException | None) -> None:
        unbind_contextvars("request_id")


def request_id() -> str:
    """The id of the request that is being answered."""
    if "request_id" not in g:  # an answer from before the first hook, such as for a foreign host name
        g.request_id = uuid4().hex
    return str(g.request_id)
