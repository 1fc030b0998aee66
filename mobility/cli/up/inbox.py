"""The demo's post office: takes every letter by SMTP on this machine and keeps it as a file; nothing goes further.

Run by `mobility up --demo` as `python -m mobility.cli.up.inbox HOST PORT FOLDER`.
"""

from __future__ import annotations

import signal
import sys
import time
from itertools import count
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Folder:
    """Stores each letter under a name that sorts by its arrival; readers never see half a letter."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._count = count()
        path.mkdir(mode=0o700, parents=True, exist_ok=True)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - its name
        content = envelope.content
        if not isinstance(content, bytes):
            return "554 the letter has no content"
        name = f"{time.time_ns()}-{next(self._count):06d}"
        draft = self._path / f"{name}.part"
        draft.write_bytes(content)
        draft.rename(self._path / f"{name}.eml")
        return "250 kept"


def main(host: str, port: int, folder: Path) -> None:
    """Serve until SIGTERM or SIGINT."""
    controller = Controller(Folder(folder), hostname=host, port=port, enable_SMTPUTF8=True)
    controller.start()
    try:
        signal.sigwait({signal.SIGTERM, signal.SIGINT})
    finally:
        controller.stop()


if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
