"""The data folder of one running program: its lock, its secrets, and the notes that a later start needs."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from io import TextIOWrapper
from pathlib import Path

from mobility.cli.servers.child import Running, birth_of, kill_group, wait_for_group

_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and digits that nobody mistakes for another when typing a password off a screen."""


class Occupied(Exception):
    """Another program holds the data folder; the message is a sentence for the person at the terminal."""


@dataclass
class DataFolder:
    """A data folder, 0700. What it holds of secrets is 0600 and never leaves it."""

    path: Path
    _lock: TextIOWrapper | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        self.path = self.path.expanduser().resolve()
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    def take(self) -> None:
        """Hold the folder until this process ends. Raises Occupied when another one holds it."""
        lock = (self.path / "lock").open("a")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as busy:
            lock.close()
            address = self.environment().get("MOBILITY_BASE_URL", "its address")
            raise Occupied(
                f"Mobility already runs on the data folder {self.path}: open {address}, "
                "or end that one with Ctrl-C first, or give another folder with --data."
            ) from busy
        self._lock = lock

    def release(self) -> None:
        if self._lock:
            self._lock.close()
            self._lock = None

    def is_taken(self) -> bool:
        """Whether a program runs on this folder now."""
        with (self.path / "lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False

    def secret(self, name: str, *, groups: int) -> str:
        """A random word of so many groups of four characters, made once and kept in the folder."""
        path = self.path / name
        with suppress(FileNotFoundError):
            return path.read_text().strip()
        word = "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(groups))
        _write_private(path, word + "\n")
        return word

    def note_environment(self, environment: Mapping[str, str]) -> None:
        """Keep what the running program's processes were told, so that another command can talk to its servers."""
        _write_private(self.path / "environment.json", json.dumps(dict(environment), indent=1))

    def environment(self) -> dict[str, str]:
        """What `note_environment` kept; empty when nothing runs."""
        try:
            kept: dict[str, str] = json.loads((self.path / "environment.json").read_text())
        except FileNotFoundError:
            return {}
        return kept

    def note_children(self, children: list[Running]) -> None:
        """Keep who was started, for the next start should this process be killed before it can end them."""
        rows = [{"name": child.name, "pid": child.pid, "birth": birth_of(child.pid)} for child in children]
        _write_private(self.path / "children.json", json.dumps(rows, indent=1))

    def end_forgotten_children(self) -> None:
        """End what an earlier program, itself killed, could not end. The caller holds the folder."""
        try:
            rows = json.loads((self.path / "children.json").read_text())
        except FileNotFoundError:
            return
        for row in rows:
            if row["name"] != "PostgreSQL" and row["birth"] and birth_of(row["pid"]) == row["birth"]:
                kill_group(row["pid"])
                wait_for_group(row["pid"], seconds=2)  # it may hold the port that is wanted next

    def forget(self) -> None:
        """Remove the notes of a program that has ended in order."""
        for name in ("environment.json", "children.json"):
            (self.path / name).unlink(missing_ok=True)


def _write_private(path: Path, text: str) -> None:
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(text)
    draft.replace(path)
