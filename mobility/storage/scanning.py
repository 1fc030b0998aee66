"""Asks a clamd whether a file carries a known virus, by its INSTREAM command: chunks with their length before them.

Protocol: clamd(8), "zINSTREAM\\0", then <length in 4 bytes, big-endian><data>…, ended by a length of zero.
"""

from __future__ import annotations

import socket
import struct
from dataclasses import dataclass
from typing import BinaryIO, Final
from urllib.parse import urlsplit

CHUNK_BYTES: Final = 64 * 1024
_ANSWER_BYTES: Final = 4096


class Unreachable(OSError):
    """The scanner gave no verdict: it is down, slow, or refused the file. Nothing is proved."""


@dataclass(frozen=True, slots=True)
class Scanner:
    """A clamd at `tcp://host:port` or `unix:///path/to/socket`; `timeout` in seconds, for each step."""

    url: str
    timeout: float = 15.0

    def infection(self, file: BinaryIO) -> str | None:
        """The name of what was found in the file, None when the scanner says that it is clean. Raises Unreachable."""
        try:
            with self._connected() as line:
                self._send(line, file)
                answer = self._answer(line)
        except OSError as error:
            raise Unreachable(type(error).__name__) from error
        finally:
            file.seek(0)
        return _verdict(answer)

    def _connected(self) -> socket.socket:
        parts = urlsplit(self.url)
        if parts.scheme == "unix":
            line = socket.socket(socket.AF_UNIX)
            line.settimeout(self.timeout)
            try:
                line.connect(parts.path)
            except OSError:
                line.close()
                raise
            return line
        return socket.create_connection((parts.hostname or "", parts.port or 3310), self.timeout)

    def _send(self, line: socket.socket, file: BinaryIO) -> None:
        file.seek(0)
        line.sendall(b"zINSTREAM\0")
        while chunk := file.read(CHUNK_BYTES):
            line.sendall(struct.pack(">I", len(chunk)) + chunk)
        line.sendall(struct.pack(">I", 0))

    def _answer(self, line: socket.socket) -> str:
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < _ANSWER_BYTES:
            received = line.recv(_ANSWER_BYTES)
            if not received:
                raise Unreachable("ended in the middle of its answer")
            answer += received
        return answer.rstrip(b"\0\n").decode(errors="replace")


def _verdict(answer: str) -> str | None:
    words = answer.removeprefix("stream: ")
    if words == "OK":
        return None
    if words.endswith(" FOUND"):
        return words.removesuffix(" FOUND")
    raise Unreachable(answer)


_current: list[Scanner | None] = [None]


def use(scanner: Scanner | None) -> None:
    """Make `scanner` the one that uploads are shown to; None where the university runs none."""
    _current[:] = [scanner]


def current() -> Scanner | None:
    return _current[0]
