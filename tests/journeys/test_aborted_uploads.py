"""Hundreds of uploads that break off: no row is left of any that did not arrive whole, and no file without a row."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from random import Random
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.serving import make_server

from mobility.database import db
from mobility.models import Document
from mobility.services.applications.orphans import sweep_orphans
from mobility.services.applications.start import start
from mobility.storage import current, new_key
from tests.browsing import Browser
from tests.client import Client
from tests.factories.calls import NOON, make_call
from tests.factories.clock import stop_clock_at
from tests.factories.filled import OTHER_PDF, PDF
from tests.factories.people import actor, make_student

UPLOADS = (200, pytest.param(2000, marks=pytest.mark.long))
AT_ONCE = 200
BOUNDARY = "----two-hundred"


@pytest.fixture
def app(live_app: Callable[[], Flask]) -> Flask:
    return live_app()


@pytest.fixture
def port(app: Flask) -> Iterator[int]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def _request(path: str, cookies: str, token: str, content: bytes) -> bytes:
    parts = (
        f"--{BOUNDARY}\r\nContent-Disposition: form-data; name=csrf_token\r\n\r\n{token}\r\n"
        f"--{BOUNDARY}\r\nContent-Disposition: form-data; name=file; filename=paper.pdf\r\n\r\n"
    )
    body = parts.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookies}\r\nConnection: close\r\n"
        f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _send(port: int, data: bytes, *, is_read: bool) -> bytes:
    with socket.create_connection(("127.0.0.1", port), 30) as line:
        line.sendall(data)
        line.shutdown(socket.SHUT_WR)
        return line.recv(64) if is_read else b""


@pytest.mark.parametrize("uploads", UPLOADS)
def test_uploads_that_break_off_leave_nothing(app: Flask, port: int, uploads: int) -> None:
    with app.app_context():
        stop_clock_at(NOON)
        student = make_student()
        application_id = start(make_call().key, actor(student))
        window = Browser(Client.of(app))
        window.sign_in(student)
        token = window.token()
        cookies = "; ".join(f"{name}={window.client.get_cookie(name).value}" for name in ("mobility", "lang"))  # type: ignore[union-attr]  # both cookies are there
        chance = Random(200)
        path = f"/applications/{application_id}/documents/transcript"
        whole = _request(path, cookies, token, OTHER_PDF)
        broken = [whole[: chance.randrange(len(whole) - 20)] for _number in range(uploads)]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(lambda data: _send(port, data, is_read=False), broken))
        assert _send(port, _request(path, cookies, token, PDF), is_read=True).startswith(b"HTTP/1.1 303")
        current().put(new_key(1), BytesIO(b"of a process that was killed"), 100)
        sweep_orphans(timedelta(0))
        rows = db.session.scalars(select(Document)).all()
        assert [(row.byte_count, row.sha256) for row in rows] == [(len(PDF), sha256(PDF).digest())]
        assert {key for key, _put_at in current().listing()} == {row.storage_key for row in rows}
