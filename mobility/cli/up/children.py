"""The program's own processes: what each is started with, and in which order they come and go."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from mobility.cli.servers import Child
from mobility.cli.servers.folder import DataFolder

SERVERS, INBOX, PROGRAM = 0, 1, 2
"""Stages: the servers come first and go last."""

SECONDS_TO_END = {SERVERS: 3.0, INBOX: 1.0, PROGRAM: 5.0}
"""Together less than the ten seconds after which an impatient system would kill the supervisor itself."""

ROOT = Path(__file__).resolve().parents[3]
"""The folder of worker.py."""

_LARGEST_LOG = 20_000_000


def inbox(folder: DataFolder, port: int) -> Child:
    """The post office of the demo."""
    command = (sys.executable, "-m", "mobility.cli.up.inbox", "127.0.0.1", str(port), str(folder.path / "letters"))
    return Child("inbox", command, _log(folder, "inbox"))


def web(folder: DataFolder, environment: Mapping[str, str]) -> Child:
    command = (_program("gunicorn"), "--config", "python:mobility.cli.gunicorn", "mobility.cli.wsgi:application()")
    return Child("web server", command, _log(folder, "web"), environment)


def worker(folder: DataFolder, environment: Mapping[str, str], *, processes: int) -> Child:
    options = ("worker", "--concurrency", str(processes), "--without-gossip", "--without-mingle")
    return Child("worker", _celery(*options), _log(folder, "worker"), environment)


def beat(folder: DataFolder, environment: Mapping[str, str]) -> Child:
    """Celery's beat. Its own scheduler keeps no file, so that only its pid file has to be switched off."""
    return Child("clock", _celery("beat", "--pidfile", ""), _log(folder, "clock"), environment)


def demo(folder: DataFolder, environment: Mapping[str, str]) -> Child:
    """The command that builds the demo's world, or brings it up to this day."""
    return Child("demo", (_program("mobility"), "demo"), _log(folder, "demo"), environment)


def answers(address: str, path: str = "/readyz") -> bool:
    """Whether the web server answers that it is ready."""
    try:
        with urlopen(f"{address}{path}", timeout=2) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def _celery(*options: str) -> tuple[str, ...]:
    return (_program("celery"), "--workdir", str(ROOT), "--app", "worker", *options)


def _program(name: str) -> str:
    """A program of the environment that this one runs in."""
    return str(Path(sys.executable).with_name(name))


def _log(folder: DataFolder, name: str) -> Path:
    path = folder.logs / f"{name}.log"
    if path.exists() and path.stat().st_size > _LARGEST_LOG:
        path.replace(path.with_suffix(".old.log"))
    return path
