"""Several acts at the same moment, each by a thread with a connection of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask

from mobility.core.terms import Refused
from mobility.database import db

Act = Callable[[], object]


def together(app: Flask, acts: Sequence[Act]) -> list[str]:
    """Do all acts at once; answers "done" or the code of the refusal, act by act."""
    start = Barrier(len(acts))

    def one(act: Act) -> str:
        with app.app_context():
            start.wait()
            try:
                act()
            except Refused as refused:
                return refused.code
            finally:
                db.session.remove()
            return "done"

    db.session.remove()
    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))
