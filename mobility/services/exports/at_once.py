"""A table that is small enough to be written while somebody waits: read page by page, taken away with a trace."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Final, Protocol, TypeVar

from mobility.core.access import Action
from mobility.core.terms import Actor, Param, Refused
from mobility.database import transaction
from mobility.queries.lists import Cell, Column
from mobility.services.casework import audit
from mobility.services.exports.writers import FORMATS, writer

MOST: Final = 20_000
"""Rows of one file: written within a second or two, so nobody waits for a worker."""
_AT_ONCE: Final = 2_000

Found = TypeVar("Found")
Found_co = TypeVar("Found_co", covariant=True)


class Page(Protocol[Found_co]):
    """A page of rows; the next one begins before `following` (None: this was the last)."""

    @property
    def rows(self) -> Sequence[Found_co]: ...

    @property
    def following(self) -> int | None: ...


def gathered(read: Callable[[int | None, int], Page[Found]], too_many: str) -> list[Found]:
    """All rows that `read` gives, which is told before which row to begin and how many to give.

    Raises Refused `export.nothing` for none and `too_many` above `MOST`.
    """
    found: list[Found] = []
    before: int | None = None
    while len(found) <= MOST:
        page = read(before, _AT_ONCE)
        found += page.rows
        before = page.following
        if before is None:
            break
    if not found:
        raise Refused("export.nothing")
    if len(found) > MOST:
        raise Refused(too_many, max=MOST)
    return found


def taken_away(
    actor: Actor,
    action: Action,
    kind: str,
    title: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Cell]],
    zone: str,
) -> bytes:
    """The file with these rows; the audit says that it was taken away. Raises Refused `export.unknown_form`."""
    if kind not in FORMATS:
        raise Refused("export.unknown_form")
    into = BytesIO()
    with writer(into, kind, title, columns, zone) as table:
        table.write(rows)
    with transaction():
        said: dict[str, Param] = {"count": len(rows), "kind": kind}
        audit.record(actor, action, object_kind="audit", object_id=None, params=said)
    return into.getvalue()
