"""Sends requests from several clients at once, and reads off what they cost the programs and the database."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path

TICKS = 100
"""How often a second the system counts in /proc; the same on every Linux."""


@dataclass(frozen=True)
class Ask:
    """One request: a GET, or a POST of a form."""

    path: str
    cookie: str = ""
    form: bytes | None = None

    @property
    def headers(self) -> dict[str, str]:
        own = {"Host": "127.0.0.1", "Cookie": self.cookie, "Accept-Language": "en"}
        return own if self.form is None else {**own, "Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Cost:
    """What a row of requests took, for one of them: milliseconds of CPU; and how many a second there were."""

    rps: float
    cpu_ms: float
    database_ms: float
    bytes: float


@dataclass
class Client:
    """A browser that keeps its connection."""

    port: int
    _connection: HTTPConnection | None = field(default=None, repr=False)

    def send(self, ask: Ask) -> bytes:
        """The body of the answer. Raises ValueError for any but a page or a redirect."""
        try:
            return self._send(ask)
        except (HTTPException, ConnectionError):  # the server had closed a connection that was idle
            self._connection = None
            return self._send(ask)

    def _send(self, ask: Ask) -> bytes:
        if self._connection is None:
            self._connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        self._connection.request("GET" if ask.form is None else "POST", ask.path, ask.form, ask.headers)
        answer = self._connection.getresponse()
        body = answer.read()
        if answer.status not in ((200,) if ask.form is None else (302, 303)):
            raise ValueError(f"{ask.path} answered {answer.status}: {body[-2000:].decode(errors='replace')}")
        if answer.status == 302 and "sign-in" in answer.headers.get("Location", ""):
            raise ValueError(f"{ask.path} asks to sign in")
        return body


def cost(port: int, program: int, database: int, asks: Sequence[Ask], clients: int) -> Cost:
    """Send all requests and say what they cost. `program` and `database` are the parents of the processes that work."""
    before, began = (_spent(program), _spent(database)), time.perf_counter()
    sent = send_all(port, asks, clients)
    seconds = time.perf_counter() - began
    after = (_spent(program), _spent(database))
    cpu, database_cpu = (_difference(*pair) * 1000 / len(asks) for pair in zip(before, after, strict=True))
    return Cost(len(asks) / seconds, cpu, database_cpu, sent / len(asks))


def send_all(port: int, asks: Sequence[Ask], clients: int) -> int:
    left, lock = iter(asks), threading.Lock()
    sent: list[int] = []
    failed: list[BaseException] = []

    def work() -> None:
        client = Client(port)
        try:
            sent.extend(len(client.send(ask)) for ask in _shared(left, lock))
        except (ValueError, OSError, HTTPException) as error:
            failed.append(error)

    threads = [threading.Thread(target=work, daemon=True) for _ in range(min(clients, len(asks)))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return sum(sent)


def _shared(left: Iterator[Ask], lock: threading.Lock) -> Iterator[Ask]:
    while True:
        with lock:
            ask = next(left, None)
        if ask is None:
            return
        yield ask


def _spent(parent: int) -> Mapping[int, float]:
    """Seconds of CPU of a process and each of its children."""
    found: dict[int, float] = {}
    for path in Path("/proc").glob("[0-9]*"):
        try:
            fields = (path / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended since it was listed
        pid = int(path.name)
        if parent == pid:  # with what its children spent that have ended, such as parallel workers
            found[pid] = sum(map(int, fields[11:15])) / TICKS
        elif parent == int(fields[1]):
            found[pid] = (int(fields[11]) + int(fields[12])) / TICKS
    return found


def _difference(before: Mapping[int, float], after: Mapping[int, float]) -> float:
    return sum(seconds - before.get(pid, 0.0) for pid, seconds in after.items())
