"""The heads of the audit's chains, kept outside the database: a file that only grows, one JSON object a line."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path


class Unreadable(Exception):
    """A line of the file is not one that `append` wrote; `number` is the line's."""

    def __init__(self, number: int) -> None:
        super().__init__(f"line {number}")
        self.number = number


@dataclass(frozen=True, slots=True)
class HeadsFile:
    """The file of one installation. Nobody but its owner reads it, and whoever backs the folder up keeps it too."""

    path: Path

    def append(self, lines: Iterable[Mapping[str, str | int]]) -> None:
        """Add these lines, on the disk when this returns."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        text = "".join(json.dumps(dict(line), sort_keys=True) + "\n" for line in lines)
        descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(descriptor, text.encode())
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def lines(self) -> Iterator[tuple[int, dict[str, str | int]]]:
        """Every line with its number, oldest first; none where nothing was exported yet. Raises Unreadable."""
        if not self.path.exists():
            return
        with self.path.open(encoding="utf-8") as file:
            for number, text in enumerate(file, start=1):
                try:
                    line = json.loads(text)
                except ValueError as error:
                    raise Unreadable(number) from error
                if not isinstance(line, dict):
                    raise Unreadable(number)
                yield number, line
