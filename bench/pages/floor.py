"""The floor: the same pages by bare Flask, hand-written SQL and the product's own statement of who is there.

Each page writes the columns that the product's page writes, and as many bytes as the address asks for.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

import psycopg
from flask import Flask, abort, g, request, session
from markupsafe import escape
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb
from sqlalchemy.dialects.postgresql import psycopg as dialect
from werkzeug.wrappers import Response

from bench.pages.floor_sql import READS, SAVE, SUBMIT
from mobility.config import Settings
from mobility.queries.identity import digest, visit_query

FILLER: Final = "<p>What a page of the product says around its data, without meaning here.</p>\n" * 4_000
_own = threading.local()


def application() -> Flask:
    """The program as gunicorn sees it."""
    settings = Settings()
    app = Flask("floor", static_folder=None)
    app.config.update(SECRET_KEY=settings.secret_key.get_secret_value(), SESSION_COOKIE_NAME="mobility")
    address = settings.database_url.replace("+psycopg", "", 1)
    who, fixed = _identity()
    app.before_request(lambda: _recognize(address, settings.institution_key, who, fixed))
    app.add_url_rule("/ready", "ready", lambda: "ready")
    for name, statements in READS.items():
        app.add_url_rule(f"/{name}", name, _reader(statements))
    app.add_url_rule("/section_save", "section_save", _save, methods=["POST"])
    app.add_url_rule("/final_submit", "final_submit", _submit, methods=["POST"])
    return app


def _identity() -> tuple[str, Mapping[str, Any]]:
    """The statement by which the product finds out who is there, word for word, with its fixed parameters."""
    asked = {"host": "", "default_key": "", "secret_hash": b""}
    expanded = visit_query().compile(dialect=dialect.dialect()).construct_expanded_state(asked)
    return expanded.statement, {key: value for key, value in expanded.parameters.items() if key not in asked}


def _recognize(address: str, default_key: str, who: str, fixed: Mapping[str, Any]) -> None:
    if request.endpoint == "ready":
        return
    if not hasattr(_own, "connection"):
        _own.connection = psycopg.connect(
            address, autocommit=True, row_factory=dict_row, options="-c timezone=UTC -c statement_timeout=60000"
        )
    held = session.get("_user_id")
    host = urlsplit(f"//{request.host}").hostname or ""
    asked = {"host": host, "default_key": default_key, "secret_hash": digest(held) if held else b"", **fixed}
    g.visit = _own.connection.execute(who, asked).fetchone()
    if g.visit is None:
        abort(404)


def _reader(statements: Sequence[str]) -> Callable[[], str]:
    def page() -> str:
        asked = {"institution": g.visit["id"], "student": g.visit["student_id"], "id": request.args.get("id", 0, int)}
        tables = [_table(_own.connection.execute(statement, asked).fetchall()) for statement in statements]
        return _filled("".join(tables))

    return page


def _table(rows: Sequence[Mapping[str, Any]]) -> str:
    return f"<table>{''.join(_row(row) for row in rows)}</table>"


def _row(row: Mapping[str, Any]) -> str:
    return f"<tr>{''.join(f'<td>{escape(value)}</td>' for value in row.values())}</tr>\n"


def _filled(text: str) -> str:
    missing = request.args.get("bytes", 0, int) - len(text.encode())
    return f"<!doctype html><title>Floor</title>{text}{FILLER[: max(0, missing)]}"


def _save() -> Response:
    asked = {"id": request.args.get("id", 0, int), "student": g.visit["student_id"]}
    answers = {key.removeprefix("q_"): value for key, value in request.form.items() if key.startswith("q_")}
    return _written(SAVE, {**asked, "values": Jsonb(answers)})


def _submit() -> Response:
    return _written(SUBMIT, {"id": request.args.get("id", 0, int), "student": g.visit["student_id"]})


def _written(statements: Sequence[str], asked: Mapping[str, Any]) -> Response:
    with _own.connection.transaction():
        for statement in statements:
            if _own.connection.execute(statement, asked).rowcount != 1:
                abort(404)
    return Response(_filled(""), 303, {"Location": "/ready"}, mimetype="text/html")
