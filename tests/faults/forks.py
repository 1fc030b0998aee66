"""Starts workers and clocks by fork, having loaded the program once: a start then costs a blink instead of seconds.

Reads commands from standard input, `worker` or `beat`, and answers each with the number of the process it started.
Every one leads a process group of its own, so that a test can kill it with all its children.
"""

from __future__ import annotations

import os
import signal
import sys

from mobility.tasks.celery import warm
from worker import celery

ARGUMENTS = {
    "worker": ["--quiet", "worker", "--concurrency", "2", "--without-gossip", "--without-mingle"],
    "beat": ["--quiet", "beat", "--pidfile", ""],
}


def start(kind: str) -> int:
    """Fork one process of that kind and return its number."""
    pid = os.fork()
    if pid == 0:
        os.setsid()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        null = os.open(os.devnull, os.O_RDONLY)
        os.dup2(null, 0)
        os.dup2(2, 1)
        celery.start(ARGUMENTS[kind])
        os._exit(0)
    return pid


def main() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    warm()
    _say("ready")
    for line in sys.stdin:
        _say(start(line.strip()))


def _say(answer: object) -> None:
    sys.stdout.write(f"{answer}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
