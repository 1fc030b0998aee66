"""Writes what was asked for: by the worker, in the asker's language, with what the asker may see by then."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from tempfile import SpooledTemporaryFile
from typing import IO, BinaryIO, Final, cast

from mobility import storage
from mobility.core.access import Action
from mobility.core.calendar.zones import local_date
from mobility.core.terms import Actor, Param, Refused
from mobility.database import now
from mobility.i18n import in_current, use_locale, use_zone
from mobility.queries import calls, lists
from mobility.queries.identity import actor_of
from mobility.queries.institution import settings_of
from mobility.queries.lists import About
from mobility.queries.zones import zone_of_institution
from mobility.services.exports import printed
from mobility.services.exports.ask import FILES_KIND, LIST_KIND
from mobility.services.exports.printed import Heading
from mobility.services.exports.writers import MEDIA_TYPES, writer
from mobility.services.jobs import Running, work
from mobility.services.people.permits import permit
from mobility.wording import describe

AT_ONCE: Final = 1000
"""Rows read by one statement."""

MOST_BYTES: Final = 200 * 1024 * 1024
IN_MEMORY: Final = 4 * 1024 * 1024

_UNNAMED: Final = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')


@work(FILES_KIND)
def write_files(job: Running) -> Mapping[str, Param]:
    """Write the files that were found when it was asked, in their order, without those out of reach since."""
    with _asker(job, Action.FILES_EXPORT) as (actor, zone):
        ids: list[int] = job.params["ids"]
        title, form = describe("list.files"), str(job.params["form"])

        def fill(into: BinaryIO) -> None:
            with writer(into, form, title, lists.FILES.columns, zone) as rows:
                for first in range(0, len(ids), AT_ONCE):
                    part = ids[first : first + AT_ONCE]
                    rows.write(lists.files(part, actor, now()))
                    job.progress(first + len(part), len(ids))

        return _kept(job, (title, local_date(now(), zone).isoformat()), form, fill)


@work(LIST_KIND)
def write_list(job: Running) -> Mapping[str, Param]:
    """Write a list of a call as it stands now."""
    with _asker(job, Action.LISTS_PRINT) as (actor, _zone):
        about = About(**{name: job.params[name] for name in About.__slots__})
        call = calls.call(about.call_id, actor)
        table = lists.table(lists.CATALOG[str(job.params["list"])], about, actor, now())
        day, title = local_date(now(), call.time_zone), describe(f"list.{table.listed.key}")
        heading = Heading(in_current(settings_of(actor).name), in_current(call.title), day, call.time_zone)
        named = (in_current(call.title), title, day.isoformat())
        result = _kept(job, named, "xlsx", lambda into: printed.write(table, heading, into))
        job.progress(table.count, table.count)
        return result


@contextmanager
def _asker(job: Running, action: Action) -> Iterator[tuple[Actor, str]]:
    """Who asked, with what they may do now, and the institution's time zone; inside the block their language is spoken.

    Raises Refused `export.unknown` for somebody who has left, and the policy's reason for who may no longer do it.
    """
    try:
        actor = actor_of(job.requested_by or 0)
    except LookupError as left:
        raise Refused("export.unknown") from left
    permit(actor, action)
    zone = zone_of_institution(job.institution_id)
    with use_locale(str(job.params["locale"])), use_zone(zone):
        yield actor, zone


def _kept(job: Running, named: Sequence[str], form: str, fill: Callable[[BinaryIO], None]) -> Mapping[str, Param]:
    """Write the file and put it under the job's own key, in place of what an attempt before left there."""
    store, key = storage.current(), str(job.params["key"])
    with SpooledTemporaryFile(IN_MEMORY) as file:
        into = cast(BinaryIO, cast(IO[bytes], file))
        fill(into)
        file.seek(0)
        store.remove(key)
        stored = store.put(key, into, MOST_BYTES)
    name = _UNNAMED.sub(" ", "-".join(named))[:120].strip()
    return {
        "file_name": f"{name}.{form}",
        "media_type": MEDIA_TYPES[form],
        "byte_count": stored.byte_count,
        "sha256": stored.sha256.hex(),
    }
