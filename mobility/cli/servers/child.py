"""One child process: how it is started, asked to end, and ended when it does not listen."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from mobility.cli.servers.ending import held_back, raise_if_asked
from mobility.cli.servers.place import Owner


class ServerFailed(Exception):
    """A server did not start; the message is a sentence for the person at the terminal."""


@dataclass(frozen=True)
class Child:
    """What is needed to start one process, and to start it again the same way after it was killed."""

    name: str
    command: tuple[str, ...]
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    owner: Owner | None = None
    stop_signal: signal.Signals = signal.SIGTERM

    def start(self) -> Running:
        """Start the process in a session of its own, so that Ctrl-C in the terminal reaches the supervisor alone."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log, held_back():
            process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**_plain_environment(self.owner), **self.environment},
                cwd="/",
                start_new_session=True,
                user=self.owner.uid if self.owner else None,
                group=self.owner.gid if self.owner else None,
                extra_groups=[] if self.owner else None,
            )
        return Running(self, process)


@dataclass
class Running:
    """A started child. Its process group has the number of the process, since it leads a session of its own."""

    child: Child
    process: subprocess.Popen[bytes]
    _is_over: bool = False

    @property
    def name(self) -> str:
        return self.child.name

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def has_ended(self) -> bool:
        return self.process.poll() is not None

    def wait_until(self, is_ready: Callable[[], bool], *, seconds: float) -> None:
        """Return once `is_ready()` is true; raise ServerFailed when the process ends or the seconds pass before."""
        end = time.monotonic() + seconds
        while not is_ready():
            raise_if_asked()
            if self.has_ended:
                code = self.process.returncode
                raise ServerFailed(f"{self.name} ended at once with code {code}: see {self.child.log}")
            if time.monotonic() > end:
                raise ServerFailed(f"{self.name} was not ready after {seconds:.0f} seconds: see {self.child.log}")
            time.sleep(0.02)

    def ask_to_end(self) -> None:
        """Send the signal that means "finish and end"; no error when the process has ended already."""
        if not self.has_ended:
            self.process.send_signal(self.child.stop_signal)

    def stop(self, *, seconds: float = 5.0) -> None:
        """Ask the process to end, then end it and all that it started; nothing of its group is left on return."""
        if self._is_over:
            return  # its number may belong to another group by now
        self.ask_to_end()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=seconds)
        kill_group(self.pid)
        self.process.wait()
        self._is_over = True


def kill_group(pid: int) -> None:
    """Kill every process of the group that `pid` leads; silent when none is left."""
    try:
        os.killpg(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return  # PermissionError is what macOS says of a group whose processes have all ended


def wait_for_group(pid: int, *, seconds: float) -> None:
    """Wait until no process of the group that `pid` led is left, or the seconds have passed."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            os.killpg(pid, 0)
        except (ProcessLookupError, PermissionError):
            return
        time.sleep(0.02)


def command_of(pid: int) -> str:
    """The command line of a process, "" when there is none. A bare Linux may lack `ps`, a Mac has no /proc."""
    if Path("/proc/self").exists():
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            return ""
    shown = subprocess.run(["ps", "-ww", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return shown.stdout


def birth_of(pid: int) -> str:
    """When a process began, as the system counts it; with its number it tells one process from all others.

    "" when there is none.
    """
    if Path("/proc/self").exists():
        try:
            return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
        except OSError:
            return ""
    shown = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return shown.stdout.strip()


def _plain_environment(owner: Owner | None) -> dict[str, str]:
    """The environment for a child: everything for our own, only what is harmless for one of another user."""
    if owner is None:
        return dict(os.environ)
    return {"PATH": os.defpath, "HOME": "/", "LC_ALL": "C", "TZ": "UTC"}
