"""`mobility up` from a terminal: one at a time on a folder, restarts what is killed, ends in time, leaves nothing."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from mobility.cli.servers.child import command_of

_numbers = count(1)
PROGRAM = str(Path(sys.executable).with_name("mobility"))


class Terminal:
    """One `mobility up` and what it has printed so far."""

    def __init__(self, folder: Path, *options: str, port: int = 0) -> None:
        self.folder = folder
        self.output = folder.parent / f"{next(_numbers)}.out"
        self._file = self.output.open("wb")
        self.process = subprocess.Popen(
            [PROGRAM, "up", "--port", str(port), "--data", str(folder), *options],
            stdout=self._file,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            env=bare_environment(),
            start_new_session=True,
        )

    @property
    def text(self) -> str:
        return self.output.read_text()

    @property
    def address(self) -> str:
        found = re.search(r"Address +(http://\S+)", self.text)
        assert found, self.text
        return found[1]

    def children(self) -> dict[str, int]:
        rows = json.loads((self.folder / "children.json").read_text())
        return {row["name"]: row["pid"] for row in rows}

    def wait_for_the_table(self) -> None:
        until(lambda: "Ctrl-C" in self.text or self.process.poll() is not None, seconds=300)
        assert "Ctrl-C" in self.text, self.text

    def end(self, number: signal.Signals) -> float:
        """Send the signal; return how many seconds it took to end."""
        began = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(timeout=30)
        return time.monotonic() - began

    def close(self) -> None:
        if self.process.poll() is None:
            self.end(signal.SIGTERM)
        self._file.close()
        remove_servers(self.folder)


def remove_servers(folder: Path) -> None:
    """A start as root keeps its servers' files outside of the data folder, where nothing else removes them."""
    note = folder / "servers-place.txt"
    if note.exists():
        shutil.rmtree(note.read_text().strip())
        note.unlink()


def bare_environment() -> dict[str, str]:
    """The environment without settings, so that `up` starts servers of its own whatever the suite runs on."""
    own = {"DATABASE_URL", "MIGRATION_DATABASE_URL", "REDIS_URL"}
    return {key: value for key, value in os.environ.items() if not key.startswith("MOBILITY_") and key not in own}


def until(is_so: Callable[[], bool], *, seconds: float) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "it did not become so in time"
        time.sleep(0.05)


def status(url: str) -> int:
    try:
        with urlopen(url, timeout=5) as answer:
            return int(answer.status)
    except URLError as error:
        return int(getattr(error, "code", 0))


def left_behind(folder: Path) -> list[str]:
    """Command lines of processes that belong to a data folder, by naming it or by being told of it."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            told = (entry / "environ").read_bytes()
            if str(folder).encode() in told or str(folder) in command_of(int(entry.name)):
                found.append(command_of(int(entry.name)))
    return found


@pytest.fixture
def terminals() -> Iterator[Callable[..., Terminal]]:
    made: list[Terminal] = []

    def start(folder: Path, *options: str, port: int = 0) -> Terminal:
        made.append(Terminal(folder, *options, port=port))
        return made[-1]

    yield start
    for terminal in made:
        terminal.close()


def test_up_serves_restarts_what_is_killed_and_is_taken_over_when_it_is_killed_itself(
    terminals: Callable[..., Terminal], tmp_path: Path
) -> None:
    """One life of a folder, since each start costs half a minute of a busy machine."""
    folder = tmp_path / "var"
    first = terminals(folder)
    first.wait_for_the_table()
    assert status(f"{first.address}/healthz") == 200
    assert status(f"{first.address}/readyz") == 200
    _refuses_a_second(first, terminals(folder))
    _restarts_what_is_killed(first)

    orphans = first.children()
    first.process.kill()
    first.process.wait()
    until(lambda: status(f"{first.address}/healthz") == 200, seconds=60)  # its web server lives on and holds the port
    next_one = terminals(folder, port=int(first.address.rpartition(":")[2]))
    next_one.wait_for_the_table()
    assert next_one.address == first.address
    assert set(orphans.values()) & set(next_one.children().values()) == set()
    assert status(f"{next_one.address}/readyz") == 200
    _ends_and_leaves_nothing(next_one)


def _refuses_a_second(first: Terminal, second: Terminal) -> None:
    assert second.process.wait(timeout=30) == 1
    assert second.text == (
        f"Error: Mobility already runs on the data folder {first.folder}: open {first.address}, "
        "or end that one with Ctrl-C first, or give another folder with --data.\n"
    )


def _restarts_what_is_killed(terminal: Terminal) -> None:
    before = terminal.children()
    assert {"web server", "worker", "clock"} <= before.keys()
    for name in ("web server", "worker"):
        os.kill(before[name], signal.SIGKILL)
    until(lambda: all(terminal.children()[name] != before[name] for name in ("web server", "worker")), seconds=60)
    until(lambda: status(f"{terminal.address}/readyz") == 200, seconds=120)
    assert terminal.children()["clock"] == before["clock"]


def _ends_and_leaves_nothing(terminal: Terminal) -> None:
    place = (terminal.folder / "servers-place.txt").read_text().strip() if os.geteuid() == 0 else str(terminal.folder)
    assert terminal.end(signal.SIGTERM) < 10
    assert terminal.process.returncode == 0
    assert terminal.text.splitlines()[-1] == "Everything has ended."
    assert left_behind(terminal.folder) == []
    assert left_behind(Path(place)) == []
    assert not (terminal.folder / "environment.json").exists()


def test_ctrl_c_during_the_start_leaves_nothing(terminals: Callable[..., Terminal], tmp_path: Path) -> None:
    folder = tmp_path / "var"
    terminal = terminals(folder)
    until(lambda: "Tables" in terminal.text, seconds=60)
    assert terminal.end(signal.SIGINT) < 10
    assert terminal.process.returncode == 0
    assert left_behind(folder) == []


def test_a_port_in_use_is_said_in_a_sentence(terminals: Callable[..., Terminal], tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        terminal = terminals(tmp_path / "var", "--port", str(port))
        assert terminal.process.wait(timeout=30) == 1
    assert terminal.text.startswith(f"Error: Port {port} of 127.0.0.1 cannot be used")
    assert terminal.text.endswith("or choose another one, as in `make run PORT=8001`.\n")


def test_an_unsafe_production_is_refused_with_every_reason(tmp_path: Path) -> None:
    environment = bare_environment() | {"MOBILITY_ENVIRONMENT": "production"}
    refused = subprocess.run(
        [PROGRAM, "up", "--port", "0", "--data", str(tmp_path / "var")],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert refused.returncode == 1
    assert "Error: These settings are unsafe:\nMOBILITY_BASE_URL is http://127.0.0.1:" in refused.stderr
    assert "MOBILITY_SMTP_URL is not set: no letter would leave the machine." in refused.stderr
    assert left_behind(tmp_path) == []
    remove_servers(tmp_path / "var")
