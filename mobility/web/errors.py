"""Answers for what goes wrong, in the person's language: unknown and forbidden alike, stale, too large, broken."""

from __future__ import annotations

from typing import Final

from flask import Flask, Response, make_response, render_template
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError

from mobility.core.terms import Reason, Refused
from mobility.observability import logger
from mobility.web.guards import ask_to_sign_in
from mobility.web.redirects import came_from
from mobility.web.tracing import request_id
from mobility.web.typed import texts

_log: Final = logger("mobility.web.errors")
_SHOWN: Final = frozenset({400, 404, 405, 409, 413, 415, 422, 429, 500, 503})
_ALIKE: Final = frozenset({401, 403, 404, 410})
"""What is forbidden answers as if it were not there."""
_OURS: Final = {"document.store_silent": 503, "document.not_intact": 500}
"""Refusals that are our fault, not that of who asked."""
_KEEPING: Final = frozenset({"expired", "409", "422", "429", "500", "503"})


def install(app: Flask) -> None:
    """Answer whatever goes wrong by a page; views word what they can themselves, beside the field it is about."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _without_token)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(Exception, _broken)


def status_of(refused: Refused) -> int:
    """404 for what is unknown or not the actor's, 409 for what another act overtook, 5xx for our faults, else 422."""
    code = refused.code
    if code.startswith("access.") or code.endswith(".unknown"):
        return 404
    return _OURS.get(code, 409 if code.startswith("stale.") else 422)


def _http(error: HTTPException) -> Response:
    if error.response is not None:  # an answer that somebody made already, such as a redirect of the router
        return make_response(error.response)
    status = 404 if error.code in _ALIKE else error.code or 500
    answer = _page(status)
    if (allowed := error.get_headers()) and status == 405:
        answer.headers.extend({name: value for name, value in allowed if name == "Allow"})
    return answer


def _without_token(_error: CSRFError) -> Response:
    """A form without its token: mostly one that was open over the end of a sign-in."""
    return _page(400, "expired")


def _refused(refused: Refused) -> Response:
    if refused.code == "access.not_signed_in":
        return make_response(ask_to_sign_in())
    status = status_of(refused)
    return _page(404) if status == 404 else _page(status, reasons=refused.reasons)


def _broken(error: Exception) -> Response:
    _log.error("error", exc_info=error)
    return _page(InternalServerError.code)


def _page(status: int, name: str | None = None, reasons: tuple[Reason, ...] = ()) -> Response:
    page = name or (str(status) if status in _SHOWN else "400" if status < 500 else "500")
    try:
        text = render_template(
            "errors/error.html",
            kind=page,
            reasons=reasons,
            typed=texts() if page in _KEEPING else (),
            back_url=came_from(),
            request_number=request_id(),
        )
    except Exception as error:  # noqa: BLE001 - the page about a fault must not fall to that fault
        _log.error("error_page", exc_info=error)
        return Response(f"{status} · {request_id()}\n", status, mimetype="text/plain")
    return make_response(text, status)
