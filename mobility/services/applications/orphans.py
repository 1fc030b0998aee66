"""Removes files that no row names: what broken connections and killed processes left, and what was taken away."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Final

from sqlalchemy import func, select, union_all

from mobility import observability
from mobility.database import Base, db, transaction
from mobility.services.applications.documents import delete_files
from mobility.storage import Store, current

UNTOUCHED: Final = timedelta(hours=24)
"""How old a file must be: its row may be about to be written."""

BATCH: Final = 1000
STORAGE_KEY: Final = "storage_key"
"""The name of the column in which every table that owns files keeps their keys."""

_log: Final = observability.logger("mobility.documents")


def sweep_orphans(untouched: timedelta = UNTOUCHED) -> int:
    """Remove the files that no row names and that are at least so old; how many there were."""
    store = current()
    before = _clock() - untouched
    count = store.remove_halves(before)
    for keys in _batches(key for key, put_at in store.listing() if put_at < before):
        count += _remove_unknown(store, keys)
    if count:
        _log.info("orphans.removed", count=count)
    return count


def delete_unnamed(keys: Collection[str]) -> None:
    """Delete those of the files that no row names any more, with the pictures of their pages; after the commit."""
    if keys:
        known = _known(set(keys))
        delete_files([key for key in keys if key not in known])


def _clock() -> datetime:
    """The real time, by which stores date their files, whatever the product's clock shows."""
    with transaction():
        shown: datetime = db.session.scalars(select(func.clock_timestamp())).one()
    return shown.astimezone(UTC)


def _batches(keys: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(keys)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _remove_unknown(store: Store, keys: list[str]) -> int:
    owners = {key: key.partition(".pages/")[0] for key in keys}
    known = _known(set(owners.values()))
    unknown = [key for key, owner in owners.items() if owner not in known]
    for key in unknown:
        store.remove(key)
    return len(unknown)


def _known(keys: set[str]) -> set[str]:
    """Those of the keys that a row of any table names."""
    columns = [table.c[STORAGE_KEY] for table in Base.metadata.tables.values() if STORAGE_KEY in table.c]
    with transaction():
        return set(db.session.scalars(union_all(*(select(column).where(column.in_(keys)) for column in columns))))
