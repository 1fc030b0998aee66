"""Finds clamd for the tests of the scanner, and fetches Debian's where none is; its one signature is written here."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.factories.files import EICAR

MEND = (
    "No clamd was found or could be fetched: install one (Debian, Ubuntu: apt install clamav-daemon), or leave these "
    "tests out: `.venv/bin/python -m pytest -k 'not scanner'`."
)
SIGNATURE = f"Own.Test.Signature:0:*:{EICAR[3:60].hex()}\n"
"""Name, any type, anywhere, and the bytes of the world's test file for scanners without its beginning."""


def find() -> str | None:
    return shutil.which("clamd", path=os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin")))


def fetch() -> None:
    """Install Debian's clamd, as root; raises nothing, see `find` after."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["update"], ["install", "-y", "--no-install-recommends", "clamav-daemon"]):
            subprocess.run(["apt-get", "-qq", *command], env=quiet, check=False, stdout=subprocess.DEVNULL)


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """A clamd of these tests alone, with one signature of our own; gives its address."""
    if find() is None:
        fetch()
    path = find()
    assert path is not None, MEND
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    (folder / "signatures").mkdir(parents=True)
    (folder / "signatures" / "own.ndb").write_text(SIGNATURE)
    configuration = folder / "clamd.conf"
    configuration.write_text(
        f"DatabaseDirectory {folder / 'signatures'}\nTCPSocket {port}\nTCPAddr 127.0.0.1\nForeground yes\n"
        f"LogFile {folder / 'clamd.log'}\nStreamMaxLength 60M\nMaxThreads 4\n"
    )
    server = subprocess.Popen([path, "--config-file", str(configuration)], stdout=subprocess.DEVNULL)
    try:
        _wait_for(port, server)
        yield f"tcp://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(30)


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 60
    while not _answers(port):
        assert server.poll() is None, "clamd ended before it answered"
        assert time.monotonic() < end, "clamd did not answer within a minute"
        time.sleep(0.05)


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), 1) as line:
            line.sendall(b"zPING\0")
            return line.recv(16).startswith(b"PONG")
    except OSError:
        return False
