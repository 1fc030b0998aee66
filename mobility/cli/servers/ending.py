"""How the program is told to end, so that no process is lost between being started and being known."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Ended(BaseException):
    """Somebody asked the program to end: Ctrl-C, SIGTERM, or the terminal was closed."""


class _Ending:
    is_asked = False
    is_held_back = False


def listen() -> None:
    """Have the first signal to end raise Ended in the main thread; further ones change nothing."""

    def end(_number: int, _frame: FrameType | None) -> None:
        for number in SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        _Ending.is_asked = True
        if not _Ending.is_held_back:
            raise Ended

    for number in SIGNALS:
        signal.signal(number, end)


@contextmanager
def held_back() -> Iterator[None]:
    """Let no signal break the block in the middle; whoever waits next raises Ended by `raise_if_asked`."""
    _Ending.is_held_back = True
    try:
        yield
    finally:
        _Ending.is_held_back = False


def raise_if_asked() -> None:
    """Raise Ended when somebody asked for the end while it was held back."""
    if _Ending.is_asked:
        _Ending.is_asked = False
        raise Ended
