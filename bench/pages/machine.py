"""Everything a measurement needs, started for it alone and gone after it: database, Valkey, product and floor."""

from __future__ import annotations

import os
import shutil
import socket
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from signal import SIGINT
from tempfile import TemporaryDirectory
from urllib.error import URLError
from urllib.request import urlopen

from mobility.cli.servers import Child, Place, PostgreSQL, Running, Valkey
from mobility.cli.servers.folder import DataFolder
from mobility.cli.up import children

ROOT = Path(__file__).resolve().parents[2]
READY_SECONDS = 120.0


@dataclass(frozen=True)
class Machine:
    """The running servers, and the environment that the product's processes are told."""

    postgres: PostgreSQL
    database: Running
    environment: Mapping[str, str]
    folder: DataFolder


@dataclass(frozen=True)
class Served:
    """A program behind gunicorn."""

    running: Running
    port: int


@contextmanager
def machine() -> Iterator[Machine]:
    """Database and Valkey in temporary folders, durable as in production; all of it is removed after the block."""
    place = Place.temporary()
    with TemporaryDirectory(prefix="mobility-bench-") as path:
        folder = DataFolder(Path(path) / "data")
        postgres, valkey = PostgreSQL(place), Valkey(place)
        try:
            database = postgres.start()
            valkey.start()
            told = {
                "DATABASE_URL": postgres.app_url,
                "MIGRATION_DATABASE_URL": postgres.owner_url,
                "REDIS_URL": valkey.url,
                "MOBILITY_ENVIRONMENT": "demo",
                "MOBILITY_DEMO_PASSWORD": folder.secret("demo-password", groups=4),
                "MOBILITY_SECRET_KEY": folder.secret("secret-key", groups=12),
                "MOBILITY_DATA_DIR": str(folder.path),
                "MOBILITY_BASE_URL": "http://127.0.0.1",
                "PYTHONPATH": str(ROOT),
            }
            os.environ.update(told)
            yield Machine(postgres, database, told, folder)
        finally:
            valkey.stop()
            postgres.stop()
            shutil.rmtree(place.folder, ignore_errors=True)


@contextmanager
def product(around: Machine) -> Iterator[Served]:
    """The product's web server; worker and clock stay away, so that nothing else asks the database."""
    with _served(children.web, around, "/readyz") as served:
        yield served


@contextmanager
def floor(around: Machine) -> Iterator[Served]:
    """The floor, behind the same server with the same settings."""

    def child(folder: DataFolder, environment: Mapping[str, str]) -> Child:
        gunicorn = str(Path(sys.executable).with_name("gunicorn"))
        command = (gunicorn, "--config", "python:mobility.cli.gunicorn", "bench.pages.floor:application()")
        return Child("floor", command, folder.logs / "floor.log", environment)

    with _served(child, around, "/ready") as served:
        yield served


@contextmanager
def _served(child: Callable[[DataFolder, Mapping[str, str]], Child], around: Machine, path: str) -> Iterator[Served]:
    port = _free_port()
    told = {**around.environment, "MOBILITY_WEB_HOST": "127.0.0.1", "MOBILITY_WEB_PORT": str(port)}
    running = replace(child(around.folder, told), stop_signal=SIGINT).start()  # at once: nobody waits for an answer
    try:
        running.wait_until(lambda: _answers(f"http://127.0.0.1:{port}{path}"), seconds=READY_SECONDS)
        yield Served(running, port)
    finally:
        running.stop()


def _answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=5) as answer:
            return answer.status == 200
    except (URLError, OSError):
        return False


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
